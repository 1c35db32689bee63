"""Names of code. Those that stand in strings lead to nothing that a higher app owns, and none is
dead. One name is one thing in an app, one gesture has one verb, and what another module imports is
not private."""

import ast
import inspect
import re
from collections import defaultdict
from functools import cache
from importlib.util import find_spec
from pkgutil import resolve_name

import pytest
from django.contrib.auth.models import Permission
from django.template.loader import get_template
from django.urls import URLResolver, get_resolver, reverse

from famille.socle.offres import offres
from famille.travaux.genres import genres
from tests.maison.test_architecture import ORDRE, RACINE, modules_de

DE_DJANGO = {"Command"}  # Django looks for it in each file of management/commands
DES_NOTRES = [*ORDRE, "site/portail", "site/demo", "bench", "tests"]
_RACINES = ("portail", "demo", "tests", "bench", *ORDRE)
_CHEMIN = re.compile(rf"(?:{'|'.join(_RACINES)})(?:\.[A-Za-z_]\w*){{2,}}")
# They look like it: a salt, a host, a file, a field of a row, a path that a test wants dead.
PAS_DU_CODE = {
    "famille.acces.contestation",
    "famille.exemple.fr",
    "portail.env.example",
    "famille.Paiement.adresse",
    "famille.Webhook.adresse",
    "famille.dossier.papiers.Nowhere",
}
GLOSSAIRE = RACINE / "docs" / "glossaire.md"
_GESTE = re.compile(r"\| [^|]+ \| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|")
_URL = re.compile(r"{%\s*url\s+[\"']([\w:-]+)[\"']")
_GABARIT = re.compile(r"{%\s*(?:include|extends)\s+[\"']([\w/.-]+)[\"']")


@cache
def proprietaires() -> dict[str, str]:
    """The app whose code answers, by name of address; those of one common word are left out."""
    return {
        nom: application
        for nom, application in _noms(get_resolver().url_patterns, ())
        if {":", "_"} & set(nom)
    }


def _noms(motifs, espaces):
    for entree in motifs:
        if isinstance(entree, URLResolver):
            suite = (*espaces, entree.namespace) if entree.namespace else espaces
            yield from _noms(entree.url_patterns, suite)
        elif entree.name:
            vue = inspect.unwrap(entree.callback)
            chez = type(vue.__self__) if hasattr(vue, "__self__") else vue
            yield ":".join([*espaces, entree.name]), chez.__module__.partition(".")[0]


@cache
def chaines(fichier):
    """[(line, string)] of each string of a file that is no docstring."""
    arbre = ast.parse(fichier.read_text())
    dits = {
        id(noeud.value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, ast.Expr) and isinstance(noeud.value, ast.Constant)
    }
    return [
        (noeud.lineno, noeud.value)
        for noeud in ast.walk(arbre)
        if isinstance(getattr(noeud, "value", None), str) and id(noeud) not in dits
    ]


def au_dessus(application):
    return {*ORDRE[: ORDRE.index(application)], "portail", "demo"}


@pytest.mark.parametrize("application", ORDRE)
def test_no_code_names_a_screen_of_a_higher_app(application):
    """An app on the left offers its screens (famille.socle.offres); none on the right names
    them."""
    fautes = [
        f"{fichier.relative_to(RACINE)}:{ligne} {texte}"
        for fichier in modules_de(application)
        for ligne, texte in chaines(fichier)
        if proprietaires().get(texte) in au_dessus(application)
        or (":" in texte and texte.partition(":")[0] in espaces_au_dessus(application))
    ]
    assert fautes == []


@cache
def espaces_au_dessus(application):
    """Namespaces of addresses that belong to higher apps alone."""
    par_espace: dict[str, set] = {}
    for nom, chez in proprietaires().items():
        if ":" in nom:
            par_espace.setdefault(nom.partition(":")[0], set()).add(chez)
    return {espace for espace, chez in par_espace.items() if chez <= au_dessus(application)}


@pytest.mark.parametrize("application", ORDRE)
def test_no_template_names_a_screen_or_a_template_of_a_higher_app(application):
    plus_haut = au_dessus(application)
    fautes = []
    for gabarit in (RACINE / "templates" / application).rglob("*.*"):
        texte = gabarit.read_text()
        nommes = [nom for nom in _URL.findall(texte) if proprietaires().get(nom) in plus_haut]
        nommes += [nom for nom in _GABARIT.findall(texte) if nom.split("/")[0] in plus_haut]
        fautes += [f"{gabarit.relative_to(RACINE)}: {nom}" for nom in nommes]
    assert fautes == []


def resolu(chemin):
    """What a dotted path names: where a module is, what stands in one, or a part of it.
    AttributeError or ImportError when it is dead."""
    try:
        trouve = find_spec(chemin)
    except ModuleNotFoundError:  # of something that is no package
        trouve = None
    return trouve or resolve_name(chemin)


def morts(chemins):
    """Those that name nothing, with where they stand."""
    fautes = []
    for ou, chemin in chemins:
        try:
            resolu(chemin)
        except (ImportError, AttributeError) as erreur:
            fautes.append(f"{ou}: {chemin} ({erreur})")
    return fautes


def test_each_string_that_is_a_path_of_our_code_leads_somewhere():
    """`async_task("…")`, `monkeypatch.setattr("…")`, `import_string("…")`, settings, benches: a
    move must take them along."""
    assert not morts(
        (f"{fichier.relative_to(RACINE)}:{ligne}", texte)
        for dossier in DES_NOTRES
        for fichier in modules_de(dossier)
        for ligne, texte in chaines(fichier)
        if _CHEMIN.fullmatch(texte) and texte not in PAS_DU_CODE
    )


# what is led to from a row: its address has its name
D_UNE_LIGNE = {
    "reservations_bureau:droit_payeur": 1,
    "reservations_bureau:droit_nouveau": 1,
    "reservations_bureau:regulariser": "F-2026-000001",
    "cms_pages:menus_du": "2026-11-25",
}


@pytest.mark.django_db
def test_what_rooms_offer_by_name_is_there():
    """Screens, templates and permissions: the rest of an `Offre` is objects, which cannot be
    dead."""
    ecrans = [ecran for offre in offres() for ecran in offre.ecrans]
    noms = {ecran.nom for ecran in ecrans} | {genre.rayon[1] for genre in genres().values()}
    liens = {nom for offre in offres() for nom in offre.liens.values()}
    for nom in noms | (liens - D_UNE_LIGNE.keys()):
        reverse(nom)
    for nom, argument in D_UNE_LIGNE.items():
        assert nom in liens
        reverse(nom, args=[argument])
    for genre in genres().values():
        get_template(genre.gabarit)
    droits = {droit for ecran in ecrans for droit in ecran.permissions}
    droits |= {genre.permission for genre in genres().values()}
    connus = Permission.objects.values_list("content_type__app_label", "codename")
    assert droits <= {".".join(connu) for connu in connus}


def test_each_long_job_that_is_started_is_of_a_kind_that_a_room_offers():
    lances = {
        noeud.args[0].value
        for application in ORDRE
        for fichier in modules_de(application)
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.Call)
        and getattr(noeud.func, "id", "") == "lancer"
        and noeud.args
        and isinstance(noeud.args[0], ast.Constant)
    }
    assert lances
    assert lances <= set(genres())


@pytest.mark.parametrize("application", [*ORDRE, "site/portail", "site/demo"])
def test_a_class_has_its_name_to_itself_in_its_app(application):
    """A name that is read in a traceback, in a search or in an import says which thing it is."""
    lieux = defaultdict(list)
    for fichier in modules_de(application):
        for noeud in ast.parse(fichier.read_text()).body:
            if isinstance(noeud, ast.ClassDef) and noeud.name not in DE_DJANGO:
                lieux[noeud.name].append(str(fichier.relative_to(RACINE)))
            elif isinstance(noeud, ast.TypeAlias):
                lieux[noeud.name.id].append(str(fichier.relative_to(RACINE)))
    assert {nom: ou for nom, ou in lieux.items() if len(ou) > 1} == {}


@pytest.mark.parametrize("application", [*ORDRE, "site/portail", "site/demo", "bench"])
def test_what_another_module_imports_is_not_private(application):
    fautes = [
        f"{fichier.relative_to(RACINE)}:{noeud.lineno} {alias.name}"
        for fichier in modules_de(application)
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.ImportFrom)
        for alias in noeud.names
        if re.match(r"_(?!_)", alias.name)
    ]
    assert fautes == []


@cache
def verbes() -> dict[str, str]:
    """{verb that the glossary sets aside: the one that it keeps for that gesture}."""
    ecartes = {
        autre: verbe
        for verbe, autres in _GESTE.findall(GLOSSAIRE.read_text())
        for autre in re.findall(r"\w+", autres)
    }
    assert "defaire" in ecartes
    return ecartes


@pytest.mark.parametrize("application", [*ORDRE, "site/portail", "site/demo"])
def test_a_function_begins_with_the_verb_that_the_glossary_keeps_for_its_gesture(application):
    fautes = [
        f"{fichier.relative_to(RACINE)}:{noeud.lineno} {noeud.name}: {verbes()[verbe]}"
        for fichier in modules_de(application)
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.FunctionDef)
        and (verbe := noeud.name.lstrip("_").partition("_")[0]) in verbes()
    ]
    assert fautes == []
