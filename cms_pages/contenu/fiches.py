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

from .dessins import ETROITES


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


def titre(texte_: str, niveau: str = "h2") -> Bloc:
    return ("titre", {"texte": texte_, "niveau": niveau})


def texte(html: str) -> Bloc:
    return ("texte", html)


def image(dessin: Dessin) -> Bloc:
    """A screen of a phone is narrow, a scene takes the whole width."""
    largeur = "etroite" if dessin.nom in ETROITES else "pleine"
    return ("image", {"image": dessin, "legende": "", "largeur": largeur})


def encadre(html: str, titre_: str = "", genre: str = "info") -> Bloc:
    return ("encadre", {"genre": genre, "titre": titre_, "texte": html})


def etapes(*lignes: tuple[str, str, Dessin]) -> Bloc:
    """Each line: what to do, explanation in HTML, picture."""
    cles = ("titre", "texte", "image")
    return ("etapes", {"etapes": [dict(zip(cles, ligne, strict=True)) for ligne in lignes]})


def questions(*paires: tuple[str, str]) -> Bloc:
    """Each pair: the question, the answer in HTML."""
    cles = ("question", "reponse")
    return ("questions", {"questions": [dict(zip(cles, paire, strict=True)) for paire in paires]})


def tableau(legende: str, colonnes: list[str], *lignes: list[str]) -> Bloc:
    return (
        "tableau",
        {
            "caption": legende,
            "columns": [{"type": "texte", "heading": colonne} for colonne in colonnes],
            "rows": [{"values": ligne} for ligne in lignes],
        },
    )


def contact(nom: str) -> Bloc:
    coordonnees = {"adresse": "", "telephone": "", "courriel": "", "horaires": ""}
    return ("contact", {"nom": nom, "reprendre": True} | coordonnees)


def bouton(libelle: str, *, page: str = "", ecran: str = "", discret: bool = False) -> Bloc:
    vers = VersPage(page) if page else None
    return ("bouton", {"libelle": libelle, "page": vers, "ecran": ecran, "discret": discret})


@dataclass(frozen=True)
class Carte:
    """`page`: a path; or `ecran`, a screen, with the card's own title."""

    texte: str
    dessin: Dessin
    titre: str = ""
    page: str = ""
    ecran: str = ""


def cartes(titre_: str, *lignes: Carte) -> Bloc:
    return (
        "cartes",
        {
            "titre": titre_,
            "cartes": [
                {
                    "page": VersPage(une.page) if une.page else None,
                    "ecran": une.ecran,
                    "titre": une.titre,
                    "texte": une.texte,
                    "image": une.dessin,
                }
                for une in lignes
            ],
        },
    )


def a_relire(texte_: str) -> Bloc:
    return ("a_relire", {"texte": texte_})


def a_completer(consigne: str) -> Bloc:
    return ("a_completer", {"consigne": consigne})


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
