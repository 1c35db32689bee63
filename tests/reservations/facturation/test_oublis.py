"""What was used and that no campaign has billed is told on the admin's home, with its names."""

from datetime import date

import pytest
from django.urls import reverse

from reservations.facturation.panneau import a_signaler
from reservations.models import CampagneFacturation, GrilleTarifaire, Reservation
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.consommation.scene import compter, reserve

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_decembre")]
OCTOBRE, EN_DECEMBRE = date(2026, 10, 1), date(2026, 12, 2)


def publiee(mois, *activites):
    campagne = CampagneFacturation.objects.create(
        mois=mois, etat=CampagneFacturation.Etat.PUBLIEE, publiee_le="2026-12-01T09:00Z"
    )
    campagne.activites.set(activites)
    return campagne


def dits(jour=EN_DECEMBRE):
    return [str(un) for un in a_signaler(jour)]


def test_an_activity_left_out_of_a_month_is_told_once_the_next_month_is_published(
    famille_martin, activite, cantine
):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 10, 7))
    compter(famille_martin.foyer, famille_martin.hugo, cantine, date(2026, 10, 8))
    publiee(OCTOBRE, activite)
    assert dits() == []  # October has just ended: the canteen's file may still come
    publiee(date(2026, 11, 1), activite, cantine)
    assert dits() == [f"octobre 2026 : {cantine}"]
    publiee(OCTOBRE, cantine)
    assert dits() == []


def test_a_month_never_billed_is_told_a_month_and_a_half_after_its_end(famille_martin, activite):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 10, 7))
    assert dits(date(2026, 12, 14)) == []
    assert dits(date(2026, 12, 15)) == [f"octobre 2026 : {activite}"]
    assert dits(date(2027, 11, 2)) == []  # another year


def test_what_nobody_bills_is_not_told(famille_martin, activite):
    seule = reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 9, 9))
    Reservation.objects.filter(pk=seule.pk).update(presence="absent-justifie")
    assert dits() == []
    Reservation.objects.filter(pk=seule.pk).update(presence="present")
    assert dits()
    GrilleTarifaire.objects.all().delete()
    assert dits() == []


def test_a_campaign_that_is_not_published_bills_nothing(famille_martin, activite):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 9, 9))
    publiee(date(2026, 9, 1), activite)
    assert dits() == []
    CampagneFacturation.objects.update(etat=CampagneFacturation.Etat.ABANDONNEE)
    assert dits()


def test_the_home_says_it_to_who_bills_and_to_the_regie_only(
    famille_martin, activite, connecter, agent, regisseur, redactrice
):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 9, 9))
    accueil = reverse("wagtailadmin_home")
    page = lisible(connecter(agent).get(accueil).text)
    assert f"septembre 2026 : {activite}" in page
    assert "/gestion/reservations/campagnes/nouvelle/?mois=2026-09" in (
        connecter(agent).get(accueil).text
    )
    assert "Utilisé, et jamais facturé" in connecter(regisseur).get(accueil).text
    assert "Utilisé, et jamais facturé" not in connecter(redactrice).get(accueil).text


@pytest.mark.parametrize("combien", [1, 30])
def test_forgotten_months_are_found_in_one_query(
    famille_martin, activite, combien, django_assert_num_queries
):
    for jour in range(1, combien + 1):
        reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 9, jour))
    for rang in range(combien):
        outils.creer_activite(f"Atelier {rang}")
    with django_assert_num_queries(1):
        assert len(a_signaler(EN_DECEMBRE)) == 1


@pytest.mark.usefixtures("proche")
def test_what_the_home_keeps_is_gone_once_it_is_billed(famille_martin, activite, connecter, agent):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 9, 9))
    client, accueil = connecter(agent), reverse("wagtailadmin_home")
    for _fois in range(2):
        assert "Utilisé, et jamais facturé" in client.get(accueil).text
    publiee(date(2026, 9, 1), activite)
    assert "Utilisé, et jamais facturé" not in client.get(accueil).text
