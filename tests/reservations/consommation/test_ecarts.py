"""The count of a canteen beside its bookings: each difference with its price, accepted one by one
or a day at once."""

from datetime import date

import pytest
from django.urls import reverse

from reservations.models import GrilleTarifaire, Reservation
from reservations.regles.juge import Moment
from tests.reservations import outils
from tests.reservations.consommation.test_journees import JEUDI, creer
from tests.reservations.consommation.test_lignes import compter, lire, reserve

pytestmark = pytest.mark.django_db
Presence = Reservation.Presence
VENDREDI = date(2026, 11, 6)


@pytest.fixture
def cantine(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    outils.creer_calendrier()
    return creer("Restaurant scolaire", "repas", unite_scolaire="journee", non_consommee=50)


@pytest.fixture
def differences(famille_martin, voisin, cantine):
    """On Thursday: Léa counted without a booking, Hugo booked and not counted. On Friday: Léa both,
    Hugo booked, and nobody else counted."""
    foyer, lea, hugo = famille_martin.foyer, famille_martin.lea, famille_martin.hugo
    compter(foyer, lea, cantine, JEUDI)
    reserve(foyer, hugo, cantine, JEUDI, Moment.JOURNEE, presence=Presence.PREVU)
    compter(foyer, lea, cantine, VENDREDI)
    for enfant in (lea, hugo):
        reserve(foyer, enfant, cantine, VENDREDI, Moment.JOURNEE, presence=Presence.PREVU)
    return cantine


def page(navigateur, activite, mois="2026-11"):
    return navigateur.get(reverse("planning:ecarts"), {"activite": activite.pk, "mois": mois})


def prix(jour):
    return {
        (nature, un.enfant): (un.prix.replace("\xa0", " "), un.prix_absent.replace("\xa0", " "))
        for nature, siens in (("sans", jour.sans_reservation), ("non", jour.non_pointes))
        for un in siens
    }


def test_each_difference_is_shown_with_its_price(connecter, agent, differences):
    jeudi, vendredi = page(connecter(agent), differences).context["jours"]
    assert (jeudi.le, vendredi.le) == (JEUDI, VENDREDI)
    assert prix(jeudi)["sans", "Léa Martin"][0] == "4,40 €"
    assert prix(jeudi)["non", "Hugo Martin"] == ("3,40 €", "1,70 €")
    assert set(prix(vendredi)) == {("non", "Hugo Martin")}


def test_a_day_that_nobody_counted_is_no_difference(connecter, agent, famille_martin, cantine):
    reserve(
        *(famille_martin.foyer, famille_martin.hugo, cantine, JEUDI, Moment.JOURNEE),
        presence=Presence.PREVU,
    )
    reponse = page(connecter(agent), cantine)
    assert reponse.context["jours"] == []
    assert "Aucune différence" in reponse.text


def test_one_difference_is_accepted_and_the_price_follows(
    connecter, agent, famille_martin, differences
):
    navigateur = connecter(agent)
    jeudi = page(navigateur, differences).context["jours"][0]
    [un] = jeudi.non_pointes
    adresse = f"{reverse('planning:ecarts')}?activite={differences.pk}&mois=2026-11"
    reponse = navigateur.post(adresse, {"source": un.source}, follow=True)
    assert "1 absence notée" in reponse.text
    absentes = Reservation.objects.filter(presence=Presence.ABSENT)
    assert [une.creneau.jour for une in absentes] == [JEUDI]
    montants = {
        (une.enfant, une.jour.day): str(une.montant) for une in lire() if "Hugo" in une.enfant
    }
    assert montants == {("Hugo Martin", 5): "1.70", ("Hugo Martin", 6): "3.40"}
    navigateur.post(adresse, {"jour": "2026-11-06"})
    assert all(not jour.non_pointes for jour in page(navigateur, differences).context["jours"])


def test_what_was_counted_meanwhile_is_left_alone(connecter, agent, famille_martin, differences):
    navigateur = connecter(agent)
    [un] = page(navigateur, differences).context["jours"][0].non_pointes
    compter(famille_martin.foyer, famille_martin.hugo, differences, JEUDI)
    adresse = f"{reverse('planning:ecarts')}?activite={differences.pk}&mois=2026-11"
    assert "Rien n’a changé" in navigateur.post(adresse, {"source": un.source}, follow=True).text
    assert not Reservation.objects.filter(presence=Presence.ABSENT).exists()


def test_an_activity_that_is_only_counted_has_no_such_screen(connecter, agent, cantine):
    GrilleTarifaire.objects.all().delete()
    cantine.unite_scolaire = ""
    cantine.save()
    navigateur = connecter(agent)
    assert "Aucune activité n’est à la fois" in navigateur.get(reverse("planning:ecarts")).text
    assert page(navigateur, cantine).status_code == 404
    for faux in ({"mois": "2026-13"}, {"activite": "x"}):
        assert navigateur.get(reverse("planning:ecarts"), faux).status_code == 404


def test_the_screen_costs_the_same_whatever_it_shows(
    connecter, agent, famille_martin, differences, django_assert_max_num_queries
):
    navigateur = connecter(agent)
    page(navigateur, differences)
    for jour in range(9, 21):
        compter(famille_martin.foyer, famille_martin.lea, differences, date(2026, 11, jour))
    with django_assert_max_num_queries(26):
        assert len(page(navigateur, differences).context["jours"]) > 10
