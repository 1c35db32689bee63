"""French is written in one place (`famille.socle.dire`): elsewhere nobody makes a date, an hour, a
sum, a plural or a list by hand."""

import ast
import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template.loader import get_template

from famille.socle import dire

RACINE = Path(__file__).parents[2]
SALLES = ("famille", "demarches", "reservations", "cms_pages", "site/portail")
# Where French is written, and what a spreadsheet reads.
DIT_AUTREMENT = {Path(dire.__file__), RACINE / "famille" / "socle" / "tableaux.py"}
MODULES = [
    module
    for salle in SALLES
    for module in sorted((RACINE / salle).rglob("*.py"))
    if "migrations" not in module.parts and module not in DIT_AUTREMENT
]
GABARITS = [
    un for un in sorted((RACINE / "templates").rglob("*")) if un.suffix in (".html", ".txt")
]
NOMS = {*dire.JOURS, *dire.MOIS} - {"mai", "mars"}
PERSONNE = re.compile(r"(enfant|prenom)(\[\w+\])?(\.prenom)?$")
# What machines read: an attribute, an address, a key.
FORMATS_DE_MACHINE = {"Y-m-d", "Y-m", "c"}


def _fautes(noeud):
    """Sentences: what of this piece of code is French made by hand."""
    if isinstance(noeud, ast.Attribute) and noeud.attr == "strftime":
        yield "strftime"
    elif isinstance(noeud, ast.ImportFrom) and noeud.module == "django.utils.formats":
        yield from (alias.name for alias in noeud.names if alias.name == "date_format")
    elif _noms(noeud) > 1:
        yield "the names of days or months"
    elif isinstance(noeud, ast.IfExp) and _valeurs(noeud) == {"s", ""}:
        yield "a plural"
    elif isinstance(noeud, ast.Call) and ast.unparse(noeud.func) == "' et '.join":
        yield "a list"
    elif isinstance(noeud, ast.Call) and ast.unparse(noeud).endswith(".replace('.', ',')"):
        yield "a decimal"
    elif isinstance(noeud, ast.JoinedStr):
        yield from _dans_une_phrase(noeud)


def _noms(noeud):
    """How many names of days or months this literal lists."""
    ceux = getattr(noeud, "elts", getattr(noeud, "keys", []))
    return sum(isinstance(un, ast.Constant) and str(un.value).lower() in NOMS for un in ceux)


def _valeurs(noeud):
    return {un.value for un in (noeud.body, noeud.orelse) if isinstance(un, ast.Constant)}


def _dans_une_phrase(phrase):
    voisins = zip([None, *phrase.values], phrase.values, [*phrase.values[1:], None], strict=False)
    for avant, morceau, suite in voisins:
        if not isinstance(morceau, ast.FormattedValue):
            continue
        if str(getattr(avant, "value", "")).endswith(" de ") and PERSONNE.search(
            ast.unparse(morceau.value)
        ):
            yield "“de” before the name of a person"
        forme = ast.unparse(morceau.format_spec) if morceau.format_spec else ""
        if re.search(r"%d/|%[HM][: ]|%[HM]h", forme):
            yield f"the format {forme}"
        if isinstance(suite, ast.Constant) and re.match(r"\s?(€|h\b|[KM]o\b)", str(suite.value)):
            yield f"“{suite.value[:4]}” after a number"


@pytest.mark.parametrize("salle", SALLES)
def test_no_module_makes_its_own_french(salle):
    fautes = [
        f"{module.relative_to(RACINE)}:{noeud.lineno} {faute}"
        for module in MODULES
        if module.is_relative_to(RACINE / salle)
        for noeud in ast.walk(ast.parse(module.read_text()))
        for faute in _fautes(noeud)
    ]
    assert fautes == []


def test_no_template_makes_its_own_french():
    fautes = []
    for gabarit in GABARITS:
        texte = gabarit.read_text()
        formats = set(re.findall(r'\|(?:date|time):"([^"]*)"', texte)) - FORMATS_DE_MACHINE
        filtres = re.findall(r"\|(?:floatformat|filesizeformat|time)\b|\}\}\s?€", texte)
        fautes += [f"{gabarit.relative_to(RACINE)} {faute}" for faute in [*formats, *filtres]]
        if re.search(r"\bde \{\{ [\w.]*(enfant|prenom)\b", texte):
            fautes.append(f"{gabarit.relative_to(RACINE)} “de” before the name of a person")
    assert fautes == []


def test_every_template_can_be_read():
    """A filter that is used is loaded, and what a template extends is there."""
    for gabarit in GABARITS:
        get_template(str(gabarit.relative_to(RACINE / "templates")))


COUPE = re.compile(r"\w\(e\)")  # "né(e)": a screen reader spells it, and it is nobody's


def test_no_sentence_halves_a_word_for_whom_it_does_not_know():
    """ "naissance le …" is true of Léa and of Hugo. A single word is what a file may hold."""
    coupes = [
        f"{module.relative_to(RACINE)}:{noeud.lineno} {noeud.value}"
        for module in MODULES
        for noeud in ast.walk(ast.parse(module.read_text()))
        if isinstance(noeud, ast.Constant) and " " in str(noeud.value)
        if COUPE.search(str(noeud.value))
    ]
    coupes += [str(un.relative_to(RACINE)) for un in GABARITS if COUPE.search(un.read_text())]
    assert coupes == []


@pytest.mark.parametrize(
    "ecrit",
    [
        'f"{jour:%d/%m/%Y}"',
        'f"{instant:%H h %M}"',
        'f"à {heures} h"',
        'f"{prix} €"',
        "f\"{n} jour{'s' if n > 1 else ''}\"",
        '" et ".join(noms)',
        'f"{taux:f}".replace(".", ",")',
        'f"La fiche de {enfant.prenom}"',
        'jour.strftime("%d")',
        '["lundi", "mardi"]',
        "from django.utils.formats import date_format",
    ],
)
def test_french_made_by_hand_is_seen(ecrit):
    assert [faute for noeud in ast.walk(ast.parse(ecrit)) for faute in _fautes(noeud)]


@pytest.mark.parametrize(
    "dit",
    [
        dire.en_heure(datetime(2026, 11, 25, 14, 7, tzinfo=ZoneInfo("Europe/Paris"))),
        dire.centimes_en_euros(123450),
        dire.en_poids(2_000_000),
    ],
)
def test_no_line_breaks_inside_an_hour_a_sum_or_a_weight(dit):
    assert " " not in dit
    assert len(dit.split()) > 1
