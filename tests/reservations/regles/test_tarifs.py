"""What one unit costs and how it is said: a table of grids, no database
(docs/comprendre/tarifs.md)."""

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from famille.socle.dire import centimes_en_euros
from reservations.regles import tarifs
from reservations.regles.juge import Unite
from reservations.regles.reductions.calcul import MONTANT, POURCENT, Reduction
from reservations.regles.tarifs import TAUX, Grille, Tranche, grille_au, prix, prix_extremes

DEBUT = date(2026, 9, 1)
VOTE = "n° 2026-112 du 25 juin 2026"


DITE = "réduction 2e enfant du foyer dans ce centre : −\u00a010\u00a0%"


def d(texte):
    return None if texte is None else Decimal(texte)


def au_rang(seuil, valeur, mesure=POURCENT, **champs):
    return Reduction("rang-de-l-enfant", mesure, d(valeur), seuil, **champs)


def par_tranches(*tranches, **champs):
    lignes = tuple(Tranche(*(d(valeur) for valeur in tranche)) for tranche in tranches)
    return Grille(Unite.DEMI_JOURNEE, DEBUT, VOTE, tranches=lignes, **champs)


def par_taux(taux, plancher, plafond, **champs):
    return Grille(
        Unite.JOURNEE,
        DEBUT,
        VOTE,
        mode=TAUX,
        taux=d(taux),
        plancher=d(plancher),
        plafond=d(plafond),
        **champs,
    )


TRANCHES = par_tranches(
    *(("600", "2.10"), ("900", "3.85"), (None, "5.60")),
    hors_commune=d("20"),
    reductions=(au_rang(2, "10"),),
)
PROPRE = par_tranches(("600", "2.10", "4.00"), (None, "5.60", None), hors_commune=d("20"))
RATE = par_taux("0.00800", "2.50", "11.20", hors_commune=d("25"), reductions=(au_rang(2, "15"),))
UNIQUE = par_tranches((None, "3.00"))


@pytest.mark.parametrize(
    ("grille", "quotient", "membre", "rang", "centimes"),
    [
        # Brackets: the end belongs to its bracket, the last one has none.
        (TRANCHES, "0", True, 1, 210),
        (TRANCHES, "600", True, 1, 210),
        (TRANCHES, "600.01", True, 1, 385),
        (TRANCHES, "900", True, 1, 385),
        (TRANCHES, "99999", True, 1, 560),
        (TRANCHES, None, True, 1, 560),
        # From outside: 3,85 × 1,20; 5,60 × 1,20.
        (TRANCHES, "700", False, 1, 462),
        (TRANCHES, None, False, 1, 672),
        # Second child and next: 3,85 × 0,90 = 3,465, half a cent up; both: 4,62 × 0,90 = 4,158.
        (TRANCHES, "700", True, 2, 347),
        (TRANCHES, "700", True, 3, 347),
        (TRANCHES, "700", False, 2, 416),
        # A bracket's own outside price comes before the percentage.
        (PROPRE, "600", False, 1, 400),
        (PROPRE, "601", False, 1, 672),
        # By rate: 842 × 0,008 = 6,736; stopped below and above.
        (RATE, "842", True, 1, 674),
        (RATE, "100", True, 1, 250),
        (RATE, "312.50", True, 1, 250),
        (RATE, "5000", True, 1, 1120),
        (RATE, None, True, 1, 1120),
        # The increase and the reduction come after the ceiling: 11,20 × 1,25 × 0,85 = 11,90.
        (RATE, None, False, 2, 1190),
        (UNIQUE, None, True, 1, 300),
    ],
)
def test_the_price_of_one_unit(grille, quotient, membre, rang, centimes):
    assert prix(grille, quotient=d(quotient), membre=membre, rang_enfant=rang).centimes == centimes


def test_without_a_quotient_the_highest_price_applies_even_if_the_last_bracket_is_not_the_highest():
    grille = par_tranches(("600", "2.10", "8.00"), (None, "5.60", "7.00"))
    assert prix(grille, quotient=None, membre=False).centimes == 800


@pytest.mark.parametrize(
    ("trouve", "phrase"),
    [
        (
            prix(TRANCHES, quotient=d("842"), membre=True),
            "3,85 € la demi-journée, d’après votre quotient familial de 842.",
        ),
        (
            prix(TRANCHES, quotient=None, membre=True),
            (
                "5,60 € la demi-journée. Nous ne connaissons pas votre quotient à cette date :"
                " vous payez le tarif le plus haut."
            ),
        ),
        (
            prix(RATE, quotient=d("842.50"), membre=False, rang_enfant=2),
            (
                "7,16 € la journée, d’après votre quotient familial de 842,5, tarif des familles"
                " qui habitent hors de l’agglomération, réduction 2e enfant du foyer dans ce"
                " centre : − 15 %."
            ),
        ),
        (prix(UNIQUE, quotient=None, membre=True), "3,00 € la demi-journée."),
        (prix(UNIQUE, quotient=d("842"), membre=True), "3,00 € la demi-journée."),
        (
            prix(RATE, quotient=d("842"), membre=True).fois(4),
            "26,96 € pour 4 journées à 6,74 €, d’après votre quotient familial de 842.",
        ),
    ],
    ids=[
        "quotient",
        "unknown",
        "everything",
        "one price",
        "one price with a quotient",
        "several units",
    ],
)
def test_the_sentence_says_what_made_the_price(trouve, phrase):
    assert trouve.phrase.replace("\u00a0", " ") == phrase


def test_a_single_price_asks_nobody_to_declare():
    assert not prix(UNIQUE, quotient=None, membre=True).au_maximum


def test_a_price_keeps_everything_that_an_invoice_must_say():
    donnees = prix(TRANCHES, quotient=d("842"), membre=False, rang_enfant=2).donnees()
    assert donnees["deliberation"] == VOTE
    assert (donnees["quotient"], donnees["tranche"], donnees["en_vigueur_le"]) == (
        "842",
        ["600", "900"],
        "2026-09-01",
    )
    assert (donnees["membre"], donnees["majoration"]) == (False, "20")
    assert donnees["rang_enfant"] == 2
    assert donnees["reductions"] == [
        {"genre": "rang-de-l-enfant", "mesure": "pourcent", "valeur": "10", "dite": DITE}
    ]


@pytest.mark.parametrize(
    ("quotient", "borne"), [("100", "plancher"), ("842", ""), ("5000", "plafond")]
)
def test_a_rate_says_where_it_stopped(quotient, borne):
    trouve = prix(RATE, quotient=d(quotient), membre=True)
    assert (trouve.borne, trouve.taux) == (borne, d("0.00800"))


@pytest.mark.parametrize(
    "grille",
    [
        par_tranches(),
        par_tranches(("600", "2.10")),
        par_taux("0.008", "2.50", None),
        par_taux("0.008", None, "9"),
    ],
)
def test_a_grid_that_does_not_price_everybody_is_a_fault(grille):
    with pytest.raises(ValueError, match="without"):
        prix(grille, quotient=None, membre=True)


def dates(debut, fin=None):
    return Grille(
        Unite.JOURNEE, date.fromisoformat(debut), VOTE, fin=fin and date.fromisoformat(fin)
    )


ANNEE, ETE, SUIVANTE = (
    dates("2026-09-01"),
    dates("2027-07-01", "2027-08-31"),
    dates("2027-09-01", "2028-08-31"),
)


@pytest.mark.parametrize(
    ("jour", "attendue"),
    [
        ("2026-08-31", None),
        ("2026-09-01", ANNEE),
        ("2027-07-01", ETE),
        ("2027-08-31", ETE),
        ("2027-09-01", SUIVANTE),
        ("2028-08-31", SUIVANTE),
        ("2028-09-01", ANNEE),  # the exception has ended: the one that has no end holds again
    ],
)
def test_of_the_grids_in_force_the_latest_begun_wins(jour, attendue):
    assert grille_au([SUIVANTE, ANNEE, ETE], date.fromisoformat(jour)) == attendue


def test_extremes_cover_every_town():
    assert prix_extremes(TRANCHES) == (210, 672)
    assert prix_extremes(RATE) == (250, 1400)


@pytest.mark.parametrize(
    ("centimes", "texte"),
    [(0, "0,00 €"), (5, "0,05 €"), (1120, "11,20 €"), (-560, "−5,60 €"), (123456, "1 234,56 €")],
)
def test_money_as_people_say_it(centimes, texte):
    assert centimes_en_euros(centimes).replace("\u00a0", " ").replace("\u202f", " ") == texte


montants = st.decimals("0", "50", places=2)
quotients = st.decimals("0", "5000", places=2)


@st.composite
def reductions(draw):
    """From rank to rank, more and more."""
    mesure = draw(st.sampled_from([POURCENT, MONTANT]))
    rangs = sorted(draw(st.sets(st.integers(2, 5), max_size=3)))
    valeurs = [draw(st.decimals("0.01", "100", places=2)) for _rang in rangs]
    couples = zip(rangs, sorted(valeurs), strict=True)
    return tuple(au_rang(rang, valeur, mesure) for rang, valeur in couples)


@st.composite
def grilles(draw):
    pourcents = {
        "hors_commune": draw(st.decimals("0", "100", places=2)),
        "reductions": draw(reductions()),
    }
    if draw(st.booleans()):
        plancher, plafond = sorted(draw(st.tuples(montants, montants)))
        return par_taux(draw(st.decimals("0", "0.05", places=5)), plancher, plafond, **pourcents)
    bornes = sorted(draw(st.sets(quotients, max_size=6)))
    prix_croissants = sorted(
        draw(st.lists(montants, min_size=len(bornes) + 1, max_size=len(bornes) + 1))
    )
    return par_tranches(*zip([*bornes, None], prix_croissants, strict=True), **pourcents)


@given(grilles(), quotients, quotients, st.booleans(), st.integers(1, 4))
def test_whoever_earns_more_never_pays_less_and_not_saying_it_never_helps(
    grille, un, autre, membre, rang
):
    bas, haut = (
        prix(grille, quotient=q, membre=membre, rang_enfant=rang).centimes
        for q in sorted([un, autre])
    )
    inconnu = prix(grille, quotient=None, membre=membre, rang_enfant=rang).centimes
    assert 0 <= bas <= haut <= inconnu <= prix_extremes(grille)[1]


@given(grilles(), quotients, st.integers(1, 4))
def test_a_member_never_pays_more_nor_a_next_child(grille, quotient, rang):
    def centimes(membre, rang):
        return prix(grille, quotient=quotient, membre=membre, rang_enfant=rang).centimes

    assert centimes(True, rang) <= centimes(False, rang)
    assert centimes(True, rang + 1) <= centimes(True, rang)


def test_tariffs_do_not_know_django():
    arbre = ast.parse(Path(tarifs.__file__).read_text())
    importes = [
        noeud.module or "" for noeud in ast.walk(arbre) if isinstance(noeud, ast.ImportFrom)
    ]
    assert not [module for module in importes if module.startswith(("django", "models"))]


@pytest.mark.parametrize(
    ("supplement", "rang", "membre", "sans_reservation", "centimes"),
    [
        ("0", 1, True, True, 210),
        ("3", 1, True, False, 210),
        ("3", 1, True, True, 510),
        ("3", 2, True, True, 489),  # the reduction is of the price, not of the supplement
        ("3", 1, False, True, 552),  # nor is the increase
        ("1.005", 1, True, True, 311),  # rounded by itself, half a cent up
    ],
)
def test_a_child_without_a_booking_pays_the_supplement_that_was_voted(
    supplement, rang, membre, sans_reservation, centimes
):
    grille = replace(TRANCHES, sans_reservation=d(supplement))
    trouve = prix(
        grille,
        quotient=d("500"),
        membre=membre,
        rang_enfant=rang,
        sans_reservation=sans_reservation,
    )
    assert trouve.centimes == centimes
    assert ("sans réservation" in trouve.phrase) is (sans_reservation and supplement != "0")


def test_two_units_cost_two_supplements():
    trouve = prix(
        replace(UNIQUE, sans_reservation=d("1")), quotient=None, membre=True, sans_reservation=True
    )
    assert trouve.fois(2).centimes == 800
