"""What a family pays less: each row of the table is one case. Kinds come from their register alone
(docs/etendre/une_regle_de_tarif.md)."""

import ast
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import reservations
from reservations.models.reductions import genres, genres_votables
from reservations.regles.consommation import calcul_de
from reservations.regles.controle_grilles import controler
from reservations.regles.juge import Unite
from reservations.regles.reductions.calcul import (
    ARRONDI,
    ARRONDI_APRES_PLUSIEURS,
    MONTANT,
    POURCENT,
    DeQui,
    Reduction,
)
from reservations.regles.reductions.genres import tous
from reservations.regles.tarifs import Grille, Tranche, prix
from reservations.tarifs.grille_dite import dire_la_grille

D = Decimal
ICI = "enfant du foyer dans ce centre"
RESERVATIONS = Path(reservations.__file__).parent
GRILLE = Grille(
    unite=Unite.DEMI_JOURNEE,
    debut=date(2026, 9, 1),
    deliberation="n° 1",
    tranches=(Tranche(D(600), D("5.55")), Tranche(None, D("10.00"))),
)


def votee(seuil, valeur, mesure=POURCENT):
    return Reduction("rang-de-l-enfant", mesure, D(valeur), seuil)


def accordee(valeur, mesure=POURCENT, motif="Aide du CCAS", portee=DeQui.FOYER):
    return Reduction("sans-condition", mesure, D(valeur), 0, motif, portee)


DEUX = (votee(2, "10"), votee(3, "30"))
TRAVAUX = accordee("2.00", MONTANT, "Travaux", DeQui.CENTRE)


@pytest.mark.parametrize(
    ("du_conseil", "accordees", "rang", "centimes", "dites"),
    [
        (DEUX, (), 1, 1000, []),
        (DEUX, (), 2, 900, [f"réduction 2e {ICI} : − 10 %"]),
        # a third child has his own reduction, and not that of second ones with it
        (DEUX, (), 3, 700, [f"réduction 3e {ICI} : − 30 %"]),
        (DEUX, (), 5, 700, [f"réduction 5e {ICI} : − 30 %"]),
        (
            (votee(2, "1.25", MONTANT),),
            (),
            2,
            875,
            [f"réduction 2e {ICI} : − 1,25 €"],
        ),
        # never below nothing
        (
            (votee(2, "12", MONTANT),),
            (),
            2,
            0,
            [f"réduction 2e {ICI} : − 12,00 €"],
        ),
        ((), (accordee("50"),), 1, 500, ["réduction (Aide du CCAS) : − 50 %"]),
        # of two households' reductions, both hold
        ((), (accordee("50"), accordee("10", motif="Agent")), 1, 450, ["Aide du CCAS", "Agent"]),
        # the grid's, then the centre's, then the household's, whatever the order they are read in
        (DEUX, (accordee("50"), TRAVAUX), 2, 350, ["2e enfant", "Travaux", "Aide du CCAS"]),
        # of one household: percents, then euros
        ((), (accordee("1", MONTANT, "Bon"), accordee("50")), 1, 400, ["Aide du CCAS", "Bon"]),
    ],
)
def test_each_reduction_holds_in_its_order_and_is_said(
    du_conseil, accordees, rang, centimes, dites
):
    grille = replace(GRILLE, reductions=du_conseil)
    trouve = prix(grille, quotient=D(900), membre=True, rang_enfant=rang, accordees=accordees)
    assert trouve.centimes == centimes
    lues = [dite.replace("\u00a0", " ") for dite in trouve.reductions_dites]
    assert len(lues) == len(dites)
    for lue, dite in zip(lues, dites, strict=True):
        assert dite in lue


def test_a_price_is_rounded_once_after_the_last_reduction():
    """1,05 × 0,90 = 0,945, × 0,50 = 0,4725. Rounded in between, it would be 0,48."""
    grille = replace(GRILLE, tranches=(Tranche(None, D("1.05")),), reductions=(votee(2, "10"),))
    trouve = prix(grille, quotient=D(500), membre=True, rang_enfant=2, accordees=(accordee("50"),))
    assert trouve.centimes == 47


@pytest.mark.parametrize(
    ("accordees", "phrases"),
    [
        ((), [f"Réduction 2e {ICI} : − 10 %.", ARRONDI]),
        (
            (accordee("50"),),
            [
                f"Réduction 2e {ICI} : − 10 %.",
                "Réduction (Aide du CCAS) : − 50 %.",
                ARRONDI_APRES_PLUSIEURS,
            ],
        ),
    ],
)
def test_an_invoice_says_each_reduction_their_order_and_the_rounding(accordees, phrases):
    trouve = prix(
        replace(GRILLE, reductions=(votee(2, "10"),)),
        quotient=D(900),
        membre=True,
        rang_enfant=2,
        accordees=accordees,
    )
    dites = calcul_de(trouve, None, tarif="Mercredis")["phrases"]
    assert [dite.replace("\u00a0", " ") for dite in dites][-len(phrases) :] == phrases


@pytest.mark.parametrize(
    ("reductions", "fautes"),
    [
        (DEUX, []),
        ((votee(1, "10"),), [("seuil", 0)]),
        ((votee(2, "100.01"),), [("valeur", 0)]),
        ((votee(2, "0"),), [("valeur", 0)]),
        ((votee(2, "150", MONTANT),), []),
        ((votee(2, "10"), votee(2, "20")), [("seuil", 1)]),
    ],
)
def test_what_a_reduction_may_not_say_is_told_at_its_row(reductions, fautes):
    trouvees = controler(
        replace(GRILLE, reductions=reductions), restauration=False, cout_de_revient=None
    )
    assert [(une.champ, une.rang) for une in trouvees] == fautes
    assert all(une.de == "reductions" for une in trouvees)


def test_a_grid_shows_a_column_for_each_rank_and_says_the_order():
    dite = dire_la_grille(replace(GRILLE, reductions=DEUX))
    assert dite["colonnes"][::2] == [
        "Agglomération",
        "Agglomération, dès le 2e enfant du foyer dans ce centre",
        "Agglomération, dès le 3e enfant du foyer dans ce centre",
    ]
    assert "réduction dès le 3e enfant du foyer dans ce centre : − 30 %" in dite["calcul"].replace(
        "\u00a0", " "
    )
    assert dite["ordre"]
    assert not dire_la_grille(GRILLE)["ordre"]


@pytest.mark.parametrize("code", list(tous()))
def test_each_kind_of_the_register_is_proposed_and_says_itself(code):
    genre = tous()[code]
    assert (code, genre.libelle) in genres()
    assert ((code, genre.libelle) in genres_votables()) is genre.votable
    bas, haut = genre.bornes
    une = Reduction(code, POURCENT, D(10), bas, "Motif")
    assert une.regle.startswith("réduction ")
    assert bas <= haut
    assert bool(genre.seuil) is bool(haut)


def test_no_file_but_its_own_names_a_kind():
    """A change of tariff touches one file: nothing else has a list of kinds to complete."""
    codes = set(tous())
    nommes = {
        (fichier.relative_to(RESERVATIONS).as_posix(), noeud.value)
        for fichier in RESERVATIONS.rglob("*.py")
        if "migrations" not in fichier.parts and fichier.parent.name != "genres"
        for noeud in ast.walk(ast.parse(fichier.read_text()))
        if isinstance(noeud, ast.Constant) and noeud.value in codes
    }
    assert nommes == set()


def test_the_page_the_rule_and_the_invoice_count_the_same_children():
    """A second child whose brother is in another centre has no reduction: all three say why."""
    grille = replace(GRILLE, reductions=DEUX[:1])
    condition = "2e enfant du foyer dans ce centre"
    dite = dire_la_grille(grille)
    assert f"Agglomération, dès le {condition}" in dite["colonnes"]
    assert f"dès le {condition} : " in dite["calcul"]
    facturee = prix(grille, quotient=Decimal(800), membre=True, rang_enfant=2)
    assert f"réduction {condition} : " in facturee.phrase
