"""Makes `depart.json.xz`: a village of an earlier version, with one draft of each démarche, as rows
of tables.

Run with the code of that version, not of this one (docs/exploiter/mettre_a_jour.md):

    git clone . ../ancien && git -C ../ancien checkout <the version>
    cp tests/mise_a_jour/fabriquer.py ../ancien/ && cd ../ancien
    export PORTAIL_VAR=$(mktemp -d)
    python fabriquer.py <this clone>/tests/mise_a_jour/depart.json.xz
"""

import json
import lzma
import os
import sqlite3
import sys
from pathlib import Path

sys.path[:0] = [str(Path.cwd() / "site"), str(Path.cwd())]
os.environ["DJANGO_SETTINGS_MODULE"] = "portail.settings.dev"

COURRIEL = "camille.martin@exemple.fr"
# Rebuilt by the portal itself, or kept by the database for itself.
SANS = ("sqlite_", "wagtailsearch_", "cache", "django_session")


def main(cible: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command

    from demo.ville import fabrique

    fabrique.FOYERS, fabrique.ENFANTS = 36, 60
    call_command("preparer", verbosity=0)
    fabrique.creer_la_ville(avancer=lambda nombre: None)
    brouillons = commencer_tout()
    Path(cible).write_bytes(
        lzma.compress(json.dumps({"brouillons": brouillons, "tables": tables()}).encode(), preset=9)
    )
    print(f"{len(brouillons)} drafts, {Path(cible).stat().st_size} bytes")


def commencer_tout() -> list:
    """[[key, code, page], …]: a draft of each démarche, its first page as a parent leaves it, half
    typed."""
    from demarches import catalogue
    from demarches.actions import commencer, enregistrer_page
    from demarches.models import Demande, ReglageDemarche
    from famille.models import Enfant, Foyer, Utilisateur

    camille = Utilisateur.objects.get(email=COURRIEL)
    foyer = Foyer.objects.de(camille).get()
    enfant = Enfant.objects.du([foyer])[0]
    for code, demarche in catalogue.toutes().items():
        ReglageDemarche.objects.filter(code=code).update(etat=ReglageDemarche.Etat.OUVERTE)
        demande = commencer(
            code, foyer=foyer, par=camille, enfant=enfant if demarche.par_enfant else None
        )
        page = demande.avancement.etape
        saisie = {page: {"commentaire": ["Commencé avant la mise à jour"]}}
        enregistrer_page(demande, saisie=saisie, avancement=demande.avancement)
    siens = Demande.objects.de(camille).brouillons()
    return [[str(un.pk), un.code, un.avancement.etape] for un in siens.order_by("cree_le")]


def tables() -> dict:
    """{table: [columns, rows]}, the values as SQLite keeps them."""
    from django.conf import settings

    contenu = {}
    base = sqlite3.connect(settings.DATABASES["default"]["NAME"])
    noms = base.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
    ).fetchall()
    for nom in (nom for (nom,) in noms if not nom.startswith(SANS)):
        curseur = base.execute(f'SELECT * FROM "{nom}"')
        contenu[nom] = [
            [colonne[0] for colonne in curseur.description],
            [list(ligne) for ligne in curseur],
        ]
    base.close()
    return contenu


if __name__ == "__main__":
    main(sys.argv[1])
