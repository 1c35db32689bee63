"""A table longer than a task has time for: one workbook a turn of its job, all of them in an
archive, none begun again, no line lost nor written twice."""

import io
import zipfile

import pytest
from django.core.files.storage import FileSystemStorage, storages
from openpyxl import load_workbook

from famille.models import Consultation, Foyer, Travail
from famille.socle import pages_de_cles
from famille.socle.offres import GenreDeTravail
from famille.travaux import actions, tables
from famille.travaux.genres import genres
from famille.travaux.tables import deposer_un_tableau

pytestmark = pytest.mark.django_db
TRACE = "export d’essai"


@pytest.fixture(autouse=True)
def prive(tmp_path, monkeypatch):
    """A private storage of this test's own."""
    monkeypatch.setitem(storages._storages, "prive", FileSystemStorage(location=tmp_path / "prive"))
    monkeypatch.setattr(tables, "PAR_CLASSEUR", 2)
    monkeypatch.setattr(pages_de_cles, "TAILLE", 1)
    monkeypatch.setattr(actions, "_ENTRE_DEUX_NOTES", 0)


@pytest.fixture
def foyers(db):
    return [Foyer.objects.create(numero=f"F{rang}", nom=f"Foyer {rang}") for rang in range(5)]


@pytest.fixture
def tours(monkeypatch):
    """The turns of the job: each is run by the test, none by the queue."""
    confies: list[Travail] = []
    monkeypatch.setattr(actions, "_confier", confies.append)
    return confies


@pytest.fixture
def travail(agent, foyers, tours, monkeypatch):
    """Each line is its household's, and all are the first one's too."""

    def executer(travail, avancer):
        ranges = Foyer.objects.order_by("nom")
        suite = deposer_un_tableau(
            travail,
            avancer,
            "essai",
            ["Foyer"],
            ranges,
            lambda page: (([un.pk, foyers[0].pk], [un.nom]) for un in page),
            trace=TRACE,
        )
        return {"phrase": f"Fini.{suite}"}

    genre = GenreDeTravail("essai", executer, "famille.view_foyer", ("Foyers", "foyers"))
    monkeypatch.setitem(genres(), "essai", genre)
    return actions.lancer_un_export("essai", "Essai", {"format": "xlsx"}, par=agent)


def tourner(travail):
    actions.executer(travail.pk)
    travail.refresh_from_db()
    return travail


def au_bout(travail):
    while tourner(travail).etat == "en-cours":
        pass
    return travail


def noms(travail):
    """[the lines of each workbook] of the archive."""
    with storages["prive"].open(travail.fichier) as fichier, zipfile.ZipFile(fichier) as archive:
        assert archive.namelist() == [f"essai-{n + 1}.xlsx" for n in range(len(archive.namelist()))]
        livres = [load_workbook(io.BytesIO(archive.read(nom))) for nom in archive.namelist()]
    lues = [[ligne[0] for ligne in un.active.values] for un in livres]
    assert all(titre == "Foyer" for titre, *_lignes in lues)
    return [lignes for _titre, *lignes in lues]


def gardes():
    return storages["prive"].listdir("exports")[1]


def test_each_turn_writes_one_workbook_and_the_last_puts_them_together(travail, tours):
    faits = []
    while tourner(travail).etat == "en-cours":
        faits.append((travail.fait, travail.total))
    assert faits == [(2, 5), (4, 5), (5, 5)]
    assert len(tours) == 4  # begun, then each time that it goes on
    assert noms(travail) == [["Foyer 0", "Foyer 1"], ["Foyer 2", "Foyer 3"], ["Foyer 4"]]
    assert travail.nom_du_fichier == "essai.zip"
    assert travail.resultat["phrase"] == "Fini. L’archive contient 3 classeurs."
    assert gardes() == [travail.fichier.removeprefix("exports/")]


def test_one_that_fits_in_a_workbook_is_that_workbook(travail, monkeypatch):
    monkeypatch.setattr(tables, "PAR_CLASSEUR", 5)
    assert tourner(travail).nom_du_fichier == "essai.xlsx"


def test_a_csv_is_one_file(travail):
    Travail.objects.update(parametres={"format": "csv"})
    travail.refresh_from_db()
    assert tourner(travail).nom_du_fichier == "essai.csv"


def test_each_household_is_told_once(travail, foyers):
    tourner(travail)
    assert Consultation.objects.count() == 2
    au_bout(travail)
    dites = Consultation.objects.values_list("foyer", "quoi")
    assert sorted(dites) == [(un.pk, TRACE) for un in foyers]


def test_a_turn_that_is_stopped_begins_no_workbook_again(travail, monkeypatch):
    tourner(travail)
    premier, ecrits = travail.parametres["parties"], []

    def noter(avancer, fait, total):
        ecrits.append(fait)
        if len(ecrits) == 2:
            raise MemoryError
        avancer_pour_de_vrai(avancer, fait, total)

    avancer_pour_de_vrai = actions.Avancement.__call__
    monkeypatch.setattr(actions.Avancement, "__call__", noter)
    with pytest.raises(MemoryError):
        tourner(travail)
    travail.refresh_from_db()
    assert travail.parametres["parties"] == premier
    assert sum(map(len, noms(au_bout(travail)))) == 5
    assert ecrits == [3, 4, 3, 4, 5]


def test_what_comes_and_goes_meanwhile_moves_no_other_line(travail, foyers):
    tourner(travail)
    Foyer.objects.create(numero="F9", nom="Autre, avant")
    foyers[1].delete()
    foyers[2].delete()
    assert noms(au_bout(travail)) == [["Foyer 0", "Foyer 1"], ["Foyer 3"], ["Foyer 4"]]


def test_of_two_runs_of_a_turn_one_workbook_is_kept(travail, monkeypatch):
    """The queue gives a job to another worker when the first one is late."""
    ecrire = tables.ecrire_un_fichier

    def pendant(sorte, quoi):
        monkeypatch.setattr(tables, "ecrire_un_fichier", ecrire)
        actions.executer(travail.pk)
        return ecrire(sorte, quoi)

    tourner(travail)
    monkeypatch.setattr(tables, "ecrire_un_fichier", pendant)
    assert len(tourner(travail).parametres["parties"]) == 3
    assert len(gardes()) == 3
    assert len(noms(au_bout(travail))) == 3


def test_pressed_again_between_two_turns_it_is_the_same_file(travail, agent):
    tourner(travail)
    assert actions.lancer_un_export("essai", "Essai", {"format": "xlsx"}, par=agent) == travail
    assert actions.lancer_un_export("essai", "Essai", {"format": "csv"}, par=agent) != travail


def test_a_run_stopped_once_the_archive_is_made_ends(travail):
    au_bout(travail)
    fichier = travail.fichier
    Travail.objects.update(etat="en-cours")
    assert tourner(travail).etat == "fini"
    assert travail.fichier == fichier
