"""The towns of France by postal code (deploy/communes.py): no address leaves the town's server."""

import gzip
from functools import cache
from pathlib import Path

from famille.socle.texte import normaliser

_COMMUNES = Path(__file__).with_name("communes.txt.gz")


def communes_du(code_postal: str) -> list[str]:
    """The towns of this postal code, as they write themselves; [] for one that France has not.

    >>> communes_du("36000")
    ['Châteauroux']
    """
    return [noms[0] for noms in _lignes_du(code_postal)]


def commune_ecrite(code_postal: str, saisie: str) -> str | None:
    """The town of this postal code that is meant, whatever its accents, dashes and case. A former
    town is left as itself: people and mail still name it. None: that code has no such town.

    >>> commune_ecrite("36130", "DEOLS")
    'Déols'
    """
    cherche = nom_compare(saisie)
    noms = [nom for commune in _lignes_du(code_postal) for nom in commune]
    return next((nom for nom in noms if nom_compare(nom) == cherche), None)


def nom_compare(nom: str) -> str:
    """A town's name as two spellings of it are compared."""
    mots = normaliser(nom).replace("-", " ").replace("'", " ").replace("’", " ")
    return mots.replace("saint ", "st ").replace("sainte ", "ste ")


def _lignes_du(code_postal: str) -> list[list[str]]:
    """[[name, former names…]] of each town of the code."""
    if len(code_postal) != 5 or not code_postal.isdecimal():
        return []
    lue, debut = table(_COMMUNES), f"\n{code_postal};".encode()
    place = lue.find(debut)
    if place < 0:
        return []
    ligne = lue[place + len(debut) : lue.index(b"\n", place + 1)].decode()
    return [commune.split("=") for commune in ligne.split(";")]


@cache
def table(fichier: Path) -> bytes:
    """The whole, unpacked: 1 MB at most, searched as it is; each line follows a line break."""
    return b"\n" + gzip.decompress(fichier.read_bytes())
