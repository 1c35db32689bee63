"""The kinds of things that the rooms take over, in the order in which they are written."""

from collections.abc import Iterator
from functools import cache

from famille.socle.offres import offres

from .declaration import Champ, SujetRepris


@cache
def sujets() -> dict[str, SujetRepris]:
    """By code: what a kind is about stands before it. ValueError: two of one code, or a circle."""
    offerts = [sujet for offre in offres() for sujet in offre.reprise]
    par_code = {sujet.code: sujet for sujet in offerts}
    if len(par_code) < len(offerts):
        raise ValueError("two kinds of things to take over have the same code")
    ranges: dict[str, SujetRepris] = {}
    while len(ranges) < len(par_code):
        prets = [
            sujet
            for code, sujet in par_code.items()
            if code not in ranges and set(sujet.de) <= ranges.keys()
        ]
        if not prets:
            raise ValueError("kinds of things to take over are about each other, or about none")
        ranges |= {sujet.code: sujet for sujet in prets}
    return ranges


def champs_dits() -> Iterator[tuple[str, str, str]]:
    """(whose, code of a column, label): ("Adulte 2", "adulte.2.nom", "Nom")."""
    for sujet in sujets().values():
        for rang in range(1, sujet.rangs + 1):
            qui = sujet.libelle if sujet.rangs == 1 else f"{sujet.libelle} {rang}"
            for champ in sujet.champs:
                yield qui, code_de(sujet, rang, champ), champ.libelle


def codes() -> dict[str, str]:
    """code of a column → its label: "enfant.naissance" → "Enfant : date de naissance"."""
    return {
        code: f"{qui} : {libelle[:1].lower()}{libelle[1:]}" for qui, code, libelle in champs_dits()
    }


def code_de(sujet: SujetRepris, rang: int, champ: Champ) -> str:
    """ "enfant.naissance"; from the second of a line on, "adulte.2.nom"."""
    return f"{sujet.code}.{champ.nom}" if rang == 1 else f"{sujet.code}.{rang}.{champ.nom}"


def lire_le_code(code: str) -> tuple[SujetRepris, int, Champ]:
    """What a column's code means. KeyError, StopIteration: nothing of ours."""
    nom, *rang, champ = code.split(".")
    sujet = sujets()[nom]
    return sujet, int(rang[0]) if rang else 1, sujet.champ(champ)
