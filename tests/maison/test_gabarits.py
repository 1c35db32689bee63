"""The templates: each has its name somewhere, and each name its template."""

import re
from pathlib import Path

RACINE = Path(__file__).parents[2]
GABARITS = RACINE / "templates"
NOS_DOSSIERS = (
    *("composants", "cms_pages", "courriels", "demarches", "demo", "famille"),
    "reservations",
)
NOM = re.compile(rf"\b(?:{'|'.join(NOS_DOSSIERS)})/[\w./-]+\.(?:html|jinja|txt|xml)\b")
# Those whose name is made when they are asked for: a mail's, and the pretend bank's pages. The one
# script and the one sheet that are templates, whose names look like static files'.
NOMMES_EN_MARCHE = (
    *("courriels/", "demo/", "cms_pages/installation/service_worker.js"),
    "famille/donnees/copie/style.css",
)
AU_PLUS = 26


def _noms() -> dict[str, set[str]]:
    """The names of templates that code and templates say: name → files that say it."""
    noms: dict[str, set[str]] = {}
    for dossier in ("cms_pages", "demarches", "famille", "reservations", "site", "templates"):
        for chemin in (RACINE / dossier).rglob("*"):
            if chemin.suffix in (".py", ".html", ".jinja", ".txt"):
                for nom in NOM.findall(chemin.read_text()):
                    noms.setdefault(nom, set()).add(str(chemin.relative_to(RACINE)))
    return noms


def _ecrits() -> set[str]:
    return {
        str(chemin.relative_to(GABARITS))
        for dossier in NOS_DOSSIERS
        for chemin in (GABARITS / dossier).rglob("*.*")
    }


def test_each_template_that_is_named_is_there():
    ecrits = _ecrits()
    assert {nom: ou for nom, ou in _noms().items() if nom not in ecrits} == {}


def test_each_template_is_named_by_somebody():
    jamais = _ecrits() - _noms().keys()
    assert {nom for nom in jamais if not nom.startswith(NOMMES_EN_MARCHE)} == set()


def test_no_folder_of_templates_holds_more_than_one_can_take_in():
    pleins = {
        str(dossier.relative_to(GABARITS)): nombre
        for dossier in GABARITS.rglob("*")
        if dossier.is_dir()
        and (nombre := len({un.stem for un in dossier.iterdir() if un.is_file()})) > AU_PLUS
    }
    assert pleins == {}


def _de_gestion(texte: str) -> bool:
    """Whether a template ends up in Wagtail's frame, by what it extends. One that extends the
    library's of its own name stops there."""
    vus = set()
    while parent := re.search(r'{% extends "([^"]+)"', texte):
        if parent[1].startswith("wagtailadmin/"):
            return True
        chemin = GABARITS / parent[1]
        if chemin in vus or not chemin.exists():
            return False
        vus.add(chemin)
        texte = chemin.read_text()
    return False


def test_what_an_office_page_says_to_screen_readers_only_is_hidden_by_its_own_sheets():
    """Bootstrap's class is not there: the words would be read on the screen."""
    tous = {chemin: chemin.read_text() for chemin in GABARITS.rglob("*.html")}
    de_gestion = {chemin: texte for chemin, texte in tous.items() if _de_gestion(texte)}
    assert de_gestion
    assert [str(un) for un, texte in de_gestion.items() if "visually-hidden" in texte] == []


def test_a_plural_has_two_forms():
    """A comma inside one of them makes three, and Django then writes nothing."""
    trop = re.compile(r'pluralize:"[^",]*,[^",]*,')
    assert [str(un) for un in GABARITS.rglob("*.html") if trop.search(un.read_text())] == []
