"""Places changed for many days: raised, lowered, never below what is booked."""

from datetime import date

import pytest
import time_machine

from famille.models import Travail
from famille.travaux import actions as travaux
from reservations.models import Creneau, Places
from reservations.planning.bureau.formulaires import PlacesForm
from reservations.planning.capacite import CapaciteTropBasse, changer_capacite
from reservations.planning.plusieurs_jours import (
    ChoixCreneaux,
    changer_les_places,
    nommer,
    prevoir_places,
)
from reservations.regles.juge import Moment
from tests.reservations.outils import (
    MAINTENANT,
    MERCREDI,
    creer_activite,
    creer_creneau,
    creer_mercredis,
)

pytestmark = pytest.mark.django_db
FIN = date(2027, 1, 31)


@pytest.fixture(autouse=True)
def _en_novembre():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def activite(db):
    """Four Wednesdays of two half-days with 10 places; 8 are taken on the first morning."""
    activite = creer_activite()
    creneaux = creer_mercredis(activite)
    Places.objects.filter(pk=creneaux[0].pk).update(prises=8)
    return activite


def capacites():
    return list(
        Creneau.objects.order_by("jour", "moment").values_list("places__capacite", flat=True)
    )


def test_more_places_everywhere(activite):
    assert changer_les_places(ChoixCreneaux(activite, MERCREDI, FIN), 12, par=None) == (8, [])
    assert capacites() == [12] * 8


def test_below_what_is_booked_a_day_keeps_what_is_booked_and_is_named(activite):
    changes, gardes = changer_les_places(ChoixCreneaux(activite, MERCREDI, FIN), 5, par=None)
    assert capacites() == [8, *[5] * 7]
    assert (changes, [(c.jour, c.moment) for c in gardes]) == (7, [(MERCREDI, Moment.MATIN)])


def test_an_evening_of_garderie_that_is_left_is_called_so(django_assert_num_queries):
    activite = creer_activite(service="garderie")
    creer_creneau(activite, MERCREDI, Moment.APRES_MIDI, prises=8)
    with django_assert_num_queries(1):
        [garde] = prevoir_places(ChoixCreneaux(activite, MERCREDI, FIN), 5).trop_bas
        assert nommer(garde) == "mercredi 9 décembre, soir"
    with pytest.raises(CapaciteTropBasse, match="soir, 8 prises"):
        changer_capacite([garde.pk], 5, par=None)


def test_only_the_moments_and_weekdays_asked_for(activite):
    creer_creneau(activite, date(2026, 12, 10), Moment.MATIN)
    choix = ChoixCreneaux(
        activite, MERCREDI, FIN, jours=frozenset({3}), moments=frozenset({Moment.MATIN.value})
    )
    changer_les_places(choix, 2, par=None)
    assert sorted(capacites()) == [2, *[10] * 8]


def test_foreseeing_counts_and_names_without_writing(activite):
    apercu = prevoir_places(ChoixCreneaux(activite, MERCREDI, FIN), 5)
    assert (apercu.creneaux, dict(apercu.avant), [c.places.prises for c in apercu.trop_bas]) == (
        8,
        {10: 8},
        [8],
    )
    assert capacites() == [10] * 8


def test_the_job_says_which_days_were_left(activite):
    demande = {
        "activite": activite.pk,
        "debut": "2026-12-01",
        "fin": "2027-01-31",
        "jours": [],
        "moments": [],
        "capacite": 5,
    }
    travail = Travail.objects.create(genre="places", titre="Places", parametres=demande)
    assert travaux.executer(str(travail.pk)) == "fini"
    travail.refresh_from_db()
    assert travail.resultat == {
        "phrase": "7 créneaux ont maintenant 5 places.",
        "gardes": [{"jour": "mercredi 9 décembre, matin", "places": 8}],
    }
    assert (travail.fait, travail.total) == (8, 8)


def test_the_afternoon_of_every_activity_is_also_the_evening_of_a_garderie():
    """One form for all: families and agents call a garderie's afternoon its "Soir"."""
    noms = dict(PlacesForm().fields["moments"].choices)
    assert noms[Moment.APRES_MIDI] == "Après-midi, ou soir d’une garderie"
    assert noms[Moment.MATIN] == "Matin"
