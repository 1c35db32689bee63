"""Search over the public pages and the help, whatever the accents and the plurals."""

import re
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from cms_pages.models import InformationPage
from cms_pages.socle.texte import mots_utiles, racine, sans_accents

LONGUEUR_MAX = 120  # characters of a question; more is not a question
EXTRAIT = 220  # characters of text around the first word found
RESULTATS_MAX = 200
_MOT = re.compile(r"[^\W_]+")


def chercher(question: str, accueil: Page) -> Any:
    """list[Page] (specific), best first: pages under `accueil` holding all the words, else nearly,
    else one of them."""
    termes = mots_utiles(question[:LONGUEUR_MAX])
    if not termes:
        return []
    pages = Page.objects.descendant_of(accueil, inclusive=True).live().public().specific()
    for essai in (
        lambda: pages.search(" ".join(termes), operator="and"),
        lambda: pages.autocomplete(" ".join(termes), operator="and"),
        lambda: pages.search(" ".join(termes), operator="or"),
    ):
        trouvees = list(essai()[:RESULTATS_MAX])
        if trouvees:
            return _titres_d_abord(trouvees, termes)
    return []


def _titres_d_abord(pages: list[Any], termes: list[str]) -> list[Any]:
    """The same pages, those whose title holds more of the words first; the search's own order
    otherwise."""
    return sorted(pages, key=lambda page: -len(set(termes) & set(mots_utiles(page.title))))


def extrait(page: InformationPage, question: str) -> SafeString:
    """The passage of the page where the words stand, each in <mark>; its beginning when none
    does."""
    texte = page.texte_complet().removeprefix(page.title).strip()
    termes = set(mots_utiles(question))
    premier = next((m.start() for m in _MOT.finditer(texte) if _est_un(m.group(), termes)), 0)
    debut = _debut_de_mot(texte, max(0, premier - EXTRAIT // 3))
    passage = (
        texte[debut : debut + EXTRAIT].rsplit(" ", 1)[0]
        if len(texte) > debut + EXTRAIT
        else texte[debut:]
    )
    return mark_safe(  # noqa: S308 - each piece is escaped in surligner
        ("… " if debut else "")
        + surligner(passage, termes)
        + (" …" if debut + len(passage) < len(texte) else "")
    )


def surligner(texte: str, termes: set[str]) -> SafeString:
    """The text escaped, the words of `termes` (comparable forms) in <mark>."""
    morceaux, fin = [], 0
    for mot in _MOT.finditer(texte):
        if _est_un(mot.group(), termes):
            morceaux += [escape(texte[fin : mot.start()]), "<mark>", escape(mot.group()), "</mark>"]
            fin = mot.end()
    morceaux.append(escape(texte[fin:]))
    return mark_safe("".join(morceaux))  # noqa: S308 - each piece is escaped


def _est_un(mot: str, termes: set[str]) -> bool:
    forme = racine(sans_accents(mot))
    return forme in termes or any(len(terme) >= 4 and forme.startswith(terme) for terme in termes)


def _debut_de_mot(texte: str, position: int) -> int:
    return 0 if position == 0 else texte.find(" ", position) + 1
