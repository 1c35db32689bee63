"""The number of the sécurité sociale (NIR): the portal never keeps one. No Django."""

import re
from collections.abc import Iterable
from typing import Any

from famille.socle.texte import normaliser

_TITRES = re.compile(
    r"\b(nir|insee individu|num secu|n secu|numero secu|no secu|securite sociale|num ss|n ss"
    r"|numero ss|numss|numsecu|nss|immatriculation secu)\b"
)
# sex, year, month (or what stands for it), department, commune, order; the key may be missing
_NIR = re.compile(
    r"(?<![\dA-Za-z])([1-478])[\s.\-]?(\d{2})[\s.\-]?(0[1-9]|1[0-2]|[2-4]\d|[5-9]\d)[\s.\-]?"
    r"(\d{2}|2[ABab])[\s.\-]?(\d{3})[\s.\-]?(\d{3})(?:[\s.\-/]*(\d{2}))?(?![\dA-Za-z])"
)
_PART_D_UNE_COLONNE = 0.3  # of the cells looked at, from which a column is one of NIR


def est_une_colonne_de_nir(titre: str, cellules: Iterable[Any]) -> bool:
    """By its title, or by what its first cells hold."""
    mots = normaliser(str(titre)).replace("_", " ").replace("-", " ").replace(".", " ")
    if _TITRES.search(mots):
        return True
    pleines = [texte for une in cellules if (texte := "" if une is None else str(une).strip())]
    comptees = sum(ressemble_a_un_nir(une, sure=True) for une in pleines)
    return bool(pleines) and comptees / len(pleines) >= _PART_D_UNE_COLONNE


def ressemble_a_un_nir(texte: str, *, sure: bool = False) -> bool:
    """Whether a NIR stands in this text: with its key right, or, unless `sure`, without its key.

    >>> ressemble_a_un_nir("2 85 05 36 044 123 " + cle_de("2850536044123"))
    True
    >>> ressemble_a_un_nir("2850536044123"), ressemble_a_un_nir("2850536044123", sure=True)
    (True, False)
    >>> ressemble_a_un_nir("06 39 98 00 01"), ressemble_a_un_nir("12 rue Bourdillon 36000")
    (False, False)
    """
    for trouve in _NIR.finditer(texte):
        *morceaux, ecrite = trouve.groups()
        if not ecrite and not sure:
            return True
        if ecrite and ecrite == cle_de("".join(morceaux)):
            return True
    return False


def cle_de(numero: str) -> str:
    """The two digits that end a NIR of thirteen characters."""
    chiffres = numero.upper().replace("2A", "19").replace("2B", "18")
    return f"{97 - int(chiffres) % 97:02d}"
