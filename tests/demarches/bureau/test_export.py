"""The list as a file: what it shows and nothing more, never a formula, and each household told of
it."""

import csv
import io

import pytest
from django.core.files.storage import storages
from openpyxl import load_workbook

from demarches.actions import rejeter
from demarches.bureau.liste import ListeDesDemandes
from demarches.models import Demande
from famille.dossier.listes import export
from famille.models import Consultation, Travail
from tests.demarches.essai import deposee

pytestmark = pytest.mark.django_db
EXPORTER = "/gestion/demandes/exporter/"


@pytest.fixture
def bureau(connecter, agent, demande):
    return connecter(agent)


@pytest.fixture
def demander(bureau, django_capture_on_commit_callbacks):
    """demander(**filters) -> the Travail, done."""

    def _demander(**champs):
        with django_capture_on_commit_callbacks(execute=True):
            bureau.post(EXPORTER, {"format": "csv"} | champs)
        return Travail.objects.get()

    return _demander


def lignes(travail):
    with storages["prive"].open(travail.fichier) as fichier:
        return list(csv.reader(io.StringIO(fichier.read().decode("utf-8-sig")), delimiter=";"))


def test_the_file_holds_the_list(demander, bureau):
    travail = demander()
    entetes, ligne = lignes(travail)
    assert entetes == export.entetes(ListeDesDemandes)
    assert dict(zip(entetes, ligne, strict=True)) | {"Déposée le": "", "Réponse avant": ""} == {
        "Numéro": "D-2026-00231",
        "Démarche": "Changement d’adresse",
        "État": "En attente de validation",
        "Canal": "Portail",
        "Déposée le": "",
        "Réponse avant": "",
        "Agent": "",
        "Prise en charge le": "",
        "Décidée le": "",
        "Dossier": "2026-00417",
        "Foyer": "Martin",
        "Prénom de l’enfant": "",
        "Nom de l’enfant": "",
    }
    assert bureau.get(f"/gestion/planning/travaux/{travail.pk}/").status_code == 200


def test_a_spreadsheet_too(demander):
    with storages["prive"].open(demander(format="xlsx").fichier) as fichier:
        feuille = load_workbook(io.BytesIO(fichier.read())).active
    assert [cellule.value for cellule in feuille[2]][:2] == ["D-2026-00231", "Changement d’adresse"]


def test_a_name_that_looks_like_a_formula_is_text(demande, demander):
    type(demande.foyer).objects.update(nom='=HYPERLINK("http://x")')
    assert lignes(demander())[1][10] == '\'=HYPERLINK("http://x")'


def test_only_what_the_list_shows_is_in_it(demande, voisin, agent, demander):
    autre = deposee(voisin.foyer, voisin.nadia, "D-2026-00232")
    rejeter(autre, par=agent, motif="Certificat médical illisible.")
    fichier = lignes(demander(etat="rejetee"))
    assert [ligne[0] for ligne in fichier[1:]] == ["D-2026-00232"]
    assert fichier[1][8]  # decided


def test_what_families_and_agents_wrote_is_not_in_it(demande, agent, demander):
    Demande.objects.update(
        recapitulatif=[
            {"titre": "Santé", "lignes": [{"libelle": "Allergie", "valeur": "arachide"}]}
        ]
    )
    rejeter(demande, par=agent, motif="Certificat médical illisible.")
    texte = str(lignes(demander(etat="toutes")))
    assert "D-2026-00231" in texte
    assert "arachide" not in texte
    assert "médical" not in texte


def test_drafts_are_not_in_it(demande, demander):
    Demande.objects.create(code="essai", foyer=demande.foyer, par=demande.par)
    assert len(lignes(demander(etat="toutes"))) == 2


def test_each_household_is_told_once(demande, voisin, agent, demander):
    deposee(demande.foyer, demande.par, "D-2026-00240")
    travail = demander()
    export.executer(ListeDesDemandes, travail, lambda fait, total: None)  # a task may run twice
    trace = demande.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de demandes", agent)
    assert not voisin.foyer.consultations.exists()


def test_an_empty_list_makes_no_file(demande, bureau):
    reponse = bureau.post(EXPORTER, {"format": "csv", "q": "personne"}, follow=True)
    assert "il n’y a rien à exporter" in reponse.text
    assert not Travail.objects.exists()


def test_a_colleague_cannot_take_the_file(demander, connecter, collegue, bureau):
    """The households were told that one agent read them."""
    travail = demander()
    adresse = f"/gestion/planning/travaux/{travail.pk}/"
    assert bureau.get(f"{adresse}fichier/").status_code == 200
    connecter(collegue)
    assert bureau.get(adresse).status_code == 404
    assert bureau.get(f"{adresse}fichier/").status_code == 404


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_only_agents_export(connecter, request, demande, qui):
    assert connecter(request.getfixturevalue(qui)).post(
        EXPORTER, {"format": "csv"}
    ).status_code in (302, 403)
    assert not Travail.objects.exists()
    assert not Consultation.objects.exists()
