"""An archive encrypted to a public key: nobody reads it without the private one, which the machine
does not have."""

import io
import shutil
import subprocess
import tarfile

import pytest
from django.core.management import CommandError, call_command
from pyrage.x25519 import Identity

from famille.actions import deposer_document
from famille.models import Foyer
from portail.sauvegarde import atelier, chiffrement, ecriture, fichiers, lecture
from portail.sauvegarde.manifeste import EN_CLAIR, SauvegardeRefusee
from tests.demarches.outils import pdf
from tests.outils.autre_base import autre_base
from tests.ville.maison import manage

IDENTITE, AUTRE = Identity.generate(), Identity.generate()
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def suivre(choses, libelle):
    return choses


@pytest.fixture
def archive(famille_martin, settings, tmp_path):
    """Of a town with one household and one paper, encrypted."""
    deposer_document(pdf("acte.pdf"), foyer=famille_martin.foyer, par=famille_martin.camille)
    settings.CLES_DE_SAUVEGARDE = [str(IDENTITE.to_public())]
    chemin, _manifeste = ecriture.sauvegarder(tmp_path / "sauvegardes", lambda phrase: None, suivre)
    return chemin


@pytest.fixture
def fichier_de_cle(tmp_path):
    """As age-keygen writes it."""
    fichier = tmp_path / "cle.txt"
    fichier.write_text(
        f"# created: 2026-11-25T10:00:00+01:00\n# public key: {IDENTITE.to_public()}\n{IDENTITE}\n"
    )
    return fichier


def test_nothing_of_it_is_in_clear(archive):
    assert archive.name.endswith(".tar.gz.age")
    assert archive.read_bytes().startswith(b"age-encryption.org/v1")
    assert not tarfile.is_tarfile(archive)


def test_with_the_private_key_the_town_is_brought_back(archive, fichier_de_cle, tmp_path):
    with autre_base(tmp_path / "ailleurs") as (variables, lignes):
        code, dit = manage("restaurer", str(archive), "--cle", str(fichier_de_cle), **variables)
        assert code == 0, dit
        assert len(lignes("famille_foyer")) == Foyer.objects.count() == 1


@pytest.mark.parametrize("options", [[], ["--ecraser"]])
def test_without_the_private_key_nothing_is_restored(archive, options):
    with pytest.raises(CommandError, match="Cette archive est chiffrée : donnez sa clé privée"):
        call_command("restaurer", str(archive), *options, verbosity=0)


def test_another_key_does_not_open_it(archive):
    with pytest.raises(SauvegardeRefusee, match="Cette clé privée n’ouvre pas cette archive"):
        lecture.verifier(archive, suivre, [AUTRE])


def test_any_of_several_keys_opens_it(archive, settings, tmp_path):
    settings.CLES_DE_SAUVEGARDE = [str(AUTRE.to_public()), str(IDENTITE.to_public())]
    chemin, manifeste = ecriture.sauvegarder(tmp_path / "pour-deux", lambda phrase: None, suivre)
    for identite in (IDENTITE, AUTRE):
        assert lecture.verifier(chemin, suivre, [identite]) == manifeste


@pytest.mark.parametrize(
    "abimer", [lambda o: o[:-2000], lambda o: o[:9000] + bytes([o[9000] ^ 0xFF]) + o[9001:]]
)
def test_cut_short_or_changed_it_is_refused(archive, abimer):
    archive.write_bytes(abimer(archive.read_bytes()))
    with pytest.raises(SauvegardeRefusee, match="abîmée ou incomplète : rien n’est restauré"):
        lecture.verifier(archive, suivre, [IDENTITE])


def test_the_private_key_may_come_by_the_standard_input(archive, monkeypatch, fichier_de_cle):
    monkeypatch.setattr("sys.stdin", io.StringIO(fichier_de_cle.read_text()))
    # read, then refused
    with pytest.raises(CommandError, match="contient déjà des comptes ou des foyers"):
        call_command("restaurer", str(archive), "--cle", "-", verbosity=0)


@pytest.mark.parametrize(
    "contenu", ["", "# rien\n", "age1abc\n", str(IDENTITE.to_public())], ids=range(4)
)
def test_a_file_that_holds_no_private_key_is_one_sentence(archive, tmp_path, contenu):
    (tmp_path / "cle.txt").write_text(contenu)
    with pytest.raises(CommandError, match="ne contient aucune clé privée age"):
        call_command("restaurer", str(archive), "--cle", str(tmp_path / "cle.txt"), verbosity=0)


@pytest.fixture
def programme_age():
    return shutil.which("age")


def test_the_age_program_reads_it(archive, fichier_de_cle, programme_age, tmp_path):
    clair = tmp_path / "claire.tar.gz"
    subprocess.run(
        [programme_age, "--decrypt", "-i", fichier_de_cle, "-o", clair, archive], check=True
    )
    with tarfile.open(clair) as ouverte:
        assert "manifeste.json" in ouverte.getnames()


def test_a_disk_that_fills_up_is_told_as_such(famille_martin):
    class Plein(io.RawIOBase):
        def writable(self):
            return True

        def write(self, _octets):
            raise OSError(28, "No space left on device")

    def remplir():
        with chiffrement.chiffrer(Plein(), [str(IDENTITE.to_public())]) as flux:
            for _morceau in range(64):
                flux.write(bytes(1024 * 1024))

    with pytest.raises(OSError, match="No space left on device"):
        remplir()


def test_in_clear_it_is_said(famille_martin, tmp_path, capsys):
    call_command("sauvegarder", str(tmp_path), verbosity=0)
    assert EN_CLAIR in capsys.readouterr().err


class TestTueeEnCours:
    """A backup that is killed leaves half an archive, and the database in clear in the folder where
    it works."""

    @pytest.fixture
    def restes(self, settings, tmp_path):
        base = settings.VAR / "sauvegarde-en-cours" / "atelier-tuee" / "base.sqlite3"
        base.parent.mkdir(parents=True)
        ebauche = tmp_path / "portail-20261101-020000.tar.gz.partiel"
        for fichier in (base, ebauche):
            fichier.write_bytes(b"la ville en clair")
        return base, ebauche

    def test_the_next_one_sweeps_what_it_left(self, famille_martin, restes, tmp_path):
        ecriture.sauvegarder(tmp_path, lambda phrase: None, suivre)
        assert [reste for reste in restes if reste.exists()] == []

    def test_a_half_archive_that_is_being_written_is_left_alone(
        self, famille_martin, restes, tmp_path
    ):
        _base, ebauche = restes
        with ebauche.open("rb") as flux:
            atelier.tenir(flux)
            ecriture.sauvegarder(tmp_path, lambda phrase: None, suivre)
            assert ebauche.exists()

    def test_two_at_once_do_not_sweep_each_other(self, famille_martin, tmp_path):
        with atelier.atelier() as etabli:
            with pytest.raises(SauvegardeRefusee, match="déjà en cours ici"):
                ecriture.sauvegarder(tmp_path, lambda phrase: None, suivre)
            assert etabli.exists()

    def test_while_files_are_copied_the_database_in_clear_is_in_no_folder(
        self, famille_martin, settings, tmp_path, monkeypatch
    ):
        vus = []
        lister = fichiers.lister

        def regarder(part):
            lieux = (settings.VAR / "sauvegarde-en-cours", tmp_path)
            vus.append([f.name for lieu in lieux for f in lieu.rglob("*") if f.is_file()])
            assert (settings.VAR / "sauvegarde-en-cours").stat().st_mode & 0o077 == 0
            return lister(part)

        monkeypatch.setattr(fichiers, "lister", regarder)
        settings.CLES_DE_SAUVEGARDE = [str(IDENTITE.to_public())]
        chemin, _manifeste = ecriture.sauvegarder(tmp_path, lambda phrase: None, suivre)
        assert vus == [["verrou", f"{chemin.name}.partiel"]] * 2
