"""How a seeded page is written: its texts as data, its links by the path of their page.

In rich text, `href="page:aide/premiers-pas"` is a page of this content and
`href="ecran:account_login"` a screen.
"""

import re
import uuid
from dataclasses import dataclass, field

from django.urls import reverse
from wagtail.models import Page


@dataclass(frozen=True)
class VersPage:
    """A page chosen in a block, by its path: "aide/premiers-pas"."""

    chemin: str


@dataclass(frozen=True)
class Dessin:
    """A picture of dessins.py or schemas.py, with its alternative text; none means decorative."""

    nom: str
    alternative: str = ""


@dataclass
class Fiche:
    """One page to make. `options`: further fields of its model; `ecrans`: keys of the screens it
    explains; `aux_agents`: private, for the groups that enter the admin."""

    modele: type[Page]
    slug: str
    titre: str
    chapo: str
    corps: list[tuple[str, object]] = field(default_factory=list)
    enfants: list["Fiche"] = field(default_factory=list)
    ecrans: tuple[str, ...] = ()
    options: dict[str, object] = field(default_factory=dict)
    aux_agents: bool = False


def titre(texte, niveau="h2"):
    return ("titre", {"texte": texte, "niveau": niveau})


def texte(html):
    return ("texte", html)


def image(nom, alternative="", largeur="pleine"):
    return ("image", {"image": Dessin(nom, alternative), "legende": "", "largeur": largeur})


def schema(nom, alternative):
    return image(nom, alternative, "etroite")


def encadre(html, titre="", genre="info"):
    return ("encadre", {"genre": genre, "titre": titre, "texte": html})


def etapes(*lignes):
    """Each line: (what to do, explanation in HTML) or, with a picture, (…, …, Dessin)."""
    return (
        "etapes",
        {
            "etapes": [
                {
                    "titre": ligne[0],
                    "texte": ligne[1],
                    "image": ligne[2] if len(ligne) > 2 else Dessin(""),
                }
                for ligne in lignes
            ]
        },
    )


def questions(*paires):
    return (
        "questions",
        {"questions": [{"question": question, "reponse": reponse} for question, reponse in paires]},
    )


def tableau(legende, colonnes, *lignes):
    return (
        "tableau",
        {
            "caption": legende,
            "columns": [{"type": "texte", "heading": colonne} for colonne in colonnes],
            "rows": [{"values": list(ligne)} for ligne in lignes],
        },
    )


def contact(nom="Pôle Familles"):
    coordonnees = {"adresse": "", "telephone": "", "courriel": "", "horaires": ""}
    return ("contact", {"nom": nom, "reprendre": True} | coordonnees)


def bouton(libelle, *, page=None, ecran="", discret=False):
    return (
        "bouton",
        {"libelle": libelle, "page": page and VersPage(page), "ecran": ecran, "discret": discret},
    )


def cartes(titre_, *lignes):
    """Each line: (path, text) or (path, text, drawing)."""
    return (
        "cartes",
        {
            "titre": titre_,
            "cartes": [
                {
                    "page": VersPage(ligne[0]),
                    "titre": "",
                    "texte": ligne[1],
                    "image": Dessin(*ligne[2:] or [""]),
                }
                for ligne in lignes
            ],
        },
    )


def a_completer(consigne):
    return ("a_completer", {"consigne": consigne})


_AVANT, _APRES = re.compile(r" ([?!:;»])"), re.compile(r"« ")


def typographie(texte_):
    """str: unbreakable spaces before ? ! : ; » and after «."""
    return _APRES.sub("«\u00a0", _AVANT.sub("\u00a0\\1", texte_))


_LIEN = re.compile(r'href="(page|ecran):([^"]+)"')


class Redaction:
    """Turns the written content into Wagtail's JSON, once every page and picture has a primary
    key."""

    def __init__(self, pages, images):
        self._pages, self._images = pages, images  # dict path → Page, dict drawing name → Image

    def corps(self, chemin, blocs):
        """list: the raw value of a ChampBlocs. Identifiers follow from the path: the same content,
        the same rows."""
        return [
            {
                "type": genre,
                "value": self._valeur(valeur, f"{chemin}#{rang}"),
                "id": _identifiant(f"{chemin}#{rang}"),
            }
            for rang, (genre, valeur) in enumerate(blocs)
        ]

    def image(self, nom):
        return self._images[nom]

    def html(self, texte_):
        """str: links resolved, French spacing set: nothing is left alone at the beginning of a
        line."""
        return _LIEN.sub(self._lien, typographie(texte_))

    def _valeur(self, valeur, cle):
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

    def _champ(self, nom, contenu, cle):
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

    def _lien(self, trouve):
        genre, cible = trouve.groups()
        if genre == "page":
            return f'linktype="page" id="{self._pages[cible].pk}"'
        nom, _, question = cible.partition("?")
        return f'href="{reverse(nom)}{"?" + question if question else ""}"'


def _identifiant(cle):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"portail-famille:{cle}"))
