"""The templates: each has its name somewhere, and each name its template."""

import re
from pathlib import Path

RACINE = Path(__file__).parents[2]
GABARITS = RACINE / "templates"
NOS_DOSSIERS = (
    *("composants", "cms_pages", "courriels", "demarches", "demo", "famille"),
    "reservations",
)
NOM = re.compile(rf"\b(?:{'|'.join(NOS_DOSSIERS)})/[\w./-]+\.(?:html|txt|xml)\b")
# Those whose name is made when they are asked for: a mail's, and the pretend bank's pages. The one
# script that is a template, whose name looks like a static file's.
NOMMES_EN_MARCHE = ("courriels/", "demo/paiement/", "cms_pages/installation/service_worker.js")
AU_PLUS = 26


def _noms() -> dict[str, set[str]]:
    """The names of templates that code and templates say: name → files that say it."""
    noms: dict[str, set[str]] = {}
    for dossier in ("cms_pages", "demarches", "famille", "reservations", "site", "templates"):
        for chemin in (RACINE / dossier).rglob("*"):
            if chemin.suffix in (".py", ".html", ".txt"):
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
    assert {nom: ou for nom, ou in _noms().items() if nom not in _ecrits()} == {}


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
