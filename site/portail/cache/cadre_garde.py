"""The frame of a page (header, menu, footer), drawn once a process for all who see the same.

A template of the frame reads what `_vu` gives it and nothing else: what kind of visitor looks, at
which screen, the town's identity. It is kept by all of these. What is of one person or of one
request is a blank in what is kept (`BLANCS`), filled on each page: no name, no key of a form can
be shown to somebody else.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple
from urllib.parse import quote

from django.db.models import Model
from django.template import Context, Template, Variable
from django.template.loader import get_template
from django.urls import get_script_prefix
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from famille.comptes.sessions.vie import est_gardee
from famille.socle.dire import en_duree
from famille.socle.noms import initiales, nom_propre

GARDES = 512  # pieces of frame: a few for each screen
# How a blank stands in what is kept: nobody types this character of private use.
_BLANC = "\ue000{}\ue000"
_MARQUE = re.compile(_BLANC.format(r"(\w+)"))
BLANCS: dict[str, Callable[[Context], Any]] = {
    "nom": lambda contexte: contexte["user"],
    "nom_protege": lambda contexte: nom_propre(contexte["user"]),
    "initiales": lambda contexte: initiales(contexte["user"]),
    "csrf_token": lambda contexte: contexte["csrf_token"],
    "reste_de_session": lambda contexte: contexte["reste_de_session"](),
    "duree_de_session": lambda contexte: en_duree(contexte["request"].session.get_expiry_age()),
    "retour": lambda contexte: quote(contexte["request"].get_full_path(), safe=""),
}
_DE_L_ECRAN = ("ecran", "ecran_code", "ecran_etape", "preavis_de_session")
_REGLAGES = {
    "identite": Variable("settings.cms_pages.IdentiteSite"),
    "declaration": Variable("settings.cms_pages.DeclarationAccessibilite"),
}
_LU = "_vu_par_le_cadre"  # of the request
_gardes: "dict[_Cle, list[str]]" = {}


class _Cle(NamedTuple):
    """Whoever has the same sees the same, but for the blanks."""

    gabarit: str
    simples: tuple
    menu: tuple
    reglages: tuple


def rendre(context: Context, gabarit: str, **choix: Any) -> SafeString:
    """This template of the frame, for the page whose context it is. `choix`: what this page's frame
    has of its own."""
    vu = _vu_de_la_page(context) | choix
    cle = _cle(gabarit, vu)
    morceaux = _gardes.get(cle)
    if morceaux is None:
        if len(_gardes) >= GARDES:
            _gardes.clear()
        morceaux = _gardes[cle] = _MARQUE.split(_dessiner(gabarit, vu))
    html = list(morceaux)  # between two texts, the name of a blank
    html[1::2] = [conditional_escape(BLANCS[nom](context)) for nom in html[1::2]]
    return mark_safe("".join(html))  # noqa: S308 - drawn by a template, blanks escaped


def _vu_de_la_page(contexte: Context) -> dict[str, Any]:
    """The same for the top of a page and its bottom: read once a request."""
    request = contexte.get("request")
    if request is None:
        return _vu(contexte)
    if not hasattr(request, _LU):
        setattr(request, _LU, _vu(contexte))
    return getattr(request, _LU)


def _vu(contexte: Context) -> dict[str, Any]:
    """What the templates of the frame may read."""
    donnees: dict[Any, Any] = contexte.flatten()
    utilisateur = donnees.get("user")
    connecte = bool(utilisateur and utilisateur.is_authenticated)
    simples = {nom: donnees.get(nom, "") for nom in _DE_L_ECRAN} | {
        "connecte": connecte,
        "gardee": connecte and est_gardee(donnees["request"]),
        "de_la_famille": connecte and donnees["de_la_famille"](),
    }
    menu = donnees["menu_principal"]() if "menu_principal" in donnees else []
    return simples | {"menu_principal": menu, **_les_reglages(contexte)}


def _les_reglages(contexte: Context) -> dict[str, Any]:
    if "settings" not in contexte:  # a page that stands outside of any request
        return dict.fromkeys(_REGLAGES, "")
    return {nom: lu.resolve(contexte) for nom, lu in _REGLAGES.items()}


def _cle(gabarit: str, vu: dict[str, Any]) -> _Cle:
    propres = (get_language(), get_script_prefix())
    simples = tuple(
        (nom, vu[nom]) for nom in sorted(vu) if nom not in _REGLAGES and nom != "menu_principal"
    )
    menu = tuple((lien["lien"], lien["courante"], lien["nombre"]) for lien in vu["menu_principal"])
    return _Cle(gabarit, propres + simples, menu, tuple(_valeurs(vu[nom]) for nom in _REGLAGES))


def _valeurs(reglage: Model | str) -> tuple:
    """Of each of its columns: another town, or the same changed, has another frame."""
    if not isinstance(reglage, Model):
        return ()
    return tuple(getattr(reglage, champ.attname) for champ in reglage._meta.concrete_fields)


def _dessiner(gabarit: str, vu: dict[str, Any]) -> str:
    blancs = {nom: mark_safe(_BLANC.format(nom)) for nom in BLANCS}  # noqa: S308 - names of ours
    moteur: Any = get_template(gabarit)  # Django's own wrapper, of either engine
    dessin: Template = moteur.template
    return dessin.render(Context(vu | blancs))
