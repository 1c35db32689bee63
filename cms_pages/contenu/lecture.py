"""The seeded pages, read from `pages/`: the path of a file is the address of its page.

`pages/README.md` says how they are written. Everything is checked before anything is written to
the base: a key, a block or a link that is not known is refused with its file and its line.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from wagtail.models import Page

from cms_pages.models import (
    AccueilPage,
    ActualitePage,
    ActualitesPage,
    AidePage,
    GuidePage,
    InformationPage,
    PageLegale,
    RubriquePage,
)
from cms_pages.socle.ecrans import choix_des_ecrans

from . import rgaa
from .fiches import Fiche
from .notation import Notation, arbre
from .reperes import ContenuRefuse, Reperes
from .ville import NEUTRE, Ville

PAGES = Path(__file__).with_name("pages")
LANGUES = Path(__file__).with_name("langues")
ACCUEIL = "accueil"
TYPES: dict[str, type[Page]] = {
    "accueil": AccueilPage,
    "rubrique": RubriquePage,
    "information": InformationPage,
    "actualites": ActualitesPage,
    "actualite": ActualitePage,
    "guide": GuidePage,
    "aide": AidePage,
    "legale": PageLegale,
}
OBLIGATOIRES = {"type": str, "titre": str, "resume": str, "ordre": int}
FACULTATIVES = {
    "ecrans": list,
    "lecteurs": str,
    "image": str,
    "accroche": str,
    "description": str,
    "il_y_a_jours": int,
    "pour_chaque": str,
    "traduit": str,
}
CLES = OBLIGATOIRES | FACULTATIVES
ATTENDUS = {str: "un texte", int: "un nombre", list: "une liste"}
VALEURS = {"type": tuple(TYPES), "lecteurs": ("agents",), "pour_chaque": ("lieu",)}
# Keys that one type of page has, and no other.
RESERVEES = {"accroche": "accueil", "image": "accueil", "il_y_a_jours": "actualite"}


def site_complet(ville: Ville, aujourdhui: date, dossier: Path = PAGES) -> Fiche:
    """The home, with every other page under it. `aujourdhui`: that of the news."""
    return _Site(ville, aujourdhui, manuscrits(dossier)).fiche("")


def chapitre(chemin: str, aujourdhui: date, ville: Ville = NEUTRE) -> Fiche:
    """One page of the guide and those under it, for a town that has the others: it links to none
    of them."""
    return _Site(ville, aujourdhui, manuscrits(), sous=f"{chemin}/").fiche(chemin)


def site_traduit(code: str, ville: Ville) -> Fiche:
    """The home in another language, with the pages that are given in it."""
    return _Site(ville, date.min, manuscrits(LANGUES / code)).fiche("")


def avis_connexion(ville: Ville) -> str:
    """Rich text of the notice beside the sign-in form (G1b): the town's telephone, when known."""
    nom = "avec-telephone" if ville.telephone else "sans-telephone"
    fichier = f"connexion/{nom}.md"
    source = Path(__file__).with_name("connexion").joinpath(f"{nom}.md").read_text()
    return Notation(source, Reperes(fichier, _mots(ville), frozenset(), bool(ville.lieux))).html()


def _mots(ville: Ville) -> dict[str, str]:
    return {
        "ville": ville.nom,
        **ville.service.mots,
        "telephone": ville.telephone,
        "telephone.lien": ville.telephone.replace(" ", ""),
        "bilan": rgaa.bilan(),
    }


@dataclass(frozen=True)
class Manuscrit:
    """One file: its place, its text, its front matter and the line of each of its keys."""

    chemin: str
    fichier: str
    source: str
    entete: dict
    lignes: dict[str, int]

    def refus(self, cle: str, phrase: str) -> ContenuRefuse:
        return ContenuRefuse(self.fichier, self.lignes.get(cle, 1), phrase)


class _Site:
    def __init__(
        self, ville: Ville, aujourdhui: date, lus: Iterable[Manuscrit], sous: str = ""
    ) -> None:
        self._ville, self._aujourdhui = ville, aujourdhui
        self._pages = {
            chemin: (manuscrit, mots)
            for manuscrit in lus
            for chemin, mots in self._exemplaires(manuscrit)
        }
        self._chemins = frozenset(un for un in self._pages if f"{un}/".startswith(sous))

    def _exemplaires(self, manuscrit: Manuscrit) -> Iterator[Any]:
        """(path, words between braces): one, or one for each place of the town."""
        if "pour_chaque" not in manuscrit.entete:
            yield manuscrit.chemin, _mots(self._ville)
            return
        dossier = manuscrit.chemin.rpartition("/")[0]
        for lieu in self._ville.lieux:
            mots = {f"lieu.{nom}": valeur for nom, valeur in vars(lieu).items()}
            yield f"{dossier}/{lieu.slug}", _mots(self._ville) | mots

    def fiche(self, chemin: str) -> Fiche:
        manuscrit, mots = self._pages[chemin]
        reperes = Reperes(manuscrit.fichier, mots, self._chemins, bool(self._ville.lieux))
        entete = {cle: _rediger(manuscrit, reperes, cle) for cle in manuscrit.entete}
        return Fiche(
            TYPES[entete["type"]],
            chemin.rpartition("/")[2] or ACCUEIL,
            entete["titre"],
            entete["resume"],
            corps=Notation(manuscrit.source, reperes).blocs(),
            enfants=[self.fiche(enfant) for enfant in self._enfants(chemin)],
            ecrans=tuple(entete.get("ecrans", ())),
            options=self._options(entete),
            image=entete.get("image", ""),
            aux_agents="lecteurs" in entete,
            traduit=entete.get("traduit", ""),
        )

    def _enfants(self, chemin: str) -> list[str]:
        ceux = [un for un in self._pages if un and un.rpartition("/")[0] == chemin]
        return sorted(ceux, key=lambda un: self._pages[un][0].entete["ordre"])

    def _options(self, entete: dict) -> dict:
        options = {}
        if "accroche" in entete:
            options["accroche"] = entete["accroche"]
        if "description" in entete:
            options["search_description"] = entete["description"]
        if "il_y_a_jours" in entete:
            options["date"] = self._aujourdhui - timedelta(days=entete["il_y_a_jours"])
        return options


def _rediger(manuscrit: Manuscrit, reperes: Reperes, cle: str) -> Any:
    valeur = manuscrit.entete[cle]
    if not isinstance(valeur, str):
        return valeur
    try:
        return reperes.dire(valeur)
    except KeyError as inconnu:
        mot = inconnu.args[0]
        raise manuscrit.refus(cle, f"« {{{mot}}} » n’est connu de personne") from inconnu


@cache
def manuscrits(dossier: Path = PAGES) -> tuple[Manuscrit, ...]:
    """Every file, by its path; those above come first."""
    fichiers = (un for un in sorted(dossier.rglob("*.md")) if un.name != "README.md")
    lus = tuple(_lire(un, dossier) for un in fichiers)
    chemins = {un.chemin for un in lus}
    for manuscrit in lus:
        if manuscrit.chemin and manuscrit.chemin.rpartition("/")[0] not in chemins:
            raise manuscrit.refus("type", "la page au-dessus de celle-ci n’a pas de fichier")
    return lus


def _lire(fichier: Path, dossier: Path) -> Manuscrit:
    relatif = fichier.relative_to(dossier)
    chemin = relatif.with_suffix("").as_posix()
    nom, source = f"{dossier.name}/{relatif.as_posix()}", fichier.read_text()
    entete, lignes = _entete(nom, source)
    lu = Manuscrit("" if chemin == ACCUEIL else chemin, nom, source, entete, lignes)
    _verifier(lu)
    return lu


def _entete(nom: str, source: str) -> tuple[dict, dict[str, int]]:
    premiers = arbre(source).children[:1]
    if not premiers or premiers[0].type != "front_matter":
        raise ContenuRefuse(nom, 1, "la page commence par son en-tête, entre deux lignes « --- »")
    try:
        noeud = yaml.compose(premiers[0].content, Loader=yaml.SafeLoader)
        lu = yaml.safe_load(premiers[0].content)
    except yaml.MarkedYAMLError as erreur:
        ligne = erreur.problem_mark.line + 2 if erreur.problem_mark else 1
        raise ContenuRefuse(nom, ligne, "l’en-tête ne se lit pas (des guillemets ?)") from erreur
    if not isinstance(lu, dict) or not isinstance(noeud, yaml.MappingNode):
        raise ContenuRefuse(nom, 2, "l’en-tête est fait de lignes « clé: valeur »")
    lignes: dict[str, int] = {}
    for cle, valeur in noeud.value:
        ligne = cle.start_mark.line + 2
        if cle.value in lignes:
            raise ContenuRefuse(nom, ligne, f"la clé « {cle.value} » est écrite deux fois")
        lignes[cle.value] = ligne
        if isinstance(valeur, yaml.SequenceNode):
            lignes |= {un.value: un.start_mark.line + 2 for un in valeur.value}
    return lu, lignes


def _verifier(lu: Manuscrit) -> None:
    for cle, valeur in lu.entete.items():
        if cle not in CLES:
            raise lu.refus(cle, f"la clé « {cle} » n’existe pas")
        if type(valeur) is not CLES[cle]:
            raise lu.refus(cle, f"la clé « {cle} » attend {ATTENDUS[CLES[cle]]}")
    if manque := [cle for cle in OBLIGATOIRES if cle not in lu.entete]:
        raise lu.refus("", f"il manque la clé « {manque[0]} »")
    for cle, permises in VALEURS.items():
        if (valeur := lu.entete.get(cle)) is not None and valeur not in permises:
            raise lu.refus(cle, f"« {valeur} » n’est pas une valeur de la clé « {cle} »")
    for cle, sien in RESERVEES.items():
        if (cle in lu.entete) != (lu.entete["type"] == sien):
            raise lu.refus(cle, f"la clé « {cle} » va avec le type « {sien} », et lui seul")
    connus = {cle for _, choix in choix_des_ecrans() for cle, _ in choix}
    if inconnus := [ecran for ecran in lu.entete.get("ecrans", ()) if ecran not in connus]:
        raise lu.refus(inconnus[0], f"l’écran « {inconnus[0]} » n’existe pas")
