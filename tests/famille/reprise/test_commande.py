"""`manage.py reprendre`: what it says, in French, and what it writes."""

import io

import pytest
from django.core.management import CommandError, call_command

from famille.models import Enfant, FauteDeReprise, Foyer, LigneDeReprise, Reprise, Responsable
from famille.mouvements.reprise import tranches

from . import essai

pytestmark = pytest.mark.django_db


@pytest.fixture
def par(administrateur):
    return administrateur


@pytest.fixture
def fichier(tmp_path):
    chemin = tmp_path / "familles.zip"
    mauvaise = ["4513", "E9", "Moreau", "Lou", "31/02/2019", "Jean-Racine", "oui"]
    enfants = [*essai.ENFANTS, mauvaise]
    chemin.write_bytes(essai.zip_de(essai.TOUT | {"enfants": enfants}))
    return chemin


def reprendre(chemin, *mots, par):
    dit = io.StringIO()
    call_command("reprendre", str(chemin), *mots, par=par.email, stdout=dit)
    return dit.getvalue()


def test_a_trial_says_columns_counts_and_faults_and_writes_nothing(
    par, fichier, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        dit = reprendre(fichier, "--essai", par=par)
    lignes = dit.splitlines()
    assert "adultes :" in lignes
    assert "  Portable → Adulte 1 : téléphone portable" in lignes
    assert "Familles : 2 à créer" in lignes
    assert "Enfants : 2 à créer" in lignes
    assert (
        "enfants, ligne 5, « Date de naissance » : Ce jour n’existe pas dans le calendrier."
        in lignes
    )
    assert lignes[-1] == "Essai : rien n’est écrit."
    assert not Foyer.objects.exists()
    assert not LigneDeReprise.objects.exists()
    assert Reprise.objects.get().etat == Reprise.Etat.ABANDONNEE


def test_without_a_trial_the_families_are_there(par, fichier):
    dit = reprendre(fichier, "--source", "Vieux logiciel", par=par)
    assert dit.splitlines()[-1] == "2 familles reprises, 0 mise à jour. 1 ligne à revoir."
    assert (Foyer.objects.count(), Responsable.objects.count(), Enfant.objects.count()) == (2, 3, 2)
    assert Reprise.objects.get().source == "Vieux logiciel"


@pytest.mark.parametrize(
    ("nom", "octets", "raison"),
    [
        ("absent.zip", None, "n’est pas un fichier"),
        ("vide.csv", b"", "Ce fichier est vide"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200), ""),
        ("cassee.zip", b"PK\x03\x04" + b"x" * 99, ""),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(par, tmp_path, nom, octets, raison):
    chemin = tmp_path / nom
    if octets is not None:
        chemin.write_bytes(octets)
    with pytest.raises(CommandError) as refus:
        reprendre(chemin, "--essai", par=par)
    assert raison in str(refus.value)
    assert refus.value.returncode == 1
    assert not Reprise.objects.exists()


def test_who_may_not_take_families_over_is_told_so(agent, fichier):
    with pytest.raises(CommandError, match="Dites au nom de qui"):
        reprendre(fichier, "--essai", par=agent)
    assert not Reprise.objects.exists()


def test_more_faults_than_it_shows_are_counted(par, tmp_path):
    chemin = tmp_path / "enfants.csv"
    lignes = [["77", "Girard", f"Enfant{rang}", "hier"] for rang in range(70)]
    entetes = ["Identifiant famille", "Enfant Nom", "Enfant Prénom", "Enfant Date de naissance"]
    chemin.write_bytes(essai.csv_de([entetes, *lignes]))
    dit = reprendre(chemin, "--essai", par=par)
    assert "… et 21 autres fautes. Déposé dans l’écran « Reprise »" in " ".join(dit.split())
    assert FauteDeReprise.objects.count() == 0


def test_a_job_longer_than_a_task_of_the_queue_is_gone_through_to_its_end(
    par, fichier, monkeypatch
):
    monkeypatch.setattr(tranches, "DUREE", 0)
    reprendre(fichier, par=par)
    assert Reprise.objects.get().etat == Reprise.Etat.FAITE
    assert not LigneDeReprise.objects.exists()
