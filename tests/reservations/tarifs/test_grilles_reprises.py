"""A grid taken up for a new year, and what changes from one to the next."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from reservations.models import GrilleTarifaire
from reservations.regles.juge import Unite
from reservations.regles.reductions.calcul import POURCENT, Reduction
from reservations.regles.tarifs import TAUX, Grille, Tranche
from reservations.tarifs.bureau.grilles import comparer
from tests.reservations.tarifs.test_prix import creer_activite, creer_grille

D = Decimal
AVANT = Grille(
    unite=Unite.DEMI_JOURNEE,
    debut=date(2026, 9, 1),
    deliberation="n° 1",
    tranches=(Tranche(D(600), D("2.10")), Tranche(None, D("5.60"))),
)


def dites(avant, apres):
    return [(une.qui, une.avant, une.apres) for une in comparer(avant, apres)]


@pytest.mark.parametrize(
    ("apres", "attendues"),
    [
        (AVANT, []),
        (
            replace(AVANT, tranches=(Tranche(D(600), D("2.31")), Tranche(None, D("5.60")))),
            [("Quotient 600", 210, 231), ("Quotient 600, hors agglomération", 210, 231)],
        ),
        (
            replace(AVANT, hors_commune=D(10)),
            [
                ("Quotient 600, hors agglomération", 210, 231),
                ("Quotient au-dessus de 600, hors agglomération", 560, 616),
                ("Quotient inconnu, hors agglomération", 560, 616),
            ],
        ),
        # a bracket that moves: those in between, and nobody else
        (
            replace(AVANT, tranches=(Tranche(D(700), D("2.10")), Tranche(None, D("5.60")))),
            [("Quotient 700", 560, 210), ("Quotient 700, hors agglomération", 560, 210)],
        ),
    ],
)
def test_each_price_that_changes_is_told_and_no_other(apres, attendues):
    assert dites(AVANT, apres) == attendues


def test_a_reduction_that_comes_is_told_of_the_second_child_only():
    changees = dites(
        AVANT, replace(AVANT, reductions=(Reduction("rang-de-l-enfant", POURCENT, D(50), 2),))
    )
    assert changees
    assert all(
        "dès le 2e enfant du foyer dans ce centre" in qui for qui, _avant, _apres in changees
    )


def test_a_rate_is_compared_at_examples_and_an_unfinished_grid_not_at_all():
    taux = replace(AVANT, mode=TAUX, tranches=(), taux=D("0.01"), plancher=D(2), plafond=D(6))
    assert dites(AVANT, taux)
    assert comparer(AVANT, replace(AVANT, tranches=())) == []


def test_a_change_is_said_in_euros_and_percent():
    [une, _hors] = comparer(
        AVANT, replace(AVANT, tranches=(Tranche(D(600), D("2.31")), Tranche(None, D("5.60"))))
    )
    assert une.phrase.replace("\u00a0", " ").replace("\u202f", " ") == "2,10 € → 2,31 € (+10 %)"


@pytest.fixture
def grille(db):
    return creer_grille(
        creer_activite(), fin=date(2027, 8, 31), sans_reservation=2, reductions=((2, 10),)
    )


def envoyer(navigateur, grille, debut="01/09/2027", deliberation="n° 2027-98"):
    adresse = reverse("reservations_bureau:grille_reprise", args=[grille.pk])
    return navigateur.post(adresse, {"debut": debut, "deliberation": deliberation}, follow=True)


def test_a_grid_is_taken_up_whole_from_its_date_on_and_the_former_one_stays(
    connecter, administrateur, grille
):
    envoyer(connecter(administrateur), grille)
    nouvelle = GrilleTarifaire.objects.exclude(pk=grille.pk).get()
    assert (nouvelle.debut, nouvelle.fin, nouvelle.deliberation, nouvelle.sans_reservation) == (
        date(2027, 9, 1),
        None,
        "n° 2027-98",
        2,
    )
    for table, champs in (
        ("tranches", ("jusqua", "prix")),
        ("reductions", ("genre", "seuil", "valeur", "mesure")),
    ):
        avant, apres = (
            list(getattr(une, table).values_list(*champs)) for une in (grille, nouvelle)
        )
        assert avant == apres
        assert avant
    grille.refresh_from_db()
    assert (grille.fin, grille.tranches.count()) == (date(2027, 8, 31), 2)


@pytest.mark.parametrize(
    ("debut", "deliberation", "dit"),
    [
        ("01/09/2026", "n° 2", "Choisissez une date après"),
        ("01/01/2027", "n° 2", "commence ce jour-là"),
        ("01/09/2027", "", "sans décision du conseil"),
        ("", "n° 2", "Indiquez le jour, le mois"),
    ],
)
def test_what_cannot_be_taken_up_is_said_at_its_field(
    connecter, administrateur, grille, debut, deliberation, dit
):
    creer_grille(grille.activite, debut=date(2027, 1, 1))
    texte = envoyer(connecter(administrateur), grille, debut, deliberation).text
    assert dit in texte
    assert GrilleTarifaire.objects.count() == 2


def test_the_screen_of_a_grid_says_what_changes_since_the_one_before(
    connecter, administrateur, grille
):
    navigateur = connecter(administrateur)
    apres = creer_grille(
        grille.activite, debut=date(2027, 9, 1), tranches=((600, "2.31"), (None, "5.60"))
    )
    texte = navigateur.get(reverse("tarifs_modeladmin_inspect", args=[apres.pk])).text
    assert "Ce qui change depuis le 1er septembre 2026" in texte
    assert "2,31" in texte
    assert reverse("reservations_bureau:grille_reprise", args=[apres.pk]) in texte


def test_who_only_reads_tariffs_takes_none_up(connecter, agent, grille):
    navigateur = connecter(agent)
    assert (
        "/reprendre/"
        not in navigateur.get(reverse("tarifs_modeladmin_inspect", args=[grille.pk])).text
    )
    envoyer(navigateur, grille)
    assert GrilleTarifaire.objects.count() == 1
