"""Domino (Abelium): a sheet without titles of its own, a line a family: father and mother (name,
first name and mail, one under the other), their addresses, their telephones. Neither children nor
quotient. Its old .xls is saved again as .xlsx by the town."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from famille.mouvements.reprise.cartes import CarteDeLogiciel
from famille.mouvements.reprise.fichiers import TableauLu, tableaux
from famille.socle.erreurs import Refus

from .recomposer import PREMIERES, codes, tableau, texte

_PERE, _MERE, _ADRESSES, _TELEPHONES = 1, 2, (4, 5), (7, 8)
_ADULTE = "nom prenom courriel portable fixe"
_CODES = codes(famille="voie code_postal commune", adulte=_ADULTE, adulte_2=_ADULTE)
_NUMERO = re.compile(r"(?<!\d)0[\s.]?\d(?:[\s.]?\d{2}){4}(?!\d)")


def preparer(fichier: IO[bytes], nom: str) -> Iterator[TableauLu] | None:
    if not any(_est_une_famille(cellules) for cellules in _premiere(fichier, nom, PREMIERES)):
        return None
    # the line of titles and the last one, a total, are no families
    lues = (_famille(un) for un in _premiere(fichier, nom) if _est_une_famille(un))
    return iter([tableau("Familles", _CODES, lues)])


def _premiere(fichier: IO[bytes], nom: str, combien: int | None = None) -> Iterator[list[Any]]:
    """The lines of the first table, of which its reader is kept open meanwhile."""
    fichier.seek(0)
    lus = tableaux(fichier, nom)
    try:
        premier = next(lus, None)
        for _numero, cellules in islice(premier.lignes if premier else (), combien):
            yield cellules
    except Refus:
        return  # the engine says why
    finally:
        fichier.seek(0)


def _lignes_de(cellules: list[Any], place: int) -> list[str]:
    cellule = cellules[place] if place < len(cellules) else None
    return [ligne.strip() for ligne in texte(cellule).splitlines() if ligne.strip()]


def _est_une_famille(cellules: list[Any]) -> bool:
    """Somebody has a name and a first name, and an address of three lines with its postal code."""
    adultes = any(len(_lignes_de(cellules, place)) >= 2 for place in (_PERE, _MERE))
    adresses = (_lignes_de(cellules, place) for place in _ADRESSES)
    return adultes and any(
        len(lignes) >= 3 and re.fullmatch(r"\d{5}", lignes[1]) for lignes in adresses
    )


def _famille(cellules: list[Any]) -> list[str]:
    adresses = [_lignes_de(cellules, place) for place in _ADRESSES]
    adresse = next((lignes for lignes in adresses if len(lignes) >= 3), ["", "", ""])[:3]
    adultes = [
        _adulte(_lignes_de(cellules, place), _lignes_de(cellules, telephones))
        for place, telephones in zip((_PERE, _MERE), _TELEPHONES, strict=True)
    ]
    if not adultes[0][0]:
        adultes.reverse()
    return [*adresse, *adultes[0], *adultes[1]]


def _adulte(lignes: list[str], telephones: list[str]) -> list[str]:
    """[name, first name, mail, mobile, other]. "Pro" says the telephone of work: it is left."""
    courriel = next((ligne for ligne in lignes if "@" in ligne), "")
    noms = [ligne for ligne in lignes if ligne != courriel]
    numeros = [
        trouve[0]
        for ligne in telephones
        if "pro" not in ligne.lower() and (trouve := _NUMERO.search(ligne))
    ]
    portable = next((un for un in numeros if re.match(r"0[\s.]?[67]", un)), "")
    fixe = next((un for un in numeros if un != portable), "")
    return [noms[0] if noms else "", " ".join(noms[1:]), courriel, portable, fixe]


DOMINO = CarteDeLogiciel("domino", "Domino", preparer=preparer)
