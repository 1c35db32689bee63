"""A family's page that a browser translates still works: its words may change under the scripts."""

import re

from tests.maison.test_architecture import RACINE

DES_AGENTS = re.compile(r"bureau|presences|planning|guichet|regie|vendor")
MOTS = r"\.(?:textContent|innerText|innerHTML)\b"
COMPARE = r"(?:[!=]==?|\.(?:includes|startsWith|endsWith|match)\()"
ECRIT = r"\s*=(?!=)"
LU = re.compile(rf"{MOTS}[^;=]*{COMPARE}|{COMPARE}[^;]*{MOTS}(?!{ECRIT})")


def scripts_des_familles():
    salles = ("site", "cms_pages", "demarches", "reservations", "famille")
    tous = (un for salle in salles for un in (RACINE / salle).rglob("static/**/*.js"))
    return [un for un in tous if not DES_AGENTS.search(un.as_posix())]


def test_no_script_of_a_family_compares_the_words_of_its_page():
    scripts = scripts_des_familles()
    assert any(un.name == "calendrier.js" for un in scripts)
    lisent = [
        f"{un.relative_to(RACINE)} : {ligne.strip()}"
        for un in scripts
        for ligne in un.read_text().splitlines()
        if LU.search(ligne)
    ]
    assert lisent == []
