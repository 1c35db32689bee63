"""A long file that a careless software wrote (abime.py): each bad line is told with its number and
why, no good one is, nothing is half written."""

import io
import zipfile

import pytest
from openpyxl import Workbook

from famille.models import Enfant, Foyer, Utilisateur
from famille.mouvements.reprise import fichiers
from famille.mouvements.reprise.registre import sujets
from famille.socle.erreurs import Refus
from famille.socle.saisie import tableaux_lus

from . import abime, essai

pytestmark = pytest.mark.django_db
LIGNES, PEU = 5_000, 300


@pytest.mark.parametrize(
    ("lignes", "codage"), [(LIGNES, "utf-8-sig"), (PEU, "cp1252"), (PEU, "utf-16")]
)
def test_each_bad_line_of_a_long_file_is_told_and_the_others_come_in(
    administrateur, lignes, codage
):
    attendu = abime.ecrire(lignes, codage)
    assert attendu.refusees
    assert attendu.signalees
    comptes = Utilisateur.objects.count()
    reprise = essai.deposer(attendu.octets, "familles.csv", par=administrateur)
    reprise = essai.relire(reprise, par=administrateur)
    assert not Foyer.objects.exists()
    assert reprise.bilan["refusees"] == len(attendu.refusees)
    reprise = essai.importer(reprise, par=administrateur)
    assert abime.ecarts(reprise, attendu) == []
    assert Utilisateur.objects.count() > comptes
    assert not Enfant.objects.filter(foyers=None).exists()


def test_a_bad_line_that_is_not_told_is_seen():
    attendu = abime.ecrire(PEU)
    une, *reste = sorted(attendu.refusees)
    assert abime.comparer(attendu, {*reste}, attendu.signalees) == [f"refus non dits : [{une}] (1)"]
    de_trop = {*attendu.refusees, 1}
    assert abime.comparer(attendu, de_trop, attendu.signalees) == ["refusées sans raison : [1] (1)"]


def classeur_aux_lignes_vides(vides):
    """A workbook of three children, then so many rows that are there and hold nothing."""
    classeur, sortie = Workbook(), io.BytesIO()
    for rang in range(4):
        classeur.active.append([f"Nom {rang}", "Prénom"])
    classeur.save(sortie)
    alourdi = io.BytesIO()
    rangs = "".join(f'<row r="{5 + rang}"/>' for rang in range(vides)).encode()
    with zipfile.ZipFile(sortie) as avant, zipfile.ZipFile(alourdi, "w") as apres:
        for nom in avant.namelist():
            lu = avant.read(nom)
            if nom.startswith("xl/worksheets/"):
                lu = lu.replace(b"</sheetData>", rangs + b"</sheetData>")
            apres.writestr(nom, lu)
    return alourdi


def test_blank_rows_are_neither_opened_nor_walked_through_for_ever(monkeypatch):
    """Two million of them kept a request for fifty seconds, 250 cells each."""
    lues = []
    monkeypatch.setattr(tableaux_lus, "_valeur", lambda cellule: lues.append(cellule) or "x")
    monkeypatch.setattr(fichiers, "VIDES_MAX", 50)
    tableau = next(fichiers.tableaux(classeur_aux_lignes_vides(50), "a.xlsx"))
    assert len(list(tableau.lignes)) == 4
    assert len(lues) == 4 * fichiers.COLONNES_MAX
    tableau = next(fichiers.tableaux(classeur_aux_lignes_vides(51), "a.xlsx"))
    with pytest.raises(Refus, match="lignes vides"):
        list(tableau.lignes)


@pytest.mark.parametrize(
    ("ecrite", "code"),
    [("Marié(e)", "maries"), ("VEUF(VE)", "veuf"), ("Séparés ou divorcés", "separes")],
)
def test_a_situation_is_read_as_towns_write_it(ecrite, code):
    assert sujets()["famille"].champ("situation").lire(ecrite) == code
