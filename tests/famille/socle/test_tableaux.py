"""The files that agents take away: what a spreadsheet shows of them before anybody touches it."""

import io
from datetime import date

from openpyxl import load_workbook

from famille.socle import tableaux
from famille.socle.tableaux import TableauXlsx


def feuille(entetes, lignes):
    fichier = io.BytesIO()
    tableau = TableauXlsx(fichier, entetes)
    for ligne in lignes:
        tableau.ajouter(ligne)
    tableau.finir()
    return load_workbook(fichier).active


def test_the_titles_stay_in_sight_and_filter_every_row():
    lue = feuille(["Nom", "Né le"], [["Martin", date(2018, 3, 4)], ["Diallo", date(2019, 5, 6)]])
    assert lue.freeze_panes == "A2"
    assert lue.auto_filter.ref == "A1:B3"
    assert [ligne[0].value for ligne in lue.iter_rows(min_row=2)] == ["Martin", "Diallo"]


def test_a_column_is_as_wide_as_what_it_holds_and_no_more_than_a_screen_bears():
    lue = feuille(
        ["No", "Adresse", "Motif"],
        [[1, "12 rue des Marronniers, 36000", "x" * 400], [2, "court\nsur deux lignes", ""]],
    )
    largeurs = {lettre: lue.column_dimensions[lettre].width for lettre in "ABC"}
    assert largeurs == {"A": 9, "B": 30, "C": 48}


def test_a_long_file_is_not_kept_in_memory_until_its_end(monkeypatch):
    monkeypatch.setattr(tableaux, "_POUR_MESURER", 3)
    lignes = [[f"Ligne {rang}"] for rang in range(10)]
    lue = feuille(["Titre"], lignes)
    assert [ligne[0].value for ligne in lue.iter_rows(min_row=2)] == [une[0] for une in lignes]
    assert lue.auto_filter.ref == "A1:A11"


def test_a_file_without_a_row_has_its_titles():
    lue = feuille(["Nom", "Prénom"], [])
    assert [case.value for case in lue[1]] == ["Nom", "Prénom"]
    assert lue.auto_filter.ref == "A1:B1"
