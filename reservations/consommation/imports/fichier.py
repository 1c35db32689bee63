"""The lines of a file that somebody brings, CSV or XLSX, whatever it holds. Nothing is run, nothing
is trusted."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from openpyxl import load_workbook
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from famille.socle.dire import en_poids
from famille.socle.erreurs import Refus

TAILLE_MAX = 10 * 1024 * 1024
LIGNES_MAX = 50_000
# lines looked at, empty ones too: a sheet may say that its second line is the five hundred
# millionth
RANGS_MAX = 200_000
_COLONNES_MAX = 20
# what an XLSX may hold once unzipped: 50,000 lines take 25 MB, a small file may hide a lot
_DEPLIE_MAX = 60 * 1024 * 1024
_ANNEXE_MAX = 4 * 1024 * 1024  # each part of it that is read whole into memory: styles, names
_LUES_PAR_RANG = ("xl/worksheets/", "xl/sharedStrings.xml")
_MORCEAUX_MAX = 500
_ENTETE_ZIP, _ENTETE_OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
# What openpyxl and zipfile raise on a file that is not what it says.
_ILLISIBLES = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
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
TROP_DE_VIDES = (
    f"Ce fichier compte plus de {RANGS_MAX} lignes, dont des lignes vides\u00a0: copiez celles qui"
    " sont remplies dans une feuille neuve, puis déposez-la."
)
TROP_GRAND = (
    "Ce classeur est trop grand une fois ouvert : copiez la feuille à importer dans un classeur"
    " neuf, puis déposez-le de nouveau."
)
VIDE = "Ce fichier est vide : remplissez le modèle, puis déposez-le de nouveau."
ANCIEN = (
    "Ce fichier est d’un ancien format de tableur, ou protégé par un mot de passe : enregistrez-le"
    " en .xlsx sans mot de passe, puis déposez-le de nouveau."
)


class Formule:
    """What stands for a cell that computes: its value is not in the file for sure."""


FORMULE = Formule()
type LigneBrute = tuple[int, list[Any]]


def lire_lignes(fichier: IO[bytes]) -> Iterator[LigneBrute]:
    """(number of the line as a spreadsheet shows it, its cells), blank lines left out. Refus: no
    table, or too big."""
    fichier.seek(0, io.SEEK_END)
    if fichier.tell() > TAILLE_MAX:
        raise Refus(
            f"Ce fichier dépasse {en_poids(TAILLE_MAX)} : importez le mois en plusieurs fichiers."
        )
    fichier.seek(0)
    debut = fichier.read(4)
    fichier.seek(0)
    if debut == _ENTETE_OLE:
        raise Refus(ANCIEN)
    lues = _du_classeur(fichier) if debut == _ENTETE_ZIP else _du_texte(fichier)
    lignes = 0
    for rang, (numero, cellules) in enumerate(lues, start=1):
        if rang > RANGS_MAX:
            raise Refus(TROP_DE_VIDES)
        if all(cellule in (None, "") for cellule in cellules):
            continue
        lignes += 1
        if lignes > LIGNES_MAX + 1:
            raise Refus(
                f"Ce fichier dépasse {LIGNES_MAX} lignes : importez le mois en plusieurs fichiers."
            )
        yield numero, cellules
    if not lignes:
        raise Refus(VIDE)


def _du_texte(fichier: IO[bytes]) -> Iterator[LigneBrute]:
    texte = _decoder(fichier.read())
    premiere = texte.partition("\n")[0]
    separateur = max(";,\t", key=premiere.count)
    lecteur = csv.reader(io.StringIO(texte, newline=""), delimiter=separateur, strict=True)
    try:
        for cellules in lecteur:
            yield lecteur.line_num, [cellule.strip() for cellule in cellules[:_COLONNES_MAX]]
    except csv.Error:
        raise Refus(
            f"La ligne {lecteur.line_num} du fichier ne se lit pas, sans doute un guillemet mal"
            " fermé : corrigez-la, puis déposez le fichier de nouveau."
        ) from None


def _decoder(octets: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else what Windows writes in France."""
    if octets[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codage = "utf-16"
    elif b"\0" in octets:
        raise Refus(ILLISIBLE)
    else:
        codage = "utf-8-sig"
    try:
        return octets.decode(codage)
    except UnicodeDecodeError:
        return octets.decode("cp1252", errors="replace")


def _du_classeur(fichier: IO[bytes]) -> Iterator[LigneBrute]:
    """The first sheet. It is read row by row: neither a sheet that says it is immense nor a wide
    row costs more."""
    try:
        _verifier_l_archive(fichier)
        classeur = load_workbook(fichier, read_only=True, data_only=False, keep_links=False)
        feuille = classeur.worksheets[0]
        feuille.reset_dimensions()
        for numero, cellules in enumerate(feuille.iter_rows(max_col=_COLONNES_MAX), start=1):
            yield numero, [_valeur(cellule) for cellule in cellules]
        classeur.close()
    except _ILLISIBLES:
        raise Refus(ILLISIBLE) from None


def _verifier_l_archive(fichier: IO[bytes]) -> None:
    with zipfile.ZipFile(fichier) as archive:
        morceaux = archive.infolist()
        annexes = [un.file_size for un in morceaux if not un.filename.startswith(_LUES_PAR_RANG)]
        if (
            len(morceaux) > _MORCEAUX_MAX
            or sum(morceau.file_size for morceau in morceaux) > _DEPLIE_MAX
            or max(annexes, default=0) > _ANNEXE_MAX
        ):
            raise Refus(TROP_GRAND)
        if "xl/workbook.xml" not in archive.namelist():
            raise Refus(ILLISIBLE)


def _valeur(cellule: ReadOnlyCell | EmptyCell) -> Any:
    if cellule.data_type == "f":
        return FORMULE
    valeur = cellule.value
    return valeur.strip() if isinstance(valeur, str) else valeur
