"""A seeded page as data: its blocks, its links by the path of their page.

In rich text, `href="page:aide/premiers-pas"` is a page of this content and
`href="ecran:account_login"` a screen.
"""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from re import Match
from typing import Any

from django.urls import reverse
from wagtail.images.models import AbstractImage
from wagtail.models import Page


@dataclass(frozen=True)
class VersPage:
    """A page chosen in a block, by its path: "aide/premiers-pas"."""

    chemin: str


@dataclass(frozen=True)
class Dessin:
    """A picture of `dessins`, with its alternative text; none means decorative."""

    nom: str
    alternative: str = ""


type Bloc = tuple[str, object]


@dataclass
class Fiche:
    """One page to make. `options`: further fields of its model; `ecrans`: keys of the screens it
    explains; `image`: of the home; `aux_agents`: private, for the groups that enter the admin;
    `traduit`: path of the French page that this one tells in another language."""

    modele: type[Page]
    slug: str
    titre: str
    chapo: str
    corps: list[Bloc] = field(default_factory=list)
    enfants: list["Fiche"] = field(default_factory=list)
    ecrans: tuple[str, ...] = ()
    options: dict[str, object] = field(default_factory=dict)
    image: str = ""
    aux_agents: bool = False
    traduit: str = ""


def dessins_de(fiche: Fiche) -> list[str]:
    """Names of the pictures of a page and of those under it, each once."""
    noms = dict.fromkeys(_dessins(fiche.corps))
    for enfant in fiche.enfants:
        noms |= dict.fromkeys(dessins_de(enfant))
    return list(noms)


def _dessins(valeur: object) -> Iterator[str]:
    if isinstance(valeur, Dessin) and valeur.nom:
        yield valeur.nom
    elif isinstance(valeur, dict):
        yield from _dessins(list(valeur.values()))
    elif isinstance(valeur, list | tuple):
        for element in valeur:
            yield from _dessins(element)


_AVANT, _APRES = re.compile(r" ([?!:;»])"), re.compile(r"« ")


def typographie(texte_: str) -> str:
    """Unbreakable spaces before ? ! : ; » and after «."""
    return _APRES.sub("«\u00a0", _AVANT.sub("\u00a0\\1", texte_))


_LIEN = re.compile(r'href="(page|ecran):([^"]+)"')


class Redaction:
    """Turns the written content into Wagtail's JSON, once every page and picture has a primary
    key."""

    def __init__(self, pages: dict[str, Any], images: dict[str, AbstractImage]) -> None:
        self._pages, self._images = pages, images  # dict path → Page, dict drawing name → Image

    def corps(self, chemin: str, blocs: list[tuple[str, object]]) -> list[Any]:
        """The raw value of a ChampBlocs. Identifiers follow from the path: the same content, the
        same rows."""
        return [
            {
                "type": genre,
                "value": self._valeur(valeur, f"{chemin}#{rang}"),
                "id": _identifiant(f"{chemin}#{rang}"),
            }
            for rang, (genre, valeur) in enumerate(blocs)
        ]

    def image(self, nom: str) -> AbstractImage:
        return self._images[nom]

    def html(self, texte_: str) -> str:
        """Links resolved, French spacing set: nothing is left alone at the beginning of a line."""
        return _LIEN.sub(self._lien, typographie(texte_))

    def _valeur(self, valeur: object, cle: str) -> Any:
        if isinstance(valeur, str):
            return self.html(valeur)
        if isinstance(valeur, VersPage):
            return self._pages[valeur.chemin].pk
        if isinstance(valeur, Dessin):
            image_ = self._images[valeur.nom].pk if valeur.nom else None
            return {
                "image": image_,
                "alt_text": valeur.alternative,
                "decorative": not valeur.alternative,
            }
        if isinstance(valeur, dict):
            return {nom: self._champ(nom, contenu, cle) for nom, contenu in valeur.items()}
        return valeur

    def _champ(self, nom: str, contenu: Any, cle: str) -> Any:
        if nom in ("etapes", "questions", "cartes"):  # ListBlocks
            return [
                {
                    "type": "item",
                    "value": self._valeur(element, f"{cle}.{rang}"),
                    "id": _identifiant(f"{cle}.{rang}"),
                }
                for rang, element in enumerate(contenu)
            ]
        return self._valeur(contenu, cle)

    def _lien(self, trouve: Match) -> str:
        genre, cible = trouve.groups()
        if genre == "page":
            return f'linktype="page" id="{self._pages[cible].pk}"'
        nom, _, question = cible.partition("?")
        return f'href="{reverse(nom)}{"?" + question if question else ""}"'


def _identifiant(cle: str) -> str:
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"portail-famille:{cle}"))
