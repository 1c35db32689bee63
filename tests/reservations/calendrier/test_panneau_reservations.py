"""The dashboard's panel: next days booked, and what waits to be submitted (G28, G29)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from reservations.calendrier.panneaux import PanneauDesReservations
from reservations.models import LignePanier, Reservation
from reservations.regles.juge import Moment
from tests.lisible import lisible
from tests.reservations import outils

pytestmark = pytest.mark.django_db
TABLEAU = reverse("famille:tableau_de_bord")


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def activite(famille_martin):
    return outils.creer_activite()


def reserve(foyer, enfant, activite, jour, moment=Moment.MATIN, **champs):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(foyer=foyer, enfant=enfant, creneau=creneau, **champs)


def page(connecter, compte):
    return lisible(connecter(compte).get(TABLEAU).text)


def test_the_next_days_are_shown_by_child_the_nearest_first(famille_martin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 12, 9))
    reserve(famille_martin.foyer, famille_martin.hugo, activite, date(2026, 11, 25))
    reserve(
        famille_martin.foyer, famille_martin.hugo, activite, date(2026, 11, 25), Moment.APRES_MIDI
    )
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 24))
    lue = page(connecter, famille_martin.camille)
    assert "Hugo · mercredi 25 novembre, matin et après-midi" in lue
    assert lue.index("Hugo · mercredi 25 novembre") < lue.index("Léa · mercredi 9 décembre")
    assert "24 novembre" not in lue


def test_an_announced_absence_is_seen(famille_martin, activite, connecter):
    reserve(
        famille_martin.foyer,
        famille_martin.lea,
        activite,
        date(2026, 11, 26),
        absence_annoncee_le=outils.MAINTENANT,
    )
    assert "Absence annoncée" in page(connecter, famille_martin.camille)


@pytest.mark.parametrize(
    ("combien", "phrase"),
    [
        (1, "1 changement de réservation n’est pas encore soumis."),
        (3, "3 changements de réservation ne sont pas encore soumis."),
    ],
)
def test_what_waits_in_the_basket_is_a_thing_to_do(
    famille_martin, activite, connecter, combien, phrase
):
    for rang in range(combien):
        LignePanier.objects.create(
            foyer=famille_martin.foyer,
            enfant=famille_martin.lea,
            activite=activite,
            bloc=f"2026-12-{9 + rang:02}-matin",
            action="reserver",
        )
    lue = page(connecter, famille_martin.camille)
    assert phrase in lue
    assert reverse("reservations:recapitulatif") in lue


def test_the_neighbour_sees_nothing_of_it(famille_martin, voisin, activite, connecter):
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 26))
    lue = page(connecter, voisin.nadia)
    assert "Prochains jours réservés" not in lue
    assert "Léa" not in lue


def test_it_takes_two_queries_and_shows_five_rows(
    famille_martin, activite, django_assert_num_queries
):
    for rang in range(30):
        reserve(
            famille_martin.foyer,
            famille_martin.lea,
            activite,
            date(2026, 11, 26) + timedelta(days=rang),
        )
    panneau = PanneauDesReservations()
    with django_assert_num_queries(2):
        contexte = panneau.contexte(None, [famille_martin.foyer])
        panneau.a_faire(None, [famille_martin.foyer])
    assert len(contexte["jours"]) == 5
