"""What a grid is refused for, in the sentences shown; D17 on the highest price, whoever pays it. No
database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from reservations.regles.controle_grilles import controler, unites_possibles
from reservations.regles.juge import Unite
from reservations.regles.reductions.calcul import POURCENT, Reduction
from tests.reservations.regles.test_tarifs import d, grilles, par_taux, par_tranches

BONNE = par_tranches(("600", "2.10"), ("900", "3.85"), (None, "5.60"))
AU_TAUX = par_taux("0.008", "2.50", "11.20")


def fautes(grille, *, restauration=False, cout=None):
    return [
        (faute.champ, faute.rang, faute.phrase.replace("\u00a0", " "))
        for faute in controler(grille, restauration=restauration, cout_de_revient=d(cout))
    ]


@pytest.mark.parametrize(
    "grille", [BONNE, AU_TAUX, par_tranches((None, "3.00"))], ids=["brackets", "rate", "single"]
)
def test_a_right_grid_has_no_fault(grille):
    assert fautes(grille) == []


@pytest.mark.parametrize(
    ("grille", "refusee"), [(BONNE, True), (AU_TAUX, True), (par_tranches((None, "3.00")), False)]
)
def test_a_crèche_has_no_grid_by_quotient(grille, refusee):
    """The CAF pays it by its national scale, of resources."""
    trouvees = controler(grille, restauration=False, cout_de_revient=None, psu=True)
    assert ["barème national" in une.phrase for une in trouvees] == [True] * refusee


@given(grilles())
def test_every_grid_that_the_price_tests_draw_is_a_right_one(grille):
    assert fautes(grille) == []


@pytest.mark.parametrize(
    ("grille", "champ", "rang", "debut_de_phrase"),
    [
        (par_tranches(), None, None, "Ajoutez au moins une tranche"),
        (
            par_tranches(("600", "2.10"), ("900", "3.85")),
            "jusqua",
            1,
            (
                "Au-delà d’un quotient de 900, il n’y a pas de prix : ajoutez une tranche dont la"
                " case « quotient jusqu’à » est vide."
            ),
        ),
        (
            par_tranches((None, "5.60"), (None, "6.00")),
            "jusqua",
            1,
            "Une seule tranche peut être sans limite",
        ),
        (
            par_tranches((None, "6.00"), (None, "5.60")),
            "jusqua",
            1,
            "Une seule tranche peut être sans limite",
        ),
        (
            par_tranches(("600", "2.10"), ("600", "3.85"), (None, "5.60")),
            "jusqua",
            1,
            "Deux tranches s’arrêtent au quotient 600",
        ),
        (
            par_tranches(("-1", "2.10"), (None, "5.60")),
            "jusqua",
            0,
            "Un quotient ne peut pas être négatif.",
        ),
        (
            par_tranches(("600", "-2.10"), (None, "5.60")),
            "prix",
            0,
            "Un prix ne peut pas être négatif.",
        ),
        (
            par_tranches(("600", "5.60"), (None, "3.85")),
            "prix",
            1,
            "Au-dessus d’un quotient de 600, le prix baisse (5,60 € puis 3,85 €)",
        ),
        (
            par_tranches(("600", "2.10", "8.00"), (None, "5.60", "7.00")),
            "prix_hors_commune",
            1,
            (
                "Au-dessus d’un quotient de 600, le prix hors agglomération baisse (8,00 € puis"
                " 7,00 €)"
            ),
        ),
        (
            par_tranches(("600", "2.10", "8.00"), (None, "5.60"), hors_commune=d("20")),
            "prix_hors_commune",
            1,
            (
                "Au-dessus d’un quotient de 600, le prix hors agglomération baisse (8,00 € puis"
                " 6,72 €)"
            ),
        ),
        (
            par_tranches((None, "5.60", "5.00")),
            "prix_hors_commune",
            0,
            "Ce prix est inférieur à celui des familles",
        ),
        (replace(BONNE, plafond=d("9")), "plafond", None, "Ne sert qu’au mode « Quotient × taux »"),
        (
            replace(BONNE, retard_au_quart=d("3"), retard_forfait=d("8")),
            "retard_forfait",
            None,
            "Un retard se paie par quart d’heure ou au forfait",
        ),
        (
            replace(BONNE, hors_commune=d("-5")),
            "hors_commune",
            None,
            "Une majoration ne peut pas être négative",
        ),
        (
            replace(BONNE, sans_reservation=d("-5")),
            "sans_reservation",
            None,
            "Un supplément ne peut pas être négatif.",
        ),
        (
            replace(BONNE, reductions=(Reduction("rang-de-l-enfant", POURCENT, d("-5"), 2),)),
            "valeur",
            0,
            "Une réduction est plus grande que zéro.",
        ),
        (
            replace(BONNE, part_repas=d("-1")),
            "part_repas",
            None,
            "La part du repas va de 0 à 100 % du prix.",
        ),
        (
            replace(BONNE, part_repas=d("101")),
            "part_repas",
            None,
            "La part du repas va de 0 à 100 % du prix.",
        ),
        (
            replace(BONNE, reductions=(Reduction("rang-de-l-enfant", POURCENT, d("101"), 2),)),
            "valeur",
            0,
            "Une réduction en pourcentage va jusqu’à 100 %.",
        ),
        (
            replace(BONNE, fin=date(2026, 8, 31)),
            "fin",
            None,
            "La grille se termine avant d’avoir commencé",
        ),
        (
            par_taux(None, "2.50", "11.20"),
            "taux",
            None,
            "Donnez le taux, le plancher et le plafond",
        ),
        (
            par_taux("0.008", None, "11.20"),
            "plancher",
            None,
            "Donnez le taux, le plancher et le plafond",
        ),
        (
            par_taux("0.008", "2.50", None),
            "plafond",
            None,
            "Donnez le taux, le plancher et le plafond",
        ),
        (
            par_taux("0.008", "12.00", "11.20"),
            "plancher",
            None,
            "Le plancher (12,00 €) dépasse le plafond (11,20 €) : corrigez l’un des deux.",
        ),
        (
            par_taux("-0.008", "2.50", "11.20"),
            "taux",
            None,
            "Cette valeur ne peut pas être négative.",
        ),
        (
            replace(AU_TAUX, tranches=BONNE.tranches),
            "mode",
            None,
            "Cette grille est calculée au taux",
        ),
    ],
)
def test_a_wrong_grid_says_what_is_wrong_and_where(grille, champ, rang, debut_de_phrase):
    [(champ_dit, rang_dit, phrase)] = fautes(grille)
    assert (champ_dit, rang_dit) == (champ, rang)
    assert phrase.startswith(debut_de_phrase)


@pytest.mark.parametrize(
    ("grille", "cout", "refusee"),
    [
        (BONNE, "5.60", False),
        (BONNE, "5.59", True),
        (replace(BONNE, hors_commune=d("20")), "6.72", False),
        (replace(BONNE, hors_commune=d("20")), "6.71", True),
        (par_tranches((None, "5.60", "7.00")), "6.99", True),
        # the first child pays the whole price
        (
            replace(BONNE, reductions=(Reduction("rang-de-l-enfant", POURCENT, d("50"), 2),)),
            "5.59",
            True,
        ),
        (replace(BONNE, sans_reservation=d("1")), "6.60", False),
        (replace(BONNE, sans_reservation=d("1")), "6.59", True),
        (AU_TAUX, "11.20", False),
        (AU_TAUX, "11.19", True),
        (replace(AU_TAUX, hors_commune=d("10")), "12.00", True),
    ],
)
def test_no_school_meal_is_dearer_than_it_costs(grille, cout, refusee):
    assert bool(fautes(grille, restauration=True, cout=cout)) == refusee


def test_the_refusal_names_the_price_the_cost_and_the_law():
    [(champ, _rang, phrase)] = fautes(
        replace(BONNE, hors_commune=d("20")), restauration=True, cout="6.00"
    )
    assert champ is None
    assert (
        phrase
        == "Le prix le plus élevé hors de l’agglomération serait de 6,72 €, pour un coût par usager"
        " de 6,00 €. Un tarif de restauration scolaire ne peut pas le dépasser, majoration"
        " comprise (code de l’éducation, article R531-53) : baissez les prix ou la majoration."
    )


def test_a_school_meal_needs_its_cost():
    [(champ, _rang, phrase)] = fautes(BONNE, restauration=True)
    assert champ == "cout_de_revient"
    assert phrase.startswith("Donnez le coût par usager")


def test_another_activity_may_cost_more_than_its_cost():
    assert fautes(BONNE, cout="1.00") == []


def test_a_negative_cost_is_refused():
    assert [champ for champ, *_ in fautes(BONNE, restauration=True, cout="-1")] == [
        "cout_de_revient"
    ]


@given(grilles())
def test_d17_holds_for_whatever_grid_is_let_through(grille):
    """The highest price that anybody can be asked never exceeds the cost of a grid that was
    accepted."""
    from reservations.regles.tarifs import prix

    cout = Decimal("10.00")
    if not controler(grille, restauration=True, cout_de_revient=cout):
        for quotient in (None, Decimal(0), Decimal(5000)):
            for membre in (True, False):
                assert prix(grille, quotient=quotient, membre=membre).centimes <= cout * 100


@pytest.mark.parametrize(
    ("scolaire", "vacances", "unites"),
    [
        ("demi-journee", "journee", {Unite.DEMI_JOURNEE, Unite.JOURNEE}),
        ("", "semaine", {Unite.SEMAINE, Unite.JOURNEE}),
        ("", "journee", {Unite.JOURNEE, Unite.DEMI_JOURNEE}),
        ("", "", set()),
    ],
)
def test_an_activity_is_priced_by_the_units_it_is_booked_by(scolaire, vacances, unites):
    assert unites_possibles(scolaire, vacances) == unites
