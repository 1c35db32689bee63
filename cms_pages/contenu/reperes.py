"""What a seeded page may point at, and the sentence of a file that cannot be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

_MOT = re.compile(r"\{([A-Za-z_.]+)\}")


class ContenuRefuse(Exception):
    """A file of the seeded pages that cannot be read: which, at what line, and why."""

    def __init__(self, fichier: str, ligne: int, phrase: str) -> None:
        super().__init__(f"cms_pages/contenu/{fichier}, ligne {ligne} : {phrase}.")


@dataclass(frozen=True)
class Reperes:
    """The marks of one file: `valeurs`, its words between braces; `chemins`, the site's pages."""

    fichier: str
    valeurs: Mapping[str, str]
    chemins: frozenset[str]
    avec_lieux: bool

    def dire(self, mots: str) -> str:
        """Words between braces become what the town says. KeyError: a word that nobody knows."""
        return _MOT.sub(lambda trouve: self.valeurs[trouve[1]], mots)

    def existe(self, genre: str, cible: str) -> bool:
        if genre == "page":
            return cible in self.chemins
        try:
            return bool(reverse(cible.partition("?")[0]))
        except NoReverseMatch:
            return False
