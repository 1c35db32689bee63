"""The lines of a table that somebody brings, CSV or XLSX, whatever it holds. Nothing is run,
nothing is trusted; rows are read one by one, whatever the file says of its size.

openpyxl is loaded by who reads a workbook, as in famille.socle.tableaux.
"""

import codecs
import csv
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any

from famille.socle.erreurs import Refus

if TYPE_CHECKING:
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

_MO = 1024 * 1024
ENTETE_ZIP, ENTETE_OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LUES_PAR_RANG = ("xl/worksheets/", "xl/sharedStrings.xml")
_MORCEAU = 256 * 1024  # read at once
# What openpyxl and zipfile raise on a file that is not what it says.
ILLISIBLES = (
    zipfile.BadZipFile,
    zlib.error,
    ArithmeticError,
    AttributeError,
    EOFError,
    IndexError,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
ILLISIBLE = (
    "Ce fichier ne se lit pas comme un tableau : ouvrez-le dans un tableur, enregistrez-le en .xlsx"
    " ou en .csv, puis déposez-le de nouveau."
)
TROP_GRAND = (
    "Ce classeur est trop grand une fois ouvert : copiez la feuille à importer dans un classeur"
    " neuf, puis déposez-le de nouveau."
)
ANCIEN = (
    "Ce fichier est d’un ancien format de tableur, ou protégé par un mot de passe : enregistrez-le"
    " en .xlsx sans mot de passe, puis déposez-le de nouveau."
)


class Formule:
    """What stands for a cell that computes: its value is not in the file for sure."""


FORMULE = Formule()
type LigneBrute = tuple[int, list[Any]]


@dataclass(frozen=True)
class Bornes:
    """`deplie`: what a workbook may hold once unzipped, in bytes (50,000 lines take 25 MB, a small
    file may hide a lot); `annexe`: each part of it that is read whole into memory, such as its
    styles."""

    colonnes: int
    deplie: int
    annexe: int = 4 * _MO
    morceaux: int = 500


def sorte_de(fichier: IO[bytes]) -> str:
    """ "texte", "zip" (a workbook, or an archive), by its first bytes. Refus: an old format."""
    fichier.seek(0)
    debut = fichier.read(4)
    fichier.seek(0)
    if debut == ENTETE_OLE:
        raise Refus(ANCIEN)
    return "zip" if debut == ENTETE_ZIP else "texte"


def du_texte(fichier: IO[bytes], bornes: Bornes) -> Iterator[LigneBrute]:
    """(number of the line as a spreadsheet shows it, its cells), blank ones included. Refus: no
    text."""
    codage = _codage(fichier)
    fichier.seek(0)
    texte = io.TextIOWrapper(fichier, encoding=codage, errors="replace", newline="")
    try:
        premiere = texte.readline()
        texte.seek(0)
        hors_guillemets = "".join(premiere.split('"')[::2])
        separateur = max(";,\t|", key=hors_guillemets.count)
        lecteur = csv.reader(texte, delimiter=separateur, strict=True)
        try:
            for cellules in lecteur:
                lues = [une.strip() for une in cellules[: bornes.colonnes]]
                yield lecteur.line_num, _jusqu_a_la_derniere(lues)
        except csv.Error:
            raise Refus(
                f"La ligne {lecteur.line_num} du fichier ne se lit pas, sans doute un guillemet mal"
                " fermé : corrigez-la, puis déposez le fichier de nouveau."
            ) from None
    finally:
        if not fichier.closed:
            texte.detach()


def _jusqu_a_la_derniere(cellules: list[Any]) -> list[Any]:
    """A row without the empty cells that end it: openpyxl makes every row as wide as it may be, and
    spreadsheets write separators for columns that hold nothing."""
    fin = len(cellules)
    while fin and cellules[fin - 1] in (None, ""):
        fin -= 1
    return cellules[:fin]


def _codage(fichier: IO[bytes]) -> str:
    """UTF-8, UTF-16 with its mark, else what Windows writes in France, or what ISO does. The file
    is read through once."""
    fichier.seek(0)
    debut = fichier.read(2)
    if debut in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16"
    fichier.seek(0)
    lecteurs: dict[str, Callable[..., str]] = {
        nom: codecs.getincrementaldecoder(nom)().decode for nom in ("utf-8", "cp1252")
    }
    while morceau := fichier.read(_MORCEAU):
        if b"\0" in morceau:
            raise Refus(ILLISIBLE)
        lecteurs = {nom: lire for nom, lire in lecteurs.items() if _se_lit(lire, morceau)}
    if "utf-8" in lecteurs and _se_lit(lecteurs["utf-8"], b"", True):
        return "utf-8-sig"
    return "cp1252" if "cp1252" in lecteurs else "latin-1"


def _se_lit(lire: Callable[..., str], morceau: bytes, fini: bool = False) -> bool:
    try:
        lire(morceau, fini)
    except UnicodeDecodeError:
        return False
    return True


def feuilles(fichier: IO[bytes], bornes: Bornes) -> Iterator[tuple[str, Iterator[LigneBrute]]]:
    """(name, lines) of each sheet that holds cells. Each is read row by row: neither a sheet that
    says it is immense nor a wide row costs more. Refus: no workbook, or too big."""
    from openpyxl import load_workbook

    try:
        _verifier_l_archive(fichier, bornes)
        classeur = load_workbook(fichier, read_only=True, data_only=False, keep_links=False)
        for feuille in classeur.worksheets:
            feuille.reset_dimensions()
            yield feuille.title, _lignes(feuille, bornes)
        classeur.close()
    except ILLISIBLES:
        raise Refus(ILLISIBLE) from None


def _lignes(feuille: Any, bornes: Bornes) -> Iterator[LigneBrute]:
    from openpyxl.cell.read_only import EMPTY_CELL

    try:
        rangs = feuille.iter_rows(max_col=bornes.colonnes)
        for numero, cellules in enumerate(rangs, start=1):
            # a blank row is as wide as any: two million of them took a minute, cell by cell
            vide = all(cellule is EMPTY_CELL for cellule in cellules)
            lues = [] if vide else [_valeur(cellule) for cellule in cellules]
            yield numero, _jusqu_a_la_derniere(lues)
    except ILLISIBLES:
        raise Refus(ILLISIBLE) from None


def _verifier_l_archive(fichier: IO[bytes], bornes: Bornes) -> None:
    with zipfile.ZipFile(fichier) as archive:
        morceaux = archive.infolist()
        annexes = [un.file_size for un in morceaux if not un.filename.startswith(_LUES_PAR_RANG)]
        if (
            len(morceaux) > bornes.morceaux
            or sum(morceau.file_size for morceau in morceaux) > bornes.deplie
            or max(annexes, default=0) > bornes.annexe
        ):
            raise Refus(TROP_GRAND)
        if "xl/workbook.xml" not in archive.namelist():
            raise Refus(ILLISIBLE)


def _valeur(cellule: "ReadOnlyCell | EmptyCell") -> Any:
    if cellule.data_type == "f":
        return FORMULE
    valeur = cellule.value
    return valeur.strip() if isinstance(valeur, str) else valeur
