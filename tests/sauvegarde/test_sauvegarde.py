"""A town saved, brought back on an empty machine, and compared row by row and file by file."""

import contextlib
import io
import json
import lzma
import tarfile
import uuid
from dataclasses import replace
from types import SimpleNamespace
from urllib.parse import urlsplit

import psycopg
import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import connection

from famille.actions import deposer_document
from famille.journal.trigrammes import INDEX
from portail.sauvegarde import bases, ecriture, lecture, trace
from portail.sauvegarde.manifeste import VOLATILES, SauvegardeRefusee, empreinte
from portail.version import version
from tests.demarches.outils import pdf
from tests.mise_a_jour.rejouer import DEPART
from tests.outils.autre_base import autre_base, lignes_d_ici
from tests.ville.maison import manage


def suivre(choses, libelle):
    return choses


@pytest.fixture
def ville(famille_martin, voisin, agent):
    """Two households, one paper each, one public picture."""
    for famille, compte in ((famille_martin, famille_martin.camille), (voisin, voisin.nadia)):
        deposer_document(pdf("acte.pdf", compte.email.encode()), foyer=famille.foyer, par=compte)
    nom = default_storage.save("images/ecole.png", ContentFile(b"une image"))
    yield famille_martin
    default_storage.delete(nom)


@pytest.fixture
def archive(ville, tmp_path):
    chemin, _manifeste = ecriture.sauvegarder(tmp_path / "sauvegardes", lambda phrase: None, suivre)
    return chemin


def contenu(chemin):
    with tarfile.open(chemin) as archive:
        return {entree.name: archive.extractfile(entree).read() for entree in archive}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_town_is_the_same_on_another_machine_row_by_row_and_file_by_file(ville, tmp_path, capsys):
    call_command("sauvegarder", str(tmp_path / "sauvegardes"), verbosity=0)
    [archive] = (tmp_path / "sauvegardes").iterdir()
    assert archive.stat().st_mode & 0o077 == 0
    assert "Sauvegarde écrite" in capsys.readouterr().out
    assert trace.derniere() is not None
    with autre_base(tmp_path / "ailleurs") as (variables, lignes):
        code, dit = manage("restaurer", str(archive), PORTAIL_CLE_SECRETE="autre" * 12, **variables)
        assert code == 0, dit
        assert "PORTAIL_CLE_SECRETE n’est pas celle du site sauvegardé" in dit
        code, dit = manage("restaurer", str(archive), **variables)
        assert code == 1
        assert "contient déjà des comptes ou des foyers : rien n’est changé" in dit
        tables = [nom for nom in bases.compter() if nom not in VOLATILES]
        assert len(tables) > 100
        assert [nom for nom in tables if lignes(nom) != lignes_d_ici(nom)] == []
    fichiers = {nom: octets for nom, octets in contenu(archive).items() if "/" in nom}
    assert len([nom for nom in fichiers if nom.startswith("prive/")]) >= 2
    for nom, octets in fichiers.items():
        assert (tmp_path / "ailleurs" / nom).read_bytes() == octets


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("ajoutee", [True, False], ids=["by another role", "by nobody"])
def test_a_town_comes_back_where_its_role_may_not_add_an_extension(archive, tmp_path, ajoutee):
    """As on a database that a host rents: its comment is its owner's, and ended the restoration,
    the tables being gone already."""
    with autre_base(tmp_path / "ailleurs") as (variables, lignes), sans_droit(variables) as base:
        if ajoutee:
            lire_la_bas(variables, "CREATE EXTENSION pg_trgm")
        code, dit = manage("restaurer", str(archive), **variables | {"PORTAIL_BASE": base})
        assert code == 0, dit
        assert lignes("famille_foyer") == lignes_d_ici("famille_foyer")
        index = "SELECT 1 FROM pg_indexes WHERE indexname LIKE '%_trigrammes'"
        assert len(lire_la_bas(variables, index)) == (len(INDEX) if ajoutee else 0)


REMETTRE = (
    "from pathlib import Path; from portail.sauvegarde import bases; bases.restaurer(Path({!r}))"
)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_base_is_replaced_whole_or_not_at_all(archive, tmp_path):
    """A snapshot cut short, and then the whole one in the place of a town that is there."""
    coupe, octets = tmp_path / "coupe.pgdump", contenu(archive)[bases.nom_du_cliche()]
    coupe.write_bytes(octets[: len(octets) * 9 // 10])
    with autre_base(tmp_path / "ailleurs") as (variables, lignes):
        assert manage("restaurer", str(archive), **variables)[0] == 0
        code, dit = manage("shell", "-v", "0", "-c", REMETTRE.format(str(coupe)), **variables)
        assert code != 0
        assert "La base est restée comme elle était." in dit
        assert lignes("famille_foyer") == lignes_d_ici("famille_foyer")
        lire_la_bas(variables, "UPDATE famille_foyer SET nom = 'Autre'")
        code, dit = manage("restaurer", str(archive), "--ecraser", **variables)
        assert code == 0, dit
        assert lignes("famille_foyer") == lignes_d_ici("famille_foyer")


@contextlib.contextmanager
def sans_droit(variables):
    """The address of that base for a role that makes tables there, and nothing else."""
    role, adresse = f"loue_{uuid.uuid4().hex[:12]}", urlsplit(variables["PORTAIL_BASE"])
    lire_la_bas(variables, f"CREATE ROLE {role} LOGIN; GRANT ALL ON SCHEMA public TO {role}")
    try:
        yield adresse._replace(netloc=f"{role}@{adresse.hostname}:{adresse.port}").geturl()
    finally:
        lire_la_bas(variables, f"DROP OWNED BY {role}; DROP ROLE {role}")


def lire_la_bas(variables, requete):
    """The rows that this gives to the owner of that base, if any."""
    with psycopg.connect(variables["PORTAIL_BASE"], autocommit=True) as base:
        curseur = base.execute(requete)
        return curseur.fetchall() if curseur.description else []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
class TestArchive:
    def test_its_manifest_tells_the_version_the_migrations_and_every_file(self, archive):
        tout = contenu(archive)
        manifeste = json.loads(tout.pop("manifeste.json"))
        assert manifeste["version"] == version()
        assert "famille.0001_initial" in manifeste["migrations"]
        assert set(manifeste["fichiers"]) == set(tout)
        assert manifeste["tables"]["famille_foyer"] == 2

    def test_the_keys_are_not_in_it(self, archive, settings):
        for octets in contenu(archive).values():
            assert settings.SECRET_KEY.encode() not in octets

    def test_nobody_stays_signed_in(self, ville, connecter, tmp_path):
        connecter(ville.camille)
        with connection.cursor() as curseur:
            curseur.execute("SELECT session_key FROM django_session")
            [cle] = curseur.fetchone()
        chemin, manifeste = ecriture.sauvegarder(tmp_path, lambda phrase: None, suivre)
        assert manifeste.tables["django_session"] == 0
        assert cle.encode() not in contenu(chemin)[bases.nom_du_cliche()]

    def test_a_file_that_the_database_names_and_nobody_has_is_told(self, ville, tmp_path, capsys):
        perdu = ville.foyer.documents.get().fichier.name
        storages["prive"].delete(perdu)
        call_command("sauvegarder", str(tmp_path), verbosity=0)
        assert f"Fichier connu de la base et introuvable : prive/{perdu}" in capsys.readouterr().err

    @pytest.mark.parametrize("ou", [0.3, 0.97])
    def test_one_changed_byte_and_nothing_is_restored(self, archive, ou):
        octets = bytearray(archive.read_bytes())
        octets[int(len(octets) * ou)] ^= 0xFF
        archive.write_bytes(octets)
        with pytest.raises(SauvegardeRefusee, match="abîmée ou incomplète : rien n’est restauré"):
            lecture.verifier(archive, suivre)

    def test_a_file_of_the_same_size_with_another_content_is_not_restored(self, archive, tmp_path):
        """The archive is whole, and says of one of its files what is not so."""
        faussee = tmp_path / "faussee.tar.gz"
        with tarfile.open(archive) as saine, tarfile.open(faussee, "w:gz") as autre:
            for entree in saine:
                octets = saine.extractfile(entree).read()
                if entree.name.startswith("prive/"):
                    octets = octets[:-1] + bytes([octets[-1] ^ 0xFF])
                autre.addfile(entree, io.BytesIO(octets))
        with pytest.raises(SauvegardeRefusee, match="abîmée ou incomplète : rien n’est restauré"):
            lecture.verifier(faussee, suivre)

    def test_a_restored_file_whose_content_differs_is_said(self, ville, archive):
        manifeste = lecture.verifier(archive, suivre)
        nom = ville.foyer.documents.get().fichier.name
        with storages["prive"].open(nom) as fichier:
            octets = fichier.read()
        storages["prive"].delete(nom)
        storages["prive"].save(nom, ContentFile(octets[:-1] + b"?"))
        assert lecture.comparer(manifeste, suivre) == [
            f"fichier prive/{nom} : son contenu n’est pas celui de la sauvegarde"
        ]

    def test_every_row_is_in_it_but_sessions_caches_and_the_trace_of_backups(self, archive):
        """A table left out by mistake would come back empty, and the manifest would say that it
        was."""
        tables = json.loads(contenu(archive)["manifeste.json"])["tables"]
        laissees = {"django_session", "cache", "portail_sauvegardefaite", "portail_filedentree"}
        ici = {table: nombre for table, nombre in bases.compter().items() if table not in laissees}
        assert {table: tables[table] for table in ici} == ici
        assert min(ici["famille_foyer"], ici["famille_document"], ici["django_migrations"]) > 0

    def test_cut_short_it_is_refused(self, archive):
        archive.write_bytes(archive.read_bytes()[:-2000])
        with pytest.raises(CommandError, match="abîmée ou incomplète"):
            call_command("restaurer", str(archive), "--ecraser", verbosity=0)

    def test_one_of_a_later_version_is_refused(self, archive):
        manifeste = lecture.verifier(archive, suivre)
        manifeste.migrations.append("famille.9999_de_demain")
        with pytest.raises(SauvegardeRefusee, match="version plus récente du portail"):
            lecture._exiger_une_suite(manifeste)

    def test_one_of_version_0_2_is_taken_and_one_of_before_is_refused_as_such(self, archive):
        manifeste = lecture.verifier(archive, suivre)
        depart = json.loads(lzma.decompress(DEPART.read_bytes()))["tables"]["django_migrations"]
        de_la_0_2 = [f"{app}.{nom}" for _cle, app, nom, _le in depart[1]]
        lecture._exiger_une_suite(replace(manifeste, migrations=de_la_0_2))
        de_la_0_2.remove("famille.0041_courrier_d_une_aide")
        for anciennes in (["famille.0002_sante_garde_remise"], de_la_0_2):
            with pytest.raises(SauvegardeRefusee, match="date d’avant la version"):
                lecture._exiger_une_suite(replace(manifeste, migrations=anciennes))

    def test_what_differs_afterwards_is_said(self, ville, archive):
        manifeste = lecture.verifier(archive, suivre)
        assert lecture.comparer(manifeste, suivre) == []
        document = ville.foyer.documents.get()
        storages["prive"].delete(document.fichier.name)
        document.delete()
        ecarts = lecture.comparer(manifeste, suivre)
        assert any(
            ecart.startswith("table famille_document : 1 lignes au lieu de 2") for ecart in ecarts
        )
        assert any(ecart.startswith(f"fichier prive/{document.fichier.name}") for ecart in ecarts)


def test_a_disk_that_refuses_leaves_nothing_behind(db, tmp_path, monkeypatch):
    def plein(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(ecriture.bases, "photographier", plein)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("sauvegarder", str(tmp_path), verbosity=0)
    assert list(tmp_path.iterdir()) == []


def test_a_town_that_has_one_account_and_no_file_is_not_empty(agent):
    assert lecture.ce_qui_est_deja_la() == "des comptes ou des foyers"


def test_a_base_that_holds_no_table_is_told_and_leaves_nothing(db, monkeypatch, tmp_path):
    monkeypatch.setattr("portail.sauvegarde.bases.noms_des_tables", list)
    with pytest.raises(CommandError, match="Cette base est vide"):
        call_command("sauvegarder", str(tmp_path / "archives"))
    assert list(tmp_path.iterdir()) == []


def test_without_pg_dump_it_is_one_sentence(monkeypatch):
    monkeypatch.setattr(bases.shutil, "which", lambda nom, path=None: None)
    with pytest.raises(SauvegardeRefusee, match="installez postgresql-client"):
        bases._programme("pg_dump")


def test_its_programs_are_those_of_the_server_s_version(monkeypatch, tmp_path):
    """Where Debian has several PostgreSQL."""
    monkeypatch.setattr(bases, "DE_DEBIAN", f"{tmp_path}/{{}}")
    monkeypatch.setattr(bases, "connection", SimpleNamespace(pg_version=150_020))
    for numero in (15, 17):
        (tmp_path / str(numero)).mkdir()
        (tmp_path / str(numero) / "pg_dump").touch(mode=0o755)
    assert bases._programme("pg_dump") == f"{tmp_path}/15/pg_dump"


def test_what_reads_a_backup_is_given_none_of_the_keys(monkeypatch):
    """pg_restore reads a file that may come from anywhere."""
    monkeypatch.setenv("PORTAIL_CLE_SECRETE", "x" * 50)
    assert "PATH" in (dit := bases._lancer(["env"]).stdout)
    assert "PORTAIL_" not in dit


def test_only_the_latest_archives_are_kept(tmp_path):
    for jour in range(1, 6):
        (tmp_path / f"portail-2026110{jour}-020000.tar.gz").touch()
    (tmp_path / "portail-20261105-020000.tar.gz").rename(
        tmp_path / "portail-20261105-020000.tar.gz.age"
    )
    (tmp_path / "notes.txt").touch()
    ecriture.garder(tmp_path, 2)
    restent = sorted(chemin.name for chemin in tmp_path.iterdir())
    assert restent == [
        "notes.txt",
        "portail-20261104-020000.tar.gz",
        "portail-20261105-020000.tar.gz.age",
    ]


def test_the_print_of_a_key_says_nothing_of_it():
    assert empreinte(settings.SECRET_KEY) not in settings.SECRET_KEY
    assert empreinte(settings.SECRET_KEY) != empreinte("autre")
