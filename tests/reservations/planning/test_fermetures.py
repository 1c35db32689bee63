"""Closures: the days they cover take no booking; booked days are never closed without an event."""

from datetime import date

import pytest
import time_machine

from famille.socle.erreurs import Refus
from reservations.models import Evenement, Fermeture, Places
from reservations.planning.fermetures import (
    JoursReserves,
    fermer,
    lever_fermeture,
    modifier_fermeture,
)
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = pytest.mark.django_db
LE_9, LE_16 = date(2026, 12, 9), date(2026, 12, 16)


@pytest.fixture(autouse=True)
def _en_novembre():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def deux_centres(db):
    """A créneau on 9 and 16 December in two centres, nobody booked: (activity, activity, {(nom,
    day): pk})."""
    ici, la = creer_activite(), creer_activite("La Valla")
    pks = {
        (a.structure.nom, jour): creer_creneau(a, jour).pk
        for a in (ici, la)
        for jour in (LE_9, LE_16)
    }
    return ici, la, pks


def fermes():
    return set(Places.objects.filter(ouvert=False).values_list("pk", flat=True))


def test_a_closure_everywhere_closes_every_centre_on_its_days_only(deux_centres):
    _ici, _la, pks = deux_centres
    fermer(debut=LE_9, fin=LE_9, motif="Neige", par=None)
    assert fermes() == {pks["La Pingaudière", LE_9], pks["La Valla", LE_9]}


def test_a_closure_of_one_centre_leaves_the_others_open(deux_centres):
    ici, _la, pks = deux_centres
    fermer(structure=ici.structure, debut=LE_9, fin=LE_16, motif="Travaux", par=None)
    assert fermes() == {pks["La Pingaudière", LE_9], pks["La Pingaudière", LE_16]}


def test_a_closure_of_one_activity_closes_that_one(deux_centres):
    _ici, la, pks = deux_centres
    fermer(activite=la, debut=LE_16, fin=LE_16, motif="Sortie", par=None)
    assert fermes() == {pks["La Valla", LE_16]}


def test_days_with_bookings_are_refused_named_and_nothing_is_closed(deux_centres):
    _ici, _la, pks = deux_centres
    Places.objects.filter(pk=pks["La Valla", LE_16]).update(prises=4)
    with pytest.raises(JoursReserves, match=r"mercredi 16 décembre \(4\).*événement") as refus:
        fermer(debut=LE_9, fin=LE_16, motif="Grève", par=None)
    assert refus.value.jours == [(LE_16, 4)]
    assert (fermes(), Fermeture.objects.count()) == (set(), 0)


def test_lifting_reopens_but_the_days_that_another_closure_covers(deux_centres):
    ici, _la, pks = deux_centres
    partout = fermer(debut=LE_9, fin=LE_16, motif="Neige", par=None)
    fermer(structure=ici.structure, debut=LE_16, fin=LE_16, motif="Travaux", par=None)
    assert lever_fermeture(partout, par=None) == 3
    assert fermes() == {pks["La Pingaudière", LE_16]}


def test_moving_a_closure_reopens_the_days_it_leaves(deux_centres):
    ici, _la, pks = deux_centres
    fermeture = fermer(structure=ici.structure, debut=LE_9, fin=LE_9, motif="Travaux", par=None)
    modifier_fermeture(
        fermeture, structure=ici.structure, debut=LE_16, fin=LE_16, motif="Travaux", par=None
    )
    assert fermes() == {pks["La Pingaudière", LE_16]}
    assert Fermeture.objects.get().debut == LE_16


def test_moving_onto_a_booked_day_changes_nothing(deux_centres):
    ici, _la, pks = deux_centres
    Places.objects.filter(pk=pks["La Pingaudière", LE_16]).update(prises=1)
    fermeture = fermer(structure=ici.structure, debut=LE_9, fin=LE_9, motif="Travaux", par=None)
    with pytest.raises(JoursReserves):
        modifier_fermeture(
            fermeture, structure=ici.structure, debut=LE_9, fin=LE_16, motif="Travaux", par=None
        )
    assert fermes() == {pks["La Pingaudière", LE_9]}
    assert Fermeture.objects.get().fin == LE_9


def test_the_closure_of_an_event_is_left_to_the_event(deux_centres):
    evenement = Evenement.objects.create(nature="greve", motif="Grève", debut=LE_9, fin=LE_9)
    fermeture = Fermeture.objects.create(debut=LE_9, fin=LE_9, motif="Grève", evenement=evenement)
    with pytest.raises(Refus, match="événement"):
        lever_fermeture(fermeture, par=None)
    assert Fermeture.objects.exists()


def test_dates_in_the_wrong_order_are_refused(deux_centres):
    with pytest.raises(Refus, match="avant le premier"):
        fermer(debut=LE_16, fin=LE_9, motif="Neige", par=None)
