"""The tables of a file that a town brings: CSV, XLSX, or a ZIP of them, within bounds."""

import io
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath
from typing import IO, Any

from famille.socle.erreurs import Refus
from famille.socle.saisie.tableaux_lus import (
    ILLISIBLE,
    ILLISIBLES,
    Bornes,
    LigneBrute,
    du_texte,
    feuilles,
    sorte_de,
)

_MO = 1024 * 1024
TAILLE_MAX = 80 * _MO  # of what is brought
LIGNES_MAX = 500_000  # of all its tables, blank ones left out
VIDES_MAX = 50_000  # half a second of the request that looks at the columns
DEPLIE_MAX = 400 * _MO  # of what an archive holds
FICHIERS_MAX = 40
RAPPORT_MAX = 200  # times that a file of an archive may grow: a CSV takes 10
COLONNES_MAX = 250
COLONNES_DU_FICHIER_MAX = 800  # each is a choice of one form, and Django reads a thousand fields
BORNES = Bornes(colonnes=COLONNES_MAX, deplie=DEPLIE_MAX)
TITRES_PARMI = 10  # first lines among which the titles stand
TROP_GROS = (
    "Ce fichier dépasse 80 Mo : enregistrez-le en .csv, ou reprenez les familles en plusieurs"
    " fichiers."
)
TROP_DE_LIGNES = (
    "Ce fichier dépasse 500\u202f000 lignes : reprenez les familles en plusieurs fichiers."
)
TROP_DE_VIDES = (
    "Ce fichier compte plus de 50\u202f000 lignes vides : copiez celles qui sont remplies dans une"
    " feuille neuve, puis déposez-la."
)
ARCHIVE = (
    "Cette archive ne convient pas : 40 fichiers .csv ou .xlsx au plus, 400 Mo une fois ouverts,"
    " sans mot de passe ni autre archive. Refaites-la, ou déposez les fichiers un par un."
)
TROP_DE_COLONNES = (
    f"Ce fichier a plus de {COLONNES_DU_FICHIER_MAX} colonnes en tout : retirez celles qui ne"
    " servent pas, ou déposez ses tableaux en plusieurs fichiers."
)
VIDE = "Ce fichier ne contient aucun tableau : il faut une ligne de titres, puis une ligne par cas."


@dataclass(frozen=True)
class TableauLu:
    """`lignes`: (number as a spreadsheet shows it, cells), titles first, no blank; read once."""

    nom: str
    lignes: Iterator[LigneBrute]


def tableaux(fichier: IO[bytes], nom: str) -> Iterator[TableauLu]:
    """The tables of a file, each to be read before the next one. Refus: none, or too big."""
    fichier.seek(0, io.SEEK_END)
    if fichier.tell() > TAILLE_MAX:
        raise Refus(TROP_GROS)
    lues = vides = 0

    def remplies(lignes: Iterable[LigneBrute]) -> Iterator[LigneBrute]:
        nonlocal lues, vides
        for numero, cellules in lignes:
            if all(cellule in (None, "") for cellule in cellules):
                vides += 1
                if vides > VIDES_MAX:
                    raise Refus(TROP_DE_VIDES)
                continue
            lues += 1
            if lues > LIGNES_MAX:
                raise Refus(TROP_DE_LIGNES)
            yield numero, cellules

    for trouve in _tableaux(fichier, nom):
        yield TableauLu(trouve.nom, remplies(trouve.lignes))


def _tableaux(fichier: IO[bytes], nom: str) -> Iterator[TableauLu]:
    if sorte_de(fichier) == "texte":
        sans_suffixe = PurePosixPath(nom.replace("\\", "/")).stem[:80]
        yield TableauLu(sans_suffixe, du_texte(fichier, BORNES))
        return
    try:
        with zipfile.ZipFile(fichier) as archive:
            noms = archive.namelist()
            if "xl/workbook.xml" not in noms:
                yield from _de_l_archive(archive)
                return
    except ILLISIBLES:
        raise Refus(ILLISIBLE) from None
    yield from (TableauLu(titre, lignes) for titre, lignes in feuilles(fichier, BORNES))


def _de_l_archive(archive: zipfile.ZipFile) -> Iterator[TableauLu]:
    dedans = [
        un
        for un in archive.infolist()
        if not un.is_dir() and not PurePosixPath(un.filename).name.startswith((".", "~", "__"))
    ]
    if (
        not dedans
        or len(dedans) > FICHIERS_MAX
        or sum(un.file_size for un in dedans) > DEPLIE_MAX
        or any(un.file_size > RAPPORT_MAX * max(un.compress_size, 1) for un in dedans)
        or any(un.flag_bits & 1 for un in dedans)
    ):
        raise Refus(ARCHIVE)
    for un in dedans:
        with tempfile.TemporaryFile() as sorti:
            _sortir(archive, un, sorti)
            if sorte_de(sorti) == "zip" and not _est_un_classeur(sorti):
                raise Refus(ARCHIVE)
            yield from _tableaux(sorti, PurePosixPath(un.filename).name)


def _sortir(archive: zipfile.ZipFile, un: zipfile.ZipInfo, sorti: IO[bytes]) -> None:
    """Never more than it has said."""
    reste = un.file_size
    with archive.open(un) as source:
        while morceau := source.read(_MO):
            reste -= len(morceau)
            if reste < 0:
                raise Refus(ARCHIVE)
            sorti.write(morceau)


def _est_un_classeur(fichier: IO[bytes]) -> bool:
    with zipfile.ZipFile(fichier) as archive:
        return "xl/workbook.xml" in archive.namelist()


def titres_et_suite(lignes: Iterator[LigneBrute]) -> tuple[int, list[Any], list[LigneBrute]]:
    """(number of the line of titles, titles, the lines read after it): a spreadsheet may begin with
    a heading. The one of the first lines that has the most texts. As many titles as the lines read
    have cells: a column may hold values under no title."""
    lues = list(islice(lignes, TITRES_PARMI))
    if not lues:
        return 0, [], []
    rang = max(range(len(lues)), key=lambda une: (_textes(lues[une][1]), -une))
    numero, titres = lues[rang]
    suite = lues[rang + 1 :]
    largeur = max([len(titres), *(len(cellules) for _n, cellules in suite)])
    return numero, titres + [""] * (largeur - len(titres)), suite


def _textes(cellules: list[Any]) -> int:
    """How many cells hold words, each once: values repeat, or hold more digits than titles."""
    return len({une for une in cellules if isinstance(une, str) and une and _est_un_titre(une)})


def _est_un_titre(cellule: str) -> bool:
    return "@" not in cellule and sum(c.isdigit() for c in cellule) * 4 < len(cellule)
