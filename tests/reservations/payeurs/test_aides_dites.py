"""Where prices are shown before what others pay, one sentence says it: in the basket, on the
receipt, at the counter; it costs nothing to those whom nobody helps."""

from datetime import date

import pytest

from famille.models import DroitPayeur, Placement
from reservations.calendrier.panier import lire_paniers
from reservations.consommation.apercu_des_aides import aides_reservees
from reservations.lecture.aides_dites import PrixMontre, avant_les_aides
from reservations.models import LignePanier
from tests.reservations.consommation.scene import reserve

from .outils import droit, payeur

pytestmark = pytest.mark.django_db
JOUR = date(2026, 11, 25)
DITE = (
    "Prix avant aide (CAF de l’Indre) : ce qu’elle paie, dans ses limites, est déduit de la"
    " facture."
)


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-02 10:00+01:00", tick=False)


def montre(foyer, enfant, activite, jour=JOUR):
    return PrixMontre(foyer.pk, enfant.pk, activite.pk, jour, jour)


@pytest.mark.parametrize(
    ("champs", "dite"),
    [
        ({}, True),
        ({"services": ["accueils-de-loisirs"]}, True),
        ({"services": ["restauration"]}, False),
        ({"fin": date(2026, 11, 24)}, False),
        ({"debut": date(2026, 11, 26)}, False),
        ({"enfant": "hugo"}, False),
        ({"enfant": "lea"}, True),
    ],
)
def test_it_is_said_where_the_rule_would_pay(famille_martin, activite, champs, dite):
    if "enfant" in champs:
        champs = {"enfant": getattr(famille_martin, champs["enfant"])}
    droit(payeur(), famille_martin.foyer, **champs)
    un = montre(famille_martin.foyer, famille_martin.lea, activite)
    assert avant_les_aides([un]) == ({famille_martin.foyer.pk: DITE} if dite else {})


def test_it_is_not_said_of_a_child_whose_days_another_pays(famille_martin, activite):
    caf, foyer, lea = payeur(), famille_martin.foyer, famille_martin.lea
    droit(caf, foyer)
    Placement.objects.create(enfant=lea, foyer=foyer, debut=date(2026, 11, 1), payeur=caf)
    assert avant_les_aides([montre(foyer, lea, activite)]) == {}
    hugo = montre(foyer, famille_martin.hugo, activite)
    assert avant_les_aides([hugo]) == {foyer.pk: DITE}


@pytest.mark.parametrize(("aide", "questions"), [(False, 1), (True, 4)])
@pytest.mark.parametrize("jours", [1, 25])
def test_the_basket_says_it_for_as_many_queries_whatever_its_size(
    famille_martin, activite, django_assert_num_queries, aide, questions, jours
):
    foyer = famille_martin.foyer
    if aide:
        droit(payeur(), foyer)
    LignePanier.objects.bulk_create(
        LignePanier(
            foyer=foyer,
            enfant=famille_martin.lea,
            activite=activite,
            bloc=f"2026-12-{rang + 1:02}-matin",
            action="reserver",
            vu={"centimes": 420},
            par=famille_martin.camille,
        )
        for rang in range(jours)
    )
    with django_assert_num_queries(questions):
        [panier] = lire_paniers(famille_martin.camille)
    assert (panier.aide, len(panier)) == (DITE if aide else "", jours)


@pytest.mark.parametrize("debut", [date(2025, 12, 1), date(2026, 10, 1)])
def test_months_that_were_not_used_are_not_read(
    famille_martin, activite, django_assert_num_queries, debut
):
    """Six queries a month: a ceiling of a year asked a hundred."""
    foyer = famille_martin.foyer
    droit(payeur(), foyer, pourcent=50, plafond=900, debut=debut)
    reserve(foyer, famille_martin.lea, activite, date(2026, 10, 7))
    reserve(foyer, famille_martin.lea, activite, JOUR)
    droits = list(DroitPayeur.objects.all())
    with django_assert_num_queries(19):
        [prises] = aides_reservees(droits).values()
    assert [list(jours) for _enfant, jours in prises] == [[date(2026, 10, 7)], [JOUR]]
