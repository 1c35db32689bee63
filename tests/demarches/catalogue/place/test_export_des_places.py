"""The ranked list of places as a file: its ranks, nothing that agents wrote, each household told,
agents only."""

import csv
import io

import pytest
from django.core.files.storage import storages
from django.urls import reverse
from openpyxl import load_workbook

from demarches.catalogue.place_en_accueil_de_loisirs.bureau import ENTETES
from demarches.catalogue.place_en_accueil_de_loisirs.mise_sur_liste import MONTER, deplacer
from demarches.models import PlaceDemandee
from demarches.reglages.initiaux import creer_reglages
from famille.models import Travail
from tests.demarches.place import en_regle, envoyee, valla

pytestmark = pytest.mark.django_db
EXPORTER = "/gestion/demandes-de-place/exporter/"


@pytest.fixture
def activite(db, time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00")
    creer_reglages(demo=True)
    return valla(inscriptions_max=1)


@pytest.fixture
def liste(famille_martin, activite):
    """[PlaceDemandee]: Hugo, then Léa, for one place."""
    demandes = [
        envoyee(famille_martin, en_regle(enfant), activite)
        for enfant in (famille_martin.hugo, famille_martin.lea)
    ]
    return [PlaceDemandee.objects.get(demande=demande) for demande in demandes]


@pytest.fixture
def exporter(connecter, agent, liste, django_capture_on_commit_callbacks):
    """exporter(**fields) -> the last Travail, done."""
    bureau = connecter(agent)

    def _exporter(**champs):
        with django_capture_on_commit_callbacks(execute=True):
            bureau.post(EXPORTER, {"format": "csv"} | champs)
        return Travail.objects.latest("cree_le")

    return _exporter


def lignes(travail):
    with storages["prive"].open(travail.fichier) as fichier:
        return list(csv.reader(io.StringIO(fichier.read().decode("utf-8-sig")), delimiter=";"))


def test_the_file_holds_the_ranks_in_their_order(exporter, liste, activite, agent):
    deplacer(liste[1], sens=MONTER, motif="Fratrie déjà inscrite.", par=agent)
    entetes, premiere, seconde = lignes(exporter(activite=activite.pk, saison=2026))
    assert entetes == ENTETES
    dite = dict(zip(entetes, premiere, strict=True))
    assert (dite["Rang"], dite["Prénom de l’enfant"], dite["Où en est-on"]) == (
        "1",
        "Léa",
        "Une place est libre",
    )
    assert (dite["Structure"], dite["Saison"], dite["Dossier"]) == (
        "La Valla",
        "2026-2027",
        "2026-00417",
    )
    assert (seconde[3], seconde[-1]) == ("2", "Sur liste")
    assert "Fratrie" not in str([premiere, seconde])


def test_all_the_lists_or_one_and_a_spreadsheet(exporter, famille_martin, liste, activite):
    autre = valla(structure="Les Cosses")
    PlaceDemandee.objects.filter(pk=liste[1].pk).update(activite=autre)
    assert [(ligne[0], ligne[3]) for ligne in lignes(exporter())[1:]] == [
        ("La Valla", "1"),
        ("Les Cosses", "1"),
    ]
    with storages["prive"].open(
        exporter(format="xlsx", activite=autre.pk, saison=2026).fichier
    ) as fichier:
        feuille = load_workbook(io.BytesIO(fichier.read())).active
    assert [[cellule.value for cellule in rang][:4] for rang in feuille][1:] == [
        ["Les Cosses", "Accueil de loisirs", "2026-2027", 1]
    ]


def test_a_name_that_looks_like_a_formula_is_text(exporter, famille_martin):
    type(famille_martin.foyer).objects.update(nom="=2+3")
    assert lignes(exporter())[1][8] == "'=2+3"


def test_each_household_is_told_once_and_the_file_is_its_author_s(
    exporter, famille_martin, agent, collegue, connecter
):
    travail = exporter()
    trace = famille_martin.foyer.consultations.get()
    assert (trace.quoi, trace.par) == ("export d’une liste de demandes de place", agent)
    adresse = reverse("travaux:fichier", args=[travail.pk])
    assert connecter(agent).get(adresse).status_code == 200
    assert connecter(collegue).get(adresse).status_code == 404


def test_a_list_where_nobody_waits_makes_no_file(connecter, agent, activite):
    bureau = connecter(agent)
    reponse = bureau.post(
        EXPORTER, {"format": "csv", "activite": activite.pk, "saison": 2026}, follow=True
    )
    assert "il n’y a rien à exporter" in reponse.text
    assert not Travail.objects.exists()


@pytest.mark.parametrize(
    "qui", ["redactrice", "directrice", "administrateur", "regisseur", "voisin"]
)
def test_only_agents_export(connecter, request, liste, qui):
    compte = request.getfixturevalue(qui)
    client = connecter(getattr(compte, "nadia", compte))
    assert client.post(EXPORTER, {"format": "csv"}).status_code in (302, 403)
    assert not Travail.objects.exists()
