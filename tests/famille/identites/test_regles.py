"""Two papers of one person, and two persons whose papers look alike."""

from dataclasses import replace
from datetime import date

import pytest

from famille.regles.identite import (
    FRANCE,
    EtatCivil,
    Verdict,
    comparer,
    est_un_lieu,
    est_une_naissance,
)

MEME, PROCHE, AUTRE = Verdict.MEME, Verdict.PROCHE, Verdict.AUTRE
ANGELA = EtatCivil(
    "DUBOIS", ("Angela", "Claire", "Louise"), "female", "1962-08-24", "75107", FRANCE
)
AU_MAROC = replace(ANGELA, lieu="", pays="99350")

CAS = {
    "the same": (ANGELA, {}, MEME),
    "case and accents": (replace(ANGELA, nom="LEFÈVRE"), {"nom": "Lefevre"}, MEME),
    "a hyphen": (replace(ANGELA, nom="PETIT-ROUX"), {"nom": "Petit Roux"}, MEME),
    "an apostrophe": (replace(ANGELA, nom="D'ALMEIDA"), {"nom": "D’Almeida"}, MEME),
    "œ and æ": (replace(ANGELA, nom="CŒURLÆ"), {"nom": "COEURLAE"}, MEME),
    "the first names in another order": (ANGELA, {"prenoms": ("Claire", "Louise", "Angela")}, MEME),
    "a compound first name": (
        replace(ANGELA, prenoms=("Anne-Marie", "Rose")),
        {"prenoms": ("Anne", "Marie", "Rose")},
        MEME,
    ),
    "the sex not said": (ANGELA, {"sexe": ""}, MEME),
    "the sex unspecified": (ANGELA, {"sexe": "unspecified"}, MEME),
    "the town for its arrondissement": (ANGELA, {"lieu": "75056"}, MEME),
    "in Corsica": (replace(ANGELA, lieu="2A004"), {"lieu": "2a004"}, MEME),
    "presumed both": (
        replace(ANGELA, naissance="1992-00-00"),
        {"naissance": "1992-00-00"},
        MEME,
    ),
    "born abroad, a place said once": (AU_MAROC, {"lieu": "99350"}, MEME),
    "no first name, as some have": (replace(ANGELA, prenoms=()), {}, MEME),
    "no name at birth": (replace(ANGELA, nom=""), {}, MEME),
    "one first name of three": (ANGELA, {"prenoms": ("Angela",)}, PROCHE),
    "the other sex": (ANGELA, {"sexe": "male"}, PROCHE),
    "presumed once": (ANGELA, {"naissance": "1962-00-00"}, PROCHE),
    "a day presumed": (ANGELA, {"naissance": "1962-08-00"}, PROCHE),
    "the place not known": (ANGELA, {"lieu": ""}, PROCHE),
    "another town": (ANGELA, {"lieu": "36044"}, PROCHE),
    "another country": (ANGELA, {"lieu": "", "pays": "99350"}, PROCHE),
    "in France without a place": (replace(ANGELA, lieu=""), {}, PROCHE),
    "another name": (ANGELA, {"nom": "MERCIER"}, AUTRE),
    "another day": (ANGELA, {"naissance": "1962-08-25"}, AUTRE),
    "another year, presumed": (ANGELA, {"naissance": "1963-00-00"}, AUTRE),
    "no first name in common": (ANGELA, {"prenoms": ("Marc",)}, AUTRE),
    "a first name that is lacking": (ANGELA, {"prenoms": ()}, AUTRE),
    "not a date": (replace(ANGELA, naissance=""), {}, AUTRE),
    "nobody": (replace(ANGELA, nom="", prenoms=()), {}, PROCHE),
}


@pytest.mark.parametrize("cas", CAS)
def test_two_papers(cas):
    une, change, attendu = CAS[cas]
    autre = replace(une, **change)
    assert comparer(une, autre) is attendu
    assert comparer(autre, une) is attendu  # whoever says it first


def test_a_name_is_in_no_trace():
    assert "DUBOIS" not in repr(ANGELA)


@pytest.mark.parametrize(
    ("texte", "vraie"),
    [
        ("1962-08-24", True),
        ("1992-11-00", True),
        ("1992-00-00", True),
        ("1977-00-03", True),
        ("2000-02-29", True),
        ("2001-02-29", False),
        ("1992-13-01", False),
        ("1992-04-31", False),
        ("1992-00-32", False),
        ("1799-01-01", False),
        ("2026-11-29", False),
        ("2027-00-00", False),
        ("24/08/1962", False),
        ("٢٠٠٠-01-01", False),
        ("", False),
    ],
)
def test_a_date_of_birth_as_the_register_writes_it(texte, vraie):
    assert est_une_naissance(texte, date(2026, 11, 28)) is vraie


@pytest.mark.parametrize("code", ["36044", "2A004", "2B050", "97411", "98729", ""])
def test_a_place(code):
    assert est_un_lieu(code)


@pytest.mark.parametrize("code", ["3604", "2C004", "AAAAA", "36044\n", "360440"])
def test_what_is_no_place(code):
    assert not est_un_lieu(code)
