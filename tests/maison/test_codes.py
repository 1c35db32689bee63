"""Each code that the code, its tests, the templates and the docs quote is defined in docs/, in one
place with an anchor: what the guide promises (G1), what the law asks (D1), what `check` says
(portail.W001)."""

import re

import pytest

from tests.maison.test_docs import RACINE, textes

EXIGENCES = RACINE / "docs" / "exigences.md"
DROIT = RACINE / "docs" / "droit" / "regles.md"
REGLAGES = RACINE / "docs" / "reglages.md"
# series → how it is quoted, the page that defines it
SERIES = {
    "requirements": (re.compile(r"(?<![\w/.-])G\d{1,3}b?(?![\w-])"), EXIGENCES),
    "rules of law": (re.compile(r"(?<![\w/.-])D\d{1,3}(?![\w-])"), DROIT),
    "checks": (re.compile(r"\bportail\.[EW]\d{3}\b"), REGLAGES),
}
DEFINI = re.compile(r'^\| <a id="([^"]+)"></a>`?([\w.]+)`? \|', re.MULTILINE)
# "Codes G1 to G32" is a way of writing a series; these pages hold nothing but the definitions.
CE_QUI_CITE = (
    *("bench", "cms_pages", "demarches", "deploy", "famille", "reservations", "site"),
    *("templates", "tests"),
)


def definis(page):
    """dict[str, str]: the codes that a page defines, and their anchors."""
    return {code: ancre for ancre, code in DEFINI.findall(page.read_text())}


@pytest.mark.parametrize(("motif", "page"), SERIES.values(), ids=SERIES)
def test_each_code_that_is_quoted_is_defined_with_its_anchor(motif, page):
    connus = definis(page)
    assert len(connus) > 10
    assert {code: code.lower().replace("portail.", "") for code in connus} == connus
    cites = {
        (code, str(fichier.relative_to(RACINE)))
        for fichier, texte in textes().items()
        if fichier.name != "test_codes.py"
        for code in motif.findall(texte)
    }
    assert len(cites) > 10
    assert [(code, ou) for code, ou in sorted(cites) if code not in connus] == []


@pytest.mark.parametrize(("motif", "page"), SERIES.values(), ids=SERIES)
def test_each_code_that_is_defined_is_quoted_by_the_code_or_its_tests(motif, page):
    """A promise that no line of the code names is a promise that nobody keeps, or an old one."""
    cites = {
        code
        for fichier, texte in textes().items()
        if fichier.relative_to(RACINE).parts[0] in CE_QUI_CITE and fichier.name != "test_codes.py"
        for code in motif.findall(texte)
    }
    assert sorted(set(definis(page)) - cites) == []


def test_a_code_that_nobody_defined_would_be_seen():
    motif, page = SERIES["requirements"]
    assert motif.findall("as G29 and G1b ask, not FIG1, UTF-G2 nor G29-x") == ["G29", "G1b"]
    assert "G33" not in definis(page)
    assert "G32" in definis(page)
