"""What docs/droit/ tells the town, in figures, is what the code and its tables hold."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from famille.regles.conservation import DUREES
from tests.maison.test_docs import exigences_de_l_asvs

RACINE = Path(__file__).parents[2]
DROIT = RACINE / "docs" / "droit"


def page(nom):
    return " ".join((DROIT / f"{nom}.md").read_text().split())


@pytest.mark.parametrize("duree", DUREES.values(), ids=DUREES)
def test_each_period_is_in_the_page_of_conservation_with_what_is_proposed(duree):
    propose = re.search(r"Proposé : (\d+)", duree.fondement)[1]
    [ligne] = re.findall(
        rf"^\| {re.escape(duree.titre)} \| .+ \| (.+) \|$",
        (DROIT / "conservation.md").read_text(),
        re.MULTILINE,
    )
    assert ligne == f"{propose} {'mois' if duree.unite == 'mois' else 'ans'}"


def test_the_page_of_conservation_says_how_many_periods_there_are():
    assert len(DUREES) == 12
    assert "Douze durées" in page("conservation")


def test_the_self_evaluation_is_told_in_its_own_figures():
    with (RACINE / "cms_pages" / "contenu" / "rgaa_4_1_2.csv").open() as fichier:
        bilan = Counter(ligne["statut"] for ligne in csv.DictReader(fichier, delimiter=";"))
    assert bilan.total() == 106
    dit = (
        f"{bilan['C']} respectés, {bilan['NA']} sans objet, {bilan['NC']} non respectés",
        "106 critères du RGAA 4.1.2",
    )
    assert all(phrase in page("accessibilite") for phrase in dit)


def test_the_requirements_of_security_are_told_in_their_own_figures():
    bilan = Counter(une["state"] for une in exigences_de_l_asvs())
    dit = (
        f"sur {bilan.total()} exigences, {bilan['yes']} sont tenues et prouvées par un test,"
        f" {bilan['no object']} sans objet, {bilan['partly']} tenues en partie, {bilan['town']}"
        f" reviennent à la collectivité, {bilan['not yet']} ne sont pas faites"
    )
    assert dit in page("securite")
