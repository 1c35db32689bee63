"""A town of SQLite and of a folder moves to a real PostgreSQL and a real S3, again and again.

The whole of it, migrations included, with the demo town: `make test-deploiement`."""

import contextlib
import sqlite3
import uuid
from datetime import UTC, datetime
from hashlib import sha256

import psycopg
import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.recorder import MigrationRecorder

from famille.models import FicheSanitaire, Foyer, MandatSEPA
from portail.demenagement.arrivee import Arrivee
from portail.sauvegarde import fichiers
from portail.settings.lecture import Env
from tests.famille.matrice import batir_tout
from tests.serveurs import S3_CLE, S3_SECRET

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("base_a_part"),
    pytest.mark.sqlite,
    pytest.mark.long,
]


@pytest.fixture
def ville(agent):
    """Four households, one of everything each, and a public picture; a household that was deleted,
    too."""
    maisons, *_reste = batir_tout(agent)
    Foyer.objects.create(numero="2026-09999", nom="Parti").delete()
    default_storage.save("images/ecole.png", ContentFile(b"une image"))
    yield maisons
    for part in fichiers.PARTS:
        for nom in list(fichiers.lister(part)):
            fichiers.stockage(part).delete(nom)


@pytest.fixture(scope="package")
def serveur(adresse_postgresql, django_db_setup, django_db_blocker):
    """A PostgreSQL whose database `modele` has the tables of the portal as its models have them, at
    the version of the tests' own: its migrations would take half a minute (`make test-deploiement`
    has them)."""
    with psycopg.connect(adresse_postgresql, autocommit=True) as maitre:
        maitre.execute("CREATE DATABASE modele")
    adresse = adresse_postgresql.rpartition("/")[0]
    tous = {"default": {}, "modele": Env().db_url_config(f"{adresse}/modele")}
    connections.settings["modele"] = connections.configure_settings(tous)["modele"]
    with django_db_blocker.unblock(), contextlib.closing(connections["modele"]) as la_bas:
        with la_bas.schema_editor() as editeur:
            for modele in apps.get_models():
                if modele._meta.managed and not modele._meta.proxy:
                    editeur.create_model(modele)
        version = MigrationRecorder(la_bas)
        version.ensure_schema()
        version.migration_qs.bulk_create(MigrationRecorder(connection).migration_qs)
    del connections["modele"], connections.settings["modele"]
    return adresse


@pytest.fixture
def base(serveur, adresse_postgresql):
    """The address of an empty database of that server."""
    nom = f"ville_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(adresse_postgresql, autocommit=True) as maitre:
        maitre.execute(f"CREATE DATABASE {nom} TEMPLATE modele")
        yield f"{serveur}/{nom}"
        maitre.execute(f"DROP DATABASE {nom} WITH (FORCE)")


@pytest.fixture
def seaux(s3):
    """(client, private bucket, public bucket), both empty."""
    client = s3.connection.meta.client
    noms = [f"{genre}-{uuid.uuid4().hex[:8]}" for genre in ("prive", "public")]
    for nom in noms:
        client.create_bucket(Bucket=nom)
    yield client, *noms
    for nom in noms:
        for cle in cles(client, nom):
            client.delete_object(Bucket=nom, Key=cle)
        client.delete_bucket(Bucket=nom)


def cles(client, seau):
    """Names of all its objects: one answer holds a thousand, and a process of the whole suite has
    written more."""
    pages = client.get_paginator("list_objects_v2").paginate(Bucket=seau)
    return [objet["Key"] for page in pages for objet in page.get("Contents", [])]


@pytest.fixture
def reglages(tmp_path, base, seaux, adresse_s3):
    """The file of environment of the portal once it has moved."""
    fichier = tmp_path / "portail.env"
    fichier.write_text(
        f"PORTAIL_BASE={base}\nPORTAIL_S3_ADRESSE={adresse_s3}\nPORTAIL_S3_CLE={S3_CLE}\n"
        f"PORTAIL_S3_SECRET={S3_SECRET}\nPORTAIL_S3_PRIVE={seaux[1]}\nPORTAIL_S3_PUBLIC={seaux[2]}\n"
    )
    return str(fichier)


@pytest.fixture(autouse=True)
def commandes(monkeypatch):
    """What is asked of `manage.py` there: neither migrations nor the search index, which take
    long."""
    demandees: list = []
    monkeypatch.setattr(Arrivee, "gestion", lambda soi, *mots: demandees.append(mots[0]))
    return demandees


def lire(base, requete):
    with psycopg.connect(base) as la_bas:
        return la_bas.execute(requete).fetchall()


def objets(seaux):
    """{name: digest} of each bucket."""
    client, *noms = seaux
    return [
        {
            cle: sha256(client.get_object(Bucket=nom, Key=cle)["Body"].read()).hexdigest()
            for cle in cles(client, nom)
        }
        for nom in noms
    ]


def du_dossier(part):
    return {
        nom: sha256(fichiers.stockage(part).open(nom).read()).hexdigest()
        for nom in fichiers.lister(part)
    }


def test_a_town_moves_and_is_the_same_there(ville, base, seaux, reglages, commandes, capsys):
    _refuser_ce_qui_est_a_quelqu_un(base, seaux, reglages)
    # What SQLite lets through stops the move, without a word of what is in it, and nothing is left
    # there.
    trop = Foyer.objects.create(numero="2026-00999", nom="x" * 300)
    with pytest.raises(
        CommandError, match=rf"table famille_foyer, clé {trop.pk}, colonne nom"
    ) as refus:
        call_command("migrer_vers", reglages, verbosity=0)
    assert "xxx" not in str(refus.value)
    assert lire(base, "SELECT count(*) FROM famille_foyer") == [(0,)]
    Foyer.objects.filter(pk=trop.pk).update(nom="Court")

    call_command("migrer_vers", reglages, verbosity=0)
    dit = capsys.readouterr().out
    assert "comptées et comparées des deux côtés" in dit
    assert "Tout est passé" in dit
    _exiger_les_memes_lignes(base)
    [mandat] = MandatSEPA.objects.filter(foyer=ville[0].foyer)
    assert (mandat.iban_chiffre,) in lire(base, "SELECT iban_chiffre FROM famille_mandatsepa")
    assert FicheSanitaire.objects.get().allergies == "AllergieDeLéa"
    assert objets(seaux) == [du_dossier("prive"), du_dossier("public")]
    # Nobody gets the key of the household that was deleted.
    [(suivant,)] = lire(base, "SELECT nextval(pg_get_serial_sequence('famille_foyer', 'id'))")
    assert suivant == trop.pk + 1
    assert commandes == ["migrate", "migrate", "update_index"]

    # Run again, it finds all of it there; after a change here, it goes again.
    call_command("migrer_vers", reglages, verbosity=0)
    assert "(elles y étaient déjà)" in (dit := capsys.readouterr().out)
    assert "dont 0 copiés cette fois" in dit
    Foyer.objects.filter(pk=trop.pk).update(nom="Autre")
    call_command("migrer_vers", reglages, verbosity=0)
    assert lire(base, f"SELECT nom FROM famille_foyer WHERE id = {trop.pk}") == [("Autre",)]

    # Once the town has written there, nothing of this side takes its place.
    with psycopg.connect(base) as la_bas:
        la_bas.execute("UPDATE famille_foyer SET nom = 'Vivant'")
    with pytest.raises(
        CommandError, match=r"a changé depuis le déménagement précédent \(famille_foyer\)"
    ):
        call_command("migrer_vers", reglages, verbosity=0)
    assert set(lire(base, "SELECT nom FROM famille_foyer")) == {("Vivant",)}


def _refuser_ce_qui_est_a_quelqu_un(base, seaux, reglages):
    client, prive, _public = seaux
    client.put_object(Bucket=prive, Key="autre.pdf", Body=b"d'une autre ville")
    with pytest.raises(CommandError, match=r"fichiers qui ne sont pas d’ici \(1, dont autre.pdf\)"):
        call_command("migrer_vers", reglages, verbosity=0)
    client.delete_object(Bucket=prive, Key="autre.pdf")
    for fait, defait, phrase in (
        (
            "ALTER TABLE django_migrations RENAME TO x",
            "ALTER TABLE x RENAME TO django_migrations",
            "d’autres tables",
        ),
        (
            (
                "INSERT INTO famille_foyer (numero, nom, situation, recherche, lieux, cree_le)"
                " VALUES ('1', '', '', '', '', now())"
            ),
            "DELETE FROM famille_foyer",
            "déjà des comptes ou des foyers",
        ),
    ):
        with psycopg.connect(base, autocommit=True) as la_bas:
            la_bas.execute(fait)
            with pytest.raises(CommandError, match=f"La base d’arrivée contient {phrase}"):
                call_command("migrer_vers", reglages, verbosity=0)
            la_bas.execute(defait)
    assert objets(seaux) == [{}, {}]


def _exiger_les_memes_lignes(base):
    """Each table by a reading of its own, which shares nothing with the command: as many rows;
    texts that are alike."""
    with (
        contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"])) as ici,
        psycopg.connect(base) as la_bas,
    ):
        tables = [
            nom for (nom,) in ici.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        ]
        comptees = [
            nom for nom in tables if not nom.startswith(("sqlite_", "wagtailsearch_", "cache"))
        ]
        assert len(comptees) > 100
        for nom in comptees:
            compte = f'SELECT count(*) FROM "{nom}"'
            assert (nom, ici.execute(compte).fetchone()) == (nom, la_bas.execute(compte).fetchone())
        for requete in (
            "SELECT numero, nom, recherche FROM famille_foyer ORDER BY id",
            "SELECT email, password, first_name FROM famille_utilisateur ORDER BY id",
            "SELECT rum, iban_chiffre, texte FROM famille_mandatsepa ORDER BY id",
            "SELECT sha256, fichier FROM famille_document ORDER BY fichier",
            "SELECT app_label, model, id FROM django_content_type ORDER BY id",
        ):
            assert ici.execute(requete).fetchall() == la_bas.execute(requete).fetchall()
        [[apres], *_] = la_bas.execute(
            "SELECT apres FROM famille_modification WHERE objet = 'objetA'"
        ).fetchall()
        assert apres == {"Rue": "TraceA"}
        [ecrite] = ici.execute(
            "SELECT le, id FROM famille_consultation ORDER BY id LIMIT 1"
        ).fetchall()
        [lue] = la_bas.execute(
            f"SELECT le FROM famille_consultation WHERE id = {ecrite[1]}"
        ).fetchall()
        assert lue[0] == datetime.fromisoformat(ecrite[0]).replace(tzinfo=UTC)
