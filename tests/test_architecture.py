"""Who may import whom, and what keeps the house in order (docs/architecture.md)."""

import ast
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[1]
# An app imports only those to its right; `portail` stands before all.
ORDRE = ["cms_pages", "demarches", "reservations", "famille"]
# What an app offers to those on its left.
OFFERTS = {"models", "actions", "regles", "erreurs", "panneaux"}
OFFERTS_PAR_APPLICATION = {
    "famille": {
        "champ_jour",
        "chiffrement",
        "courriels",
        "destinataires",
        "donnees",
        "dossier_enfant",
        "envoi",
        "factures_dites",
        "fiche",
        "fichiers",
        "historique",
        "iban",
        "images",
        "laboratoire",
        "montants",
        "pages_de_cles",
        "papiers",
        "portes",
        "requetes",
        "regles_dossier",
        "regles_sante",
        "tableaux",
        "telephones",
        "une_fois",
    },
    "reservations": {"exports"},
    "demarches": {"demarche", "catalogue"},
}


def importes(fichier):
    """(module, names) of each import of a file, wherever it stands in it."""
    for noeud in ast.walk(ast.parse(fichier.read_text())):
        if isinstance(noeud, ast.Import):
            yield from ((alias.name, []) for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and not noeud.level:
            yield noeud.module, [alias.name for alias in noeud.names]


def modules_de(application):
    return [fichier for fichier in (RACINE / application).rglob("*.py") if "migrations" not in fichier.parts]


@pytest.mark.parametrize("application", ORDRE)
def test_an_app_imports_only_those_to_its_right(application):
    interdites = {*ORDRE[: ORDRE.index(application)], "portail"}
    fautes = [
        f"{fichier.relative_to(RACINE)} imports {module}"
        for fichier in modules_de(application)
        for module, _ in importes(fichier)
        if module.partition(".")[0] in interdites
    ]
    assert fautes == []


@pytest.mark.parametrize("application", ORDRE)
def test_of_another_app_only_what_it_offers_is_imported(application):
    fautes = []
    for fichier in modules_de(application):
        for module, noms in importes(fichier):
            autre, _, reste = module.partition(".")
            if autre not in ORDRE or autre == application:
                continue
            offerts = OFFERTS | OFFERTS_PAR_APPLICATION.get(autre, set())
            demandes = [reste.partition(".")[0]] if reste else noms
            fautes += [f"{fichier.relative_to(RACINE)} imports {autre}.{nom}" for nom in demandes if nom not in offerts]
    assert fautes == []


@pytest.mark.parametrize("fichier", sorted(RACINE.glob("*/regles.py")), ids=lambda f: f.parent.name)
def test_rules_do_not_know_django(fichier):
    assert not [module for module, _ in importes(fichier) if module.partition(".")[0] == "django"]


def test_site_is_no_package():
    """`site` is a standard module: a package of that name would hide it (docs/architecture.md)."""
    assert not (RACINE / "site" / "__init__.py").exists()


@pytest.mark.parametrize("fichier", sorted(RACINE.glob("*/migrations/0*.py")), ids=lambda f: f"{f.parts[-3]}-{f.stem}")
def test_no_migration_holds_a_list_of_blocks(fichier):
    """A block list in a migration would make a new one of each change of a block."""
    texte = fichier.read_text()
    assert "block_lookup" not in texte
    assert "wagtail.blocks" not in texte


def test_models_do_their_work_in_actions():
    """No signal and no save() of ours: a write is a function of actions."""
    fautes = []
    for application in ORDRE:
        for fichier in modules_de(application):
            arbre = ast.parse(fichier.read_text())
            if any(module == "django.dispatch" for module, _ in importes(fichier)):
                fautes.append(f"{fichier.relative_to(RACINE)} uses signals")
            if "models" in fichier.parts:
                fautes += [
                    f"{fichier.relative_to(RACINE)}:{noeud.lineno} overrides {noeud.name}()"
                    for noeud in ast.walk(arbre)
                    if isinstance(noeud, ast.FunctionDef) and noeud.name == "save"
                ]
    assert fautes == []


# Writes nothing, and asks the same number of queries whatever it finds.
LECTEUR_SEUL = {"site/portail/metriques/ville.py"}


def test_no_reading_stays_open():
    """On SQLite whoever reads with `iterator` may not write once somebody else has: famille.pages_de_cles instead."""
    appels = [
        f"{fichier.relative_to(RACINE)}:{noeud.lineno}"
        for dossier in [*ORDRE, "site/portail"]
        for fichier in modules_de(dossier)
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.Attribute) and noeud.attr in ("iterator", "aiterator")
    ]
    assert {appel.partition(":")[0] for appel in appels} == LECTEUR_SEUL


def test_templates_hold_no_inline_style_or_script():
    """The strict policy of the portal would block them; the admin's templates are Wagtail's business."""
    fautes = []
    for gabarit in (RACINE / "templates").rglob("*.html"):
        texte = gabarit.read_text()
        if "courriels" in gabarit.parts:
            continue  # mail programs know inline styles only
        fautes += [str(gabarit.relative_to(RACINE)) for motif in (" style=", "<style", "onclick=") if motif in texte]
    assert fautes == []


def test_the_design_system_of_the_state_is_not_used():
    """Its use is forbidden to local authorities."""
    interdits = ("dsfr", "marianne")
    fautes = [
        str(fichier.relative_to(RACINE))
        for dossier in ("templates", "site/portail/static/portail/css", "site/portail/static/portail/js")
        for fichier in (RACINE / dossier).rglob("*.*")
        if fichier.suffix in {".html", ".css", ".js"} and any(mot in fichier.read_text().lower() for mot in interdits)
    ]
    assert fautes == []
