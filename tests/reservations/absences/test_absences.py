"""An absence announced by the parent: for a day too near to cancel, by who booked it; it cancels
nothing (G11)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reservations.models import Reservation
from reservations.regles.juge import Moment, Unite
from tests.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
PAGE = reverse("reservations:absences")
Presence = Reservation.Presence
DEMAIN = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def activite(famille_martin):
    activite = outils.creer_activite()
    outils.ouvrir(activite)
    outils.inscrire(famille_martin.lea, activite)
    return activite


def reserve(foyer, enfant, activite, jour=DEMAIN, moment=Moment.MATIN, **champs):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(foyer=foyer, enfant=enfant, creneau=creneau, **champs)


def poster(navigateur, *reservations, action="annoncer"):
    return navigateur.post(
        PAGE, {"reservation": [r.pk for r in reservations], "action": action}, follow=True
    )


def lue(reservation):
    return Reservation.objects.get(pk=reservation.pk)


def test_it_is_announced_and_stays_booked(famille_martin, activite, connecter):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, activite)
    page = lisible(poster(connecter(famille_martin.camille), reservation).text)
    assert "Léa ne vient pas jeudi 26 novembre" in page
    assert "reste facturé" in page
    assert lue(reservation).absence_annoncee_le == outils.MAINTENANT
    assert lue(reservation).presence == Presence.PREVU


def test_it_is_taken_back(famille_martin, activite, connecter):
    reservation = reserve(
        famille_martin.foyer, famille_martin.lea, activite, absence_annoncee_le=outils.MAINTENANT
    )
    page = poster(connecter(famille_martin.camille), reservation, action="retirer").content.decode()
    assert "de nouveau attendu" in page
    assert lue(reservation).absence_annoncee_le is None


def test_only_days_too_near_to_cancel_are_listed(famille_martin, activite, connecter):
    for jour in (DEMAIN, date(2026, 12, 1), date(2026, 12, 2)):
        reserve(famille_martin.foyer, famille_martin.lea, activite, jour)
    page = lisible(connecter(famille_martin.camille).get(PAGE).text)
    assert "Léa, jeudi 26 novembre, matin" in page
    assert "Léa, mardi 1 décembre" in page or "Léa, mardi 1er décembre" in page
    assert "mercredi 2 décembre, matin" not in page


def test_what_was_ticked_or_is_over_is_not_listed(famille_martin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, presence=Presence.PRESENT)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 24))
    assert "Aucun jour réservé" in connecter(famille_martin.camille).get(PAGE).content.decode()


def test_who_has_booked_nothing_is_told_of_no_days_of_his(famille_martin, activite, connecter):
    page = lisible(connecter(famille_martin.camille).get(PAGE).text)
    assert "vos jours" not in page
    assert "Un jour réservé plus loin s’annule sans frais" in page


def test_today_is_listed_and_can_be_announced(famille_martin, activite, connecter):
    reservation = reserve(
        famille_martin.foyer, famille_martin.lea, activite, outils.MAINTENANT.date()
    )
    navigateur = connecter(famille_martin.camille)
    assert "Léa, mercredi 25 novembre, matin" in lisible(navigateur.get(PAGE).text)
    poster(navigateur, reservation)
    assert lue(reservation).absence_annoncee_le


def test_once_the_centre_has_ticked_it_says_whom_to_call(famille_martin, activite, connecter):
    reservation = reserve(
        famille_martin.foyer, famille_martin.lea, activite, presence=Presence.PRESENT
    )
    assert (
        "déjà notée par le centre"
        in poster(connecter(famille_martin.camille), reservation).content.decode()
    )
    assert lue(reservation).absence_annoncee_le is None


def test_a_past_day_is_refused_in_a_sentence(famille_martin, activite, connecter):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 24))
    assert (
        "envoyez un justificatif"
        in poster(connecter(famille_martin.camille), reservation).content.decode()
    )
    assert lue(reservation).absence_annoncee_le is None


def test_a_week_is_announced_day_by_day(famille_martin, connecter):
    ados = outils.creer_activite("Pôle Ados", unite_scolaire=Unite.SEMAINE)
    outils.inscrire(famille_martin.lea, ados)
    jours = [
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            ados,
            DEMAIN + timedelta(days=rang),
            Moment.JOURNEE,
        )
        for rang in range(2)
    ]
    navigateur = connecter(famille_martin.camille)
    poster(navigateur, jours[0])
    page = lisible(navigateur.get(PAGE).text)
    assert page.count("Absence annoncée") == 1
    assert 'Ne viendra pas<span class="visually-hidden"> : Léa, vendredi 27 novembre' in page


def test_the_neighbour_and_the_other_home_announce_nothing(
    famille_martin, voisin, activite, connecter
):
    reservation = reserve(famille_martin.foyer, famille_martin.lea, activite)
    famille_martin.lea.rattachements.create(foyer=voisin.foyer, debut=date(2026, 1, 1))
    navigateur = connecter(voisin.nadia)
    assert poster(navigateur, reservation).status_code == 404
    assert "Aucun jour réservé" in lisible(navigateur.get(PAGE).text)
    assert lue(reservation).absence_annoncee_le is None


@pytest.mark.parametrize(
    "cles", [[], ["x"], ["0"], ["²"], ["9" * 30], [str(n) for n in range(1, 500)]]
)
def test_a_forged_post_finds_nothing(famille_martin, activite, connecter, cles):
    assert connecter(famille_martin.camille).post(PAGE, {"reservation": cles}).status_code == 404


def test_mine_and_anothers_together_change_nothing(famille_martin, voisin, activite, connecter):
    mienne = reserve(famille_martin.foyer, famille_martin.lea, activite)
    autre = reserve(voisin.foyer, voisin.sami, activite)
    assert poster(connecter(famille_martin.camille), mienne, autre).status_code == 404
    assert lue(mienne).absence_annoncee_le is None


def test_a_cell_too_late_leads_here(famille_martin, connecter):
    reponse = connecter(famille_martin.camille).get(reverse("reservations:suite", args=["absence"]))
    assert reponse.status_code == 302
    assert reponse.url == PAGE


def test_it_costs_the_same_whatever_is_booked(
    famille_martin, activite, connecter, django_assert_num_queries
):
    navigateur = connecter(famille_martin.camille)
    reserve(famille_martin.foyer, famille_martin.lea, activite)
    navigateur.get(PAGE)
    with django_assert_num_queries(9) as une:
        navigateur.get(PAGE)
    for rang in range(5):
        for moment in (Moment.APRES_MIDI, Moment.JOURNEE):
            reserve(
                famille_martin.foyer,
                famille_martin.hugo,
                activite,
                DEMAIN + timedelta(days=rang),
                moment,
            )
    with django_assert_num_queries(len(une)):
        navigateur.get(PAGE)
