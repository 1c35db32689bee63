"""Places by their INSEE codes (deploy/communes.py): nothing typed leaves the town's server."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from famille.dossier.foyers.communes import nom_compare, table
from famille.regles.identite import FRANCE
from famille.socle.texte import normaliser

_COMMUNES = Path(__file__).with_name("communes.txt.gz")
_PAYS = Path(__file__).with_name("pays.txt")


@cache
def pays() -> tuple[tuple[str, str], ...]:
    """((code, name), …), France first, then in the order of the names."""
    lus = dict(ligne.split(";") for ligne in _PAYS.read_text(encoding="utf-8").splitlines())
    return tuple(sorted(lus.items(), key=lambda un: (un[0] != FRANCE, normaliser(un[1]))))


def nom_du_pays(code: str) -> str:
    """The code itself when no country of today has it."""
    return dict(pays()).get(code, code)


def nom_de_la_commune(code: str) -> str:
    """Its first name; the code itself when there is none of it.

    >>> nom_de_la_commune("36044"), nom_de_la_commune("36999")
    ('Châteauroux', '36999')
    """
    return next((noms[0] for trouve, noms in _lignes_de(code) if trouve == code), code)


def commune_du(departement: str, saisie: str) -> str | None:
    """The code of the town of this département that is meant, whatever its accents and dashes; a
    former town that kept its code has its own. None: there is none, or two.

    >>> commune_du("36", "chateauroux"), commune_du("2a", "AJACCIO"), commune_du("36", "Lyon")
    ('36044', '2A004', None)
    """
    cherche = nom_compare(saisie)
    trouves = {
        code
        for code, noms in _lignes_de(departement.strip().upper())
        if any(nom_compare(nom) == cherche for nom in noms)
    }
    return trouves.pop() if len(trouves) == 1 else None


def departement_de(code: str) -> str:
    """ "36", "2A", "974": of a town."""
    return code[:3] if code.startswith(("97", "98")) else code[:2]


def _lignes_de(debut: str) -> Iterator[tuple[str, list[str]]]:
    """(code, names) of each town whose code begins so; none for an empty or an odd beginning."""
    if not debut.isalnum() or not debut.isascii():
        return
    lue = table(_COMMUNES)
    place = lue.find(f"\n{debut}".encode())
    while place >= 0 and lue.startswith(debut.encode(), place + 1):
        fin = lue.index(b"\n", place + 1)
        code, noms = lue[place + 1 : fin].decode().split(";", 1)
        yield code, noms.split("=")
        place = fin
