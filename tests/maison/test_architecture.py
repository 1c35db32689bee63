"""Who may import whom, and what keeps the house in order (docs/comprendre/architecture.md)."""

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

RACINE = Path(__file__).parents[2]
# An app imports only those to its right; `portail` stands before all.
ORDRE = ["cms_pages", "demarches", "reservations", "famille"]
FICHIERS_MAX = 20  # modules of one folder
LIGNES_MAX = 45  # of one function
# What an app offers to those on its left: a whole room, or one file of it.
OFFERTS = {
    "famille": {
        "actions",
        "argent.factures.actions",
        "argent.factures.aides.lecture",
        "argent.factures.annonces",
        "argent.factures.lecture",
        "argent.factures.papiers",
        "argent.factures.retouches",
        "comptes.droits",
        "comptes.preuves",
        "courriels",
        "dossier.documents.cloison",
        "dossier.documents.fichiers",
        "dossier.documents.images",
        "dossier.documents.laboratoire",
        "dossier.documents.vues",
        "dossier.doublons.lecture",
        "dossier.foyers.acces.changements_dits",
        "dossier.foyers.adresses",
        "dossier.foyers.autorisations",
        "dossier.foyers.bureau.cachets",
        "dossier.foyers.bureau.droits",
        "dossier.foyers.bureau.ecran",
        "dossier.foyers.bureau.formulaires",
        "dossier.foyers.bureau.url_du_foyer",
        "dossier.foyers.bureau.volets",
        "dossier.foyers.dossier",
        "dossier.foyers.ecoles.lecture",
        "dossier.foyers.fiche",
        "dossier.foyers.mises_a_jour",
        "dossier.foyers.saisie_adresse",
        "dossier.foyers.sante",
        "dossier.fusion.registre",
        "dossier.listes",
        "dossier.messages.portes",
        "dossier.papiers",
        "dossier.recherche.numeros",
        "dossier.tableau_de_bord.enfants",
        "dossier.tableau_de_bord.panneaux",
        "echanges.api",
        "echanges.api_particulier",
        "echanges.webhooks",
        "journal.carnet",
        "journal.une_fois",
        "models",
        "mouvements.donnees",
        "mouvements.franceconnect.acces",
        "mouvements.reprise.cases",
        "mouvements.reprise.declaration",
        "mouvements.reprise.export.tables",
        "regles",
        "socle",
        "travaux",
    },
    "reservations": {"models", "actions", "regles"},
    "demarches": {"models", "actions", "catalogue"},
    "cms_pages": set(),
}


def importes(fichier):
    """(module, names) of each import of a file, wherever it stands in it."""
    for noeud in ast.walk(ast.parse(fichier.read_text())):
        if isinstance(noeud, ast.Import):
            yield from ((alias.name, []) for alias in noeud.names)
        elif isinstance(noeud, ast.ImportFrom) and not noeud.level:
            yield noeud.module, [alias.name for alias in noeud.names]


def modules_de(application):
    return [
        fichier
        for fichier in (RACINE / application).rglob("*.py")
        if "migrations" not in fichier.parts
    ]


def test_the_contracts_of_imports_hold():
    """Apps, layers inside an app, pure rules, no circle: pyproject.toml says which, and
    `make lint` reads them too."""
    lu = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=RACINE,
        env=os.environ | {"PYTHONPATH": f"site{os.pathsep}.", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
    )
    assert lu.returncode == 0, lu.stdout[lu.stdout.find("Broken contracts") :]


def test_no_contract_of_imports_has_an_exception():
    """An arrow that goes against them asks for a move, not for a line of its own."""
    reglages = tomllib.loads((RACINE / "pyproject.toml").read_text())["tool"]["importlinter"]
    contrats = reglages["contracts"]
    assert {contrat["type"] for contrat in contrats} == {"layers", "forbidden", "acyclic_siblings"}
    assert [contrat["name"] for contrat in contrats if contrat.get("ignore_imports")] == []


@pytest.mark.parametrize("application", ORDRE)
def test_of_another_app_only_what_it_offers_is_imported(application):
    fautes = []
    for fichier in modules_de(application):
        for module, noms in importes(fichier):
            autre, _, reste = module.partition(".")
            if autre in ORDRE and autre != application:
                fautes += [
                    f"{fichier.relative_to(RACINE)} imports {autre}.{chemin}"
                    for chemin in ([f"{reste}.{nom}" if reste else nom for nom in noms] or [reste])
                    if not est_offert(autre, chemin)
                ]
    assert fautes == []


def est_offert(application, chemin):
    """Whether a name of another app lies in a room, or a file, that it offers."""
    morceaux = chemin.split(".")
    return any(
        ".".join(morceaux[:longueur]) in OFFERTS[application]
        for longueur in range(1, len(morceaux) + 1)
    )


@pytest.mark.parametrize("salle", [*ORDRE, "site/portail", "site/demo", "tests", "bench"])
def test_a_folder_can_be_read_in_one_look(salle):
    """One subject, one folder (docs/decisions/05-maison.md): none is a pile, models included."""
    trop = [
        f"{dossier.relative_to(RACINE)}: {nombre} files"
        for dossier in [RACINE / salle, *(RACINE / salle).rglob("*")]
        if dossier.is_dir() and not {"migrations", "__pycache__"} & set(dossier.parts)
        if (nombre := len(list(dossier.glob("*.py")))) > FICHIERS_MAX
    ]
    assert trop == []


@pytest.mark.parametrize("salle", [*ORDRE, "site/portail", "site/demo"])
def test_a_function_can_be_read_in_one_look(salle):
    trop = [
        f"{module.relative_to(RACINE)}:{noeud.lineno} {noeud.name}"
        for module in modules_de(salle)
        for noeud in ast.walk(ast.parse(module.read_text()))
        if isinstance(noeud, ast.FunctionDef | ast.AsyncFunctionDef)
        and noeud.end_lineno - noeud.lineno >= LIGNES_MAX
    ]
    assert trop == []


def test_site_is_no_package():
    """`site` is a standard module: a package of that name would hide it
    (docs/comprendre/architecture.md)."""
    assert not (RACINE / "site" / "__init__.py").exists()


@pytest.mark.parametrize(
    "fichier", sorted(RACINE.glob("*/migrations/0*.py")), ids=lambda f: f"{f.parts[-3]}-{f.stem}"
)
def test_no_migration_holds_a_list_of_blocks(fichier):
    """A block list in a migration would make a new one of each change of a block."""
    texte = fichier.read_text()
    assert "block_lookup" not in texte
    assert "wagtail.blocks" not in texte


def test_models_do_their_work_in_actions():
    """No signal and no save() of ours: a write is a function of actions. The form of a setting that
    Wagtail saves stands beside its model."""
    fautes = []
    for application in ORDRE:
        for fichier in modules_de(application):
            arbre = ast.parse(fichier.read_text())
            if any(module == "django.dispatch" for module, _ in importes(fichier)):
                fautes.append(f"{fichier.relative_to(RACINE)} uses signals")
            if "models" in fichier.parts:
                fautes += [
                    f"{fichier.relative_to(RACINE)}:{noeud.lineno} overrides {noeud.name}()"
                    for classe in ast.walk(arbre)
                    if isinstance(classe, ast.ClassDef) and not classe.name.endswith("Form")
                    for noeud in classe.body
                    if isinstance(noeud, ast.FunctionDef) and noeud.name == "save"
                ]
    assert fautes == []


# Writes nothing, and asks the same number of queries whatever it finds.
LECTEUR_SEUL = {"site/portail/metriques/ville.py"}


def test_no_reading_stays_open():
    """On SQLite whoever reads with `iterator` may not write once somebody else has:
    famille.socle.pages_de_cles instead."""
    appels = [
        f"{fichier.relative_to(RACINE)}:{noeud.lineno}"
        for dossier in [*ORDRE, "site/portail"]
        for fichier in modules_de(dossier)
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.Attribute) and noeud.attr in ("iterator", "aiterator")
    ]
    assert {appel.partition(":")[0] for appel in appels} == LECTEUR_SEUL


def test_templates_hold_no_inline_style_or_script():
    """The strict policy of the portal would block them; the admin's templates are Wagtail's
    business."""
    fautes = []
    for gabarit in (RACINE / "templates").rglob("*.html"):
        texte = gabarit.read_text()
        if "courriels" in gabarit.parts:
            continue  # mail programs know inline styles only
        fautes += [
            str(gabarit.relative_to(RACINE))
            for motif in (" style=", "<style", "onclick=")
            if motif in texte
        ]
    assert fautes == []


def test_the_design_system_of_the_state_is_not_used():
    """Its use is forbidden to local authorities."""
    interdits = ("dsfr", "marianne")
    fautes = [
        str(fichier.relative_to(RACINE))
        for dossier in (
            "templates",
            "site/portail/static/portail/css",
            "site/portail/static/portail/js",
        )
        for fichier in (RACINE / dossier).rglob("*.*")
        if fichier.suffix in {".html", ".css", ".js"}
        and any(mot in fichier.read_text().lower() for mot in interdits)
    ]
    assert fautes == []


@pytest.mark.parametrize("salle", [*ORDRE, "site/portail", "site/demo"])
def test_what_another_module_imports_is_not_private(salle):
    fautes = [
        f"{module.relative_to(RACINE)}:{noeud.lineno} imports {alias.name}"
        for module in modules_de(salle)
        for noeud in ast.walk(ast.parse(module.read_text()))
        if isinstance(noeud, ast.ImportFrom)
        for alias in noeud.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ]
    assert fautes == []
