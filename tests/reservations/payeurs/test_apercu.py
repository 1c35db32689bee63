"""What a parent reads before "Soumettre" is what her month says once it is booked."""

from datetime import date
from decimal import Decimal

import pytest

from reservations.consommation.apercu_des_aides import Change, aide_en_plus
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from tests.reservations.consommation.scene import reserve

from .outils import droit, payeur

pytestmark = pytest.mark.django_db
MOIS = [Mois(2026, 11), Mois(2026, 12)]
AVANT, APRES = date(2026, 11, 18), date(2026, 12, 16)


@pytest.fixture(autouse=True)
def en_novembre(time_machine):
    time_machine.move_to("2026-11-02 10:00+01:00", tick=False)


def aide(foyer):
    lues = [une for mois in MOIS for une in lire_consommations(mois, foyers=[foyer.pk])]
    return sum((une.prix.aide for une in lues), Decimal(0))


@pytest.mark.parametrize("champs", [{}, {"plafond": 9}, {"jours": 2}, {"pourcent": 50}])
def test_what_is_announced_is_what_the_months_say(famille_martin, activite, champs):
    foyer, lea = famille_martin.foyer, famille_martin.lea
    droit(payeur(), foyer, par_jour=4, **champs)
    gardee = reserve(foyer, lea, activite, date(2026, 11, 25))
    avant, jours = aide(foyer), [AVANT, APRES]
    prix = Decimal("5.60")
    changes = [Change(rang, lea.pk, activite.pk, (jour,), prix) for rang, jour in enumerate(jours)]
    annonce = aide_en_plus(foyer.pk, changes)
    for jour in jours:
        reserve(foyer, lea, activite, jour)
    assert annonce == aide(foyer) - avant
    avant = aide(foyer)
    retire = Change(9, lea.pk, activite.pk, (gardee.creneau.jour,), annule=True)
    annonce = aide_en_plus(foyer.pk, [retire])
    gardee.delete()
    assert annonce == aide(foyer) - avant


def test_without_a_right_it_costs_one_query(famille_martin, activite, django_assert_num_queries):
    change = Change(1, famille_martin.lea.pk, activite.pk, (AVANT,), Decimal("5.60"))
    with django_assert_num_queries(1):
        assert aide_en_plus(famille_martin.foyer.pk, [change]) is None
