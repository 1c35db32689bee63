"""What the docs name of the code exists: files, modules, classes, permissions, settings, words of
the glossary. A move that forgets a page is seen."""

import functools
import re
from importlib import import_module

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_permission_codename

from demarches.declaration.demarche import Demarche
from tests.maison.test_docs import CODE, PAGES, RACINE, textes

NOMME = re.compile(r"`([^`\n]+)`")
SALLES = (
    *("bench", "cms_pages", "demarches", "deploy", "docs", "famille", "reservations", "site"),
    *("templates", "tests"),
)
FICHIER = re.compile(r"[\w./-]+\.(?:py|html|js|css|csv|md|conf|sql|yaml|toml)")
DOSSIER = re.compile(rf"(?:{'|'.join(SALLES)})/[\w./-]+")
POINTE = re.compile(r"(?:famille|demarches|reservations|cms_pages|portail|demo)(?:\.\w+)+")
AILLEURS = {
    "/theme.css": "an address of the site",
    "/service-worker.js": "an address of the site",
    "deploy/.env": "made by the town",
    "payfip_ws.py": "a file of eopayment",
    "utils.py": "what nobody writes here",
    "attestation_de_presence.py": "what the recipe adds",
    "portail.securite": "a log",
    "/etc/nginx/snippets/portail-brotli.conf": "where a town copies deploy/nginx-brotli.conf",
}
DITES = [page for page in PAGES if page.name != "CHANGELOG.md"]


def nommes(page):
    """set[str]: what a page quotes as code, `{a,b}.py` unfolded."""
    texte = CODE.sub("", page.read_text())
    return {un for nom in NOMME.findall(texte) for un in deplier(nom)} - set(AILLEURS)


def deplier(nom):
    trouve = re.search(r"\{([^{}]*,[^{}]*)\}", nom)
    if not trouve:
        return [nom.partition("::")[0]]
    avant, apres = nom[: trouve.start()], nom[trouve.end() :]
    return [un for choix in trouve[1].split(",") for un in deplier(avant + choix.strip() + apres)]


@pytest.fixture(scope="module")
def arbre():
    """str: a path a line, each after a "/", of what the repository holds."""
    dossiers = [RACINE / salle for salle in SALLES]
    chemins = [chemin for dossier in dossiers for chemin in dossier.rglob("*")]
    return "".join(f"/{chemin.relative_to(RACINE)}\n" for chemin in [*chemins, *RACINE.glob("*")])


def test_a_file_that_a_page_names_exists(arbre):
    absents = {
        (str(page.relative_to(RACINE)), nom)
        for page in DITES
        for nom in nommes(page)
        if (FICHIER.fullmatch(nom) or DOSSIER.fullmatch(nom))
        and f"/{nom.strip('/')}\n" not in arbre
    }
    assert sorted(absents) == []


def existe(nom):
    """bool: a module or what it holds, a model, a permission, a check."""
    if nom in permissions_et_modeles() or re.fullmatch(r"portail\.[EW]\d{3}", nom):
        return True
    parts = nom.split(".")
    for rang in range(len(parts), 0, -1):
        try:
            objet = import_module(".".join(parts[:rang]))
        except ImportError:
            continue
        for attribut in parts[rang:]:
            if not hasattr(objet, attribut):
                return False
            objet = getattr(objet, attribut)
        return True
    return False


@functools.cache
def permissions_et_modeles():
    noms = set()
    for modele in apps.get_models():
        meta = modele._meta
        noms.add(f"{meta.app_label}.{modele.__name__}")
        codes = [get_permission_codename(action, meta) for action in meta.default_permissions]
        codes += [code for code, _nom in meta.permissions]
        noms |= {f"{meta.app_label}.{code}" for code in codes}
    return noms


def test_a_module_a_right_or_a_setting_that_a_page_names_exists():
    dits = [(str(page.relative_to(RACINE)), nom) for page in DITES for nom in nommes(page)]
    noms = {
        (page, trouve[0])
        for page, nom in dits
        if not FICHIER.fullmatch(nom) and (trouve := POINTE.match(nom))
    }
    assert sorted(un for un in noms if not au_portail(un[1]) and not existe(un[1])) == []
    reglages = {
        (page, nom.removeprefix("settings.")) for page, nom in dits if nom.startswith("settings.")
    }
    absents = {un for un in reglages if un[1].isupper() and not hasattr(settings, un[1])}
    assert sorted(absents) == []


def au_portail(nom):
    """bool: a settings module, which is not imported, or what another project holds."""
    return nom.startswith("portail.settings") or nom in AILLEURS


def test_what_is_gone_would_be_seen(arbre):
    assert deplier("a/{b,c}.py") == ["a/b.py", "a/c.py"]
    assert "/famille/actions.py\n" in arbre
    assert "/famille/nowhere.py\n" not in arbre
    assert existe("famille.dossier.papiers.Feuille")
    assert existe("famille.view_document")
    assert not existe("famille.dossier.papiers.Nowhere")


LIGNE = re.compile(r"^\| [^|]+ \| ([^|]+) \| [^|]+ \| [^|]+ \|$", re.MULTILINE)


def test_each_word_of_the_glossary_is_in_the_code():
    code = "\n".join(
        texte
        for fichier, texte in textes().items()
        if fichier.suffix == ".py" and fichier.relative_to(RACINE).parts[0] in SALLES
    )
    mots = set(re.findall(r"\w[\w-]*", code))
    glossaire = (RACINE / "docs" / "glossaire.md").read_text()
    dits = {
        mot for case in LIGNE.findall(glossaire) for nom in NOMME.findall(case) for mot in [nom]
    }
    assert len(dits) > 150
    perdus = {dit for dit in dits for mot in re.findall(r"[\w-]{3,}", dit) if mot not in mots}
    assert sorted(perdus) == []


def test_the_page_of_demarches_tells_all_that_one_may_say():
    page = (RACINE / "docs" / "etendre" / "une_demarche.md").read_text()
    section = page.partition("## What a démarche may say")[2].partition("\nIn a page")[0]
    dits = set(re.findall(r"`(\w+)(?=[`( ])", section))
    siens = {nom for nom in vars(Demarche) if not nom.startswith("_")}
    assert sorted(siens - dits) == []
    premieres = " ".join(re.findall(r"^\| ([^|]+) \|", section, re.MULTILINE))
    expliques = {re.match(r"\w+", nom)[0] for nom in NOMME.findall(premieres)}
    assert sorted(nom for nom in expliques if not hasattr(Demarche, nom)) == []
