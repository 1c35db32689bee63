"""Tables written row by row into a file, CSV or XLSX. What a cell holds is never run as a
formula.

openpyxl is loaded by who writes a workbook: a web process that writes none goes without its 16 MB.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import IO, TYPE_CHECKING, Any, Protocol

from django.utils import timezone

from famille.socle.dire import en_chiffres, moment_en_chiffres

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FORMULES = ("=", "+", "-", "@", "\t", "\r", "\n")
# Characters: a column is as wide as what its first rows hold, between these.
_LARGEUR_MIN, _LARGEUR_MAX = 9, 48
_POUR_MESURER = 200  # rows kept until the widths are known: they stand before the rows in the file
_PAS_DU_TEXTE = ("=", "#")  # by which a formula or a fault begins
_DE_FILTRE = 3  # the arrow that filters, beside a title
_DATE, _MOMENT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm"


class TableauCsv:
    """Semicolons and a byte order mark: what a French spreadsheet opens with a double click. A cell
    that a spreadsheet would run gets an apostrophe first (OWASP, CSV injection)."""

    def __init__(self, fichier: IO[bytes], entetes: list[str]) -> None:
        self.texte = io.TextIOWrapper(fichier, encoding="utf-8-sig", newline="", write_through=True)
        self.lignes = csv.writer(self.texte, delimiter=";")
        self.ajouter(entetes)

    def ajouter(self, valeurs: Any) -> None:
        self.lignes.writerow([_en_texte(valeur) for valeur in valeurs])

    def finir(self) -> None:
        self.texte.flush()
        self.texte.detach()


class TableauXlsx:
    """Dates are dates, in Paris time; every text is typed as text, "=…" included. The row of titles
    stays in sight and filters. Rows go to the disk as they come, once the first of them have said
    how wide each column is."""

    def __init__(self, fichier: IO[bytes], entetes: list[str]) -> None:
        self.fichier = fichier
        self._ouvrir(classeur_vide(), "Export", entetes)

    def _ouvrir(self, classeur: "Workbook", nom: str, entetes: list[str]) -> None:
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

        self.classeur = classeur
        self.feuille = classeur.create_sheet(nom)
        self.feuille.freeze_panes = "A2"
        self.entetes = entetes
        self.nombre = 0
        self.attendent: list[list[Any]] | None = []
        self.illisibles = ILLEGAL_CHARACTERS_RE
        self.cellules: dict[tuple[int, str], Cell] = {}

    def ajouter(self, valeurs: Any) -> None:
        self.nombre += 1
        if self.attendent is None:
            self._ecrire(valeurs)
            return
        self.attendent.append(list(valeurs))
        if len(self.attendent) == _POUR_MESURER:
            self._commencer()

    def finir(self) -> None:
        self._fermer()
        self.classeur.save(self.fichier)

    def _fermer(self) -> None:
        from openpyxl.utils import get_column_letter

        if self.attendent is not None:
            self._commencer()
        derniere = get_column_letter(max(len(self.entetes), 1))
        self.feuille.auto_filter.ref = f"A1:{derniere}{self.nombre + 1}"

    def _commencer(self) -> None:
        """Widths, titles, then the rows that waited."""
        from openpyxl.utils import get_column_letter

        lignes, self.attendent = self.attendent or [], None
        for rang, entete in enumerate(self.entetes):
            longueurs = [_longueur(ligne[rang]) for ligne in lignes if rang < len(ligne)]
            largeur = max([len(entete) + _DE_FILTRE, *longueurs]) + 1
            colonne = self.feuille.column_dimensions[get_column_letter(rang + 1)]
            colonne.width = min(max(largeur, _LARGEUR_MIN), _LARGEUR_MAX)
        titres = enumerate(self.entetes)
        self.feuille.append([self._cellule(*titre, gras=True) for titre in titres])
        for ligne in lignes:
            self._ecrire(ligne)

    def _ecrire(self, valeurs: Any) -> None:
        self.feuille.append([self._cellule(*rangee) for rangee in enumerate(valeurs)])

    def _cellule(self, rang: int, valeur: Any, *, gras: bool = False) -> Any:
        """What openpyxl would take for something else gets a cell; the rest goes as it is, which
        takes half the time."""
        if isinstance(valeur, str):
            texte = self.illisibles.sub(" ", valeur)
            if not (gras or texte.startswith(_PAS_DU_TEXTE)):
                return texte
            cellule = self._de_colonne(rang, "gras" if gras else "")
            cellule.value, cellule.data_type = texte, "s"
            return cellule
        if not isinstance(valeur, date):
            return valeur
        if isinstance(valeur, datetime):
            cellule, valeur = (
                self._de_colonne(rang, _MOMENT),
                timezone.localtime(valeur).replace(tzinfo=None),
            )
        else:
            cellule = self._de_colonne(rang, _DATE)
        cellule.value = valeur
        return cellule

    def _de_colonne(self, rang: int, style: str) -> "Cell":
        """One cell for a column and a style: a row is on the disk before the next one comes."""
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font

        if (rang, style) not in self.cellules:
            cellule = self.cellules[rang, style] = WriteOnlyCell(self.feuille)
            if style == "gras":
                cellule.font = Font(bold=True)
            elif style:
                cellule.number_format = style
        return self.cellules[rang, style]


def classeur_vide() -> "Workbook":
    """A workbook whose sheets go to the disk as they are written."""
    from openpyxl import Workbook

    return Workbook(write_only=True)


def _longueur(valeur: object) -> int:
    """Characters that it shows in a cell; of several lines, the longest."""
    if isinstance(valeur, datetime):
        return len(_MOMENT)
    if isinstance(valeur, date):
        return len(_DATE)
    return max((len(ligne) for ligne in str(valeur or "").splitlines()), default=0)


class Tableau(Protocol):
    """What both do, once they have a file and the titles of their columns."""

    def ajouter(self, valeurs: Any) -> None:
        """One row: str, int, Decimal, date or datetime."""

    def finir(self) -> None:
        """Nothing more comes."""


TABLEAUX: dict[str, Callable[[IO[bytes], list[str]], Tableau]] = {
    CSV: TableauCsv,
    XLSX: TableauXlsx,
}


def _en_texte(valeur: object) -> str:
    if isinstance(valeur, datetime):
        return moment_en_chiffres(timezone.localtime(valeur))
    if isinstance(valeur, date):
        return en_chiffres(valeur)
    if isinstance(valeur, Decimal):
        return f"{valeur:f}".replace(".", ",")
    return (
        "" if valeur is None else sans_formule(valeur) if isinstance(valeur, str) else str(valeur)
    )


def sans_formule(texte: str) -> str:
    """What a spreadsheet that opens a CSV shows, and does not compute."""
    return f"'{texte}" if texte.startswith(_FORMULES) else texte
