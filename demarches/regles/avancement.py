"""Where a family is in a demande, kept in `Demande.avancement`: pure functions on that dict,
without a database.

Two screens may fill the same page (two tabs, two parents). Each writing of a page gets a number and
leaves the mark of the screen that wrote; a screen that neither read that number nor wrote it is
told, and nothing is lost.
"""

from copy import deepcopy
from datetime import datetime


def neuf(pages):
    """dict of a demande that begins at the first of `pages` (dict code → page)."""
    return paginee({"etape": next(iter(pages)), "validees": [], "versions": {}}, pages)


def paginee(avancement, pages):
    """dict: the same, its pages named: lists of drafts tell them without reading the household of
    each."""
    return avancement | {"pages": [[code, page.titre] for code, page in pages.items()]}


def version(avancement, etape):
    """int: how many times this page has been written."""
    return avancement.get("versions", {}).get(etape, [0])[0]


def enregistree_le(avancement, etape):
    """datetime | None: when this page was last written."""
    instant = avancement.get("versions", {}).get(etape, [0, "", ""])[2]
    return datetime.fromisoformat(instant) if instant else None


def en_conflit(avancement, etape, *, lue, ecran):
    """bool: the page was written since it was read, and not by this screen."""
    numero, auteur = avancement.get("versions", {}).get(etape, [0, "", ""])[:2]
    return numero != lue and (not ecran or auteur != ecran)


def ecrite(avancement, etape, *, ecran, instant):
    """dict: the same, the page written once more. `ecran`: mark of the screen that stays open, ""
    once it is left."""
    suite = deepcopy(avancement)
    suite.setdefault("versions", {})[etape] = [
        version(avancement, etape) + 1,
        ecran,
        instant.isoformat(),
    ]
    return suite


def validees(avancement, complement):
    """list[str]: the pages that are checked. `complement`: key of the one being answered, whose
    pages start again."""
    return avancement.get("validees", []) if avancement.get("complement") == complement else []


def changees(avancement, empreintes):
    """list[str]: the pages that were checked in another version of theirs. `empreintes`: {page:
    Etape.empreinte()}."""
    gardees = avancement.get("empreintes", {})
    return [
        etape
        for etape, empreinte in empreintes.items()
        if gardees.get(etape, empreinte) != empreinte
    ]


def jugee(avancement, etape, *, valide, complement, empreinte=""):
    """dict: the same, this page checked, in this version of it, or to be done again."""
    suite = deepcopy(avancement)
    restantes = [page for page in validees(avancement, complement) if page != etape]
    suite["validees"] = [*restantes, etape] if valide else restantes
    if valide and empreinte:
        suite.setdefault("empreintes", {})[etape] = empreinte
    suite["complement"] = complement
    return suite


def recues(avancement, etapes, jour):
    """dict: the same, these pages received on `jour` (date): their rules refer to it from now
    on."""
    suite = deepcopy(avancement)
    suite.setdefault("jours", {}).update({etape: jour.isoformat() for etape in etapes})
    return suite
