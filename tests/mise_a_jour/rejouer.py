"""`python -m tests.mise_a_jour.rejouer`: the village of an earlier version, brought up to date, and
its drafts opened.

In a database that is empty, where the environment leads (PORTAIL_VAR, PORTAIL_BASE). Prints JSON:
what each draft answered. The tables are first made as they were, by the migrations that the village
had.
"""

import json
import lzma
import os
import re
import sys
from pathlib import Path

RACINE = Path(__file__).parents[2]
sys.path[:0] = [str(RACINE / "site"), str(RACINE)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portail.settings.dev")

DEPART = Path(__file__).with_name("depart.json.xz")
COURRIEL = "camille.martin@exemple.fr"
ECRITES = (
    "famille_foyer",
    "famille_enfant",
    "famille_document",
    "demarches_demande",
    "reservations_reservation",
    "cms_pages_illustration",
)
_SANS_NOM = re.compile(r"^(fk_|__unnamed_constraint_)\d+_*$")


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    depart = json.loads(lzma.decompress(DEPART.read_bytes()))
    remettre(depart["tables"])
    call_command("preparer", verbosity=0)
    print(
        json.dumps(
            {
                "brouillons": continuer(depart["brouillons"]),
                "comptes": compter(depart["tables"]),
                "image": l_image_de_l_accueil(depart["tables"]),
                "tables": decrire_les_tables(),
            }
        )
    )


def remettre(tables: dict) -> None:
    """The tables as they were, and their rows."""
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    executeur = MigrationExecutor(connection)
    faites = {tuple(ligne[1:3]) for ligne in tables["django_migrations"][1]}
    executeur.migrate(_dernieres(executeur.loader.graph, faites))
    with transaction.atomic(), connection.cursor() as curseur:
        presentes = set(connection.introspection.table_names(curseur))
        a_remplir = [nom for nom in tables if nom in presentes]
        for contrainte in _sans_contraintes(connection, curseur, a_remplir):
            curseur.execute(contrainte)
        for nom in a_remplir:
            _remplir(connection, curseur, nom, *tables[nom])


def _dernieres(graphe, faites):
    """Of each app, what it had come to: those that no other of its own follows."""
    reunies = {cle for cle, une in graphe.nodes.items() if une.replaces}
    connues = faites & set(graphe.nodes) | {
        cle for cle in reunies if faites.issuperset(graphe.nodes[cle].replaces)
    }
    suivies = {
        parent.key
        for cle in connues
        for parent in graphe.node_map[cle].parents
        if parent.key[0] == cle[0]
    }
    return sorted(connues - suivies)


def _sans_contraintes(connexion, curseur, noms):
    """What lets rows come in any order."""
    if connexion.vendor == "sqlite":
        return ["PRAGMA defer_foreign_keys = ON", *(f'DELETE FROM "{nom}"' for nom in noms)]
    vider = "SET famille.vider = 'oui'"  # the journals refuse it else
    return [vider, f"TRUNCATE {', '.join(noms)} CASCADE", "SET CONSTRAINTS ALL DEFERRED"]


def _remplir(connexion, curseur, nom, colonnes, lignes):
    if not lignes:
        return
    vrais: set[str] = set()
    if connexion.vendor == "postgresql":
        curseur.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s",
            [nom],
        )
        vrais = {colonne for colonne, genre in curseur.fetchall() if genre == "boolean"}
    convertis = [
        [
            bool(valeur) if colonne in vrais and valeur is not None else valeur
            for colonne, valeur in zip(colonnes, ligne, strict=True)
        ]
        for ligne in lignes
    ]
    champs, places = (
        ", ".join(f'"{colonne}"' for colonne in colonnes),
        ", ".join(["%s"] * len(colonnes)),
    )
    curseur.executemany(f'INSERT INTO "{nom}" ({champs}) VALUES ({places})', convertis)
    if connexion.vendor == "postgresql" and "id" in colonnes:
        curseur.execute("SELECT pg_get_serial_sequence(%s, 'id')", [nom])
        if sequence := curseur.fetchone()[0]:
            curseur.execute(f'SELECT setval(%s, (SELECT MAX(id) FROM "{nom}"))', [sequence])


def continuer(brouillons: list) -> dict:
    """{draft: [status of its page, status of its saving, what is kept of it]}, by its address as a
    browser does."""
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment

    from demarches.models import Demande
    from famille.comptes.connexion.allauth import session_de_test
    from famille.models import Utilisateur
    from tests.demarches.outils import Navigateur
    from tests.demarches.remplissages import valeurs_de

    setup_test_environment()
    client = Client()
    camille = Utilisateur.objects.get(email=COURRIEL)
    client.force_login(camille, backend=settings.AUTHENTICATION_BACKENDS[0])
    session = client.session
    session_de_test(session, camille)
    session.save()
    resultats = {}
    for pk, code, page in brouillons:
        navigateur = Navigateur(client, Demande.objects.get(pk=pk))
        lue = navigateur.lire(page)
        envoyee = navigateur.poster(page, valeurs_de(navigateur, page), "enregistrer")
        gardee = navigateur.relue().saisie.get(page, {})
        resultats[f"{code} {pk[:4]}"] = [lue.status_code, envoyee.status_code, gardee]
    return resultats


def compter(tables: dict) -> dict:
    """{table: [rows before, rows now]} of what people wrote."""
    from django.db import connection

    with connection.cursor() as curseur:
        comptes = {}
        for nom in ECRITES:
            curseur.execute(f'SELECT COUNT(*) FROM "{nom}"')
            comptes[nom] = [len(tables[nom][1]), curseur.fetchone()[0]]
    return comptes


def decrire_les_tables() -> dict[str, list]:
    """{table: [its columns (name, whether it may be empty), its keys, indexes and checks]}."""
    from django.db import connection

    decrites: dict[str, list] = {}
    with connection.cursor() as curseur:
        for table in connection.introspection.django_table_names(only_existing=True):
            colonnes = connection.introspection.get_table_description(curseur, table)
            contraintes = connection.introspection.get_constraints(curseur, table)
            decrites[table] = [
                sorted([colonne.name, bool(colonne.null_ok)] for colonne in colonnes),
                # SQLite numbers those that have no name
                sorted(
                    [_SANS_NOM.sub("", nom), sorted(une["columns"] or []), une["unique"]]
                    for nom, une in contraintes.items()
                ),
            ]
    return decrites


def l_image_de_l_accueil(tables: dict) -> list[str]:
    """[file of the picture of the home before, and now]."""
    from cms_pages.models import AccueilPage

    colonnes, [accueil, *_traductions] = tables["cms_pages_accueilpage"]
    cle = accueil[colonnes.index("image_id")]
    page = accueil[colonnes.index("page_ptr_id")]
    colonnes, images = tables["cms_pages_illustration"]
    avant = next(une for une in images if une[colonnes.index("id")] == cle)
    image = AccueilPage.objects.get(pk=page).image
    return [avant[colonnes.index("file")], image.file.name if image else ""]


if __name__ == "__main__":
    main()
