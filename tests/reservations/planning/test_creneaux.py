"""Créneaux opened in bulk: the right days, again without harm, and never over what is booked."""

from datetime import date

import pytest
import time_machine

from famille.socle.erreurs import Refus
from reservations.models import Creneau, Fermeture, PeriodeScolaire, Places
from reservations.planning.creneaux import planifier_creneaux, prevoir_creneaux
from reservations.regles.juge import Moment, Unite
from tests.reservations.outils import MAINTENANT, creer_activite, creer_calendrier, creer_creneau

pytestmark = pytest.mark.django_db
DECEMBRE = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def _en_novembre():
    with time_machine.travel(MAINTENANT, tick=False):
        yield


@pytest.fixture
def activite(db):
    creer_calendrier()
    return creer_activite()


def ouverts(activite):
    return [
        (c.jour.day, c.moment)
        for c in Creneau.objects.filter(activite=activite).order_by("jour", "moment")
    ]


def test_wednesdays_have_two_half_days_in_term_and_weekdays_one_day_in_holidays(activite):
    bilan = planifier_creneaux(activite, *DECEMBRE, par=None)
    mercredis = [
        (jour, moment) for jour in (2, 9, 16) for moment in (Moment.MATIN, Moment.APRES_MIDI)
    ]
    vacances = [(jour, Moment.JOURNEE) for jour in (21, 22, 23, 24, 28, 29, 30, 31)]
    assert ouverts(activite) == mercredis + vacances
    assert (bilan.crees, bilan.deja) == (14, 0)


def test_a_public_holiday_is_left_out_with_its_name(activite):
    bilan = planifier_creneaux(activite, *DECEMBRE, par=None)
    assert bilan.ecartes == [(date(2026, 12, 25), "Noël, jour férié")]


def test_each_new_creneau_has_the_places_of_the_activity(activite):
    planifier_creneaux(activite, *DECEMBRE, par=None)
    assert set(Places.objects.values_list("capacite", "prises", "ouvert")) == {(10, 0, True)}


def test_other_places_can_be_asked_for(activite):
    planifier_creneaux(activite, *DECEMBRE, capacite=4, par=None)
    assert set(Places.objects.values_list("capacite", flat=True)) == {4}


def test_again_adds_nothing_and_touches_nothing(activite):
    planifier_creneaux(activite, *DECEMBRE, par=None)
    Places.objects.filter(creneau__jour=date(2026, 12, 9)).update(capacite=3, prises=2)
    avant = list(Places.objects.order_by("pk").values_list())
    bilan = planifier_creneaux(activite, *DECEMBRE, capacite=20, par=None)
    assert (bilan.crees, bilan.deja) == (0, 14)
    assert list(Places.objects.order_by("pk").values_list()) == avant


def test_the_half_day_that_lacks_is_added(activite):
    creer_creneau(activite, date(2026, 12, 9), Moment.MATIN)
    bilan = planifier_creneaux(activite, date(2026, 12, 9), date(2026, 12, 9), par=None)
    assert (bilan.crees, bilan.deja) == (1, 1)
    assert ouverts(activite) == [(9, Moment.MATIN), (9, Moment.APRES_MIDI)]


def test_a_day_that_has_creneaux_of_another_length_keeps_them_and_is_named(activite):
    creer_creneau(activite, date(2026, 12, 9), Moment.JOURNEE)
    bilan = planifier_creneaux(activite, date(2026, 12, 9), date(2026, 12, 9), par=None)
    assert bilan.ecartes == [(date(2026, 12, 9), "déjà des créneaux d’une autre durée")]
    assert ouverts(activite) == [(9, Moment.JOURNEE)]


@pytest.mark.parametrize("portee", ["partout", "structure", "activite"])
def test_a_closed_day_is_left_out_with_its_reason(activite, portee):
    ou = {"structure": {"structure": activite.structure}, "activite": {"activite": activite}}.get(
        portee, {}
    )
    Fermeture.objects.create(
        debut=date(2026, 12, 28), fin=date(2026, 12, 31), motif="Centre en travaux", **ou
    )
    bilan = planifier_creneaux(activite, date(2026, 12, 28), date(2026, 12, 31), par=None)
    assert [raison for _jour, raison in bilan.ecartes] == ["Centre en travaux"] * 4
    assert ouverts(activite) == []


def test_the_bridge_of_the_ascension_is_left_out(db):
    creer_calendrier()
    pont = date(2027, 5, 7)
    PeriodeScolaire.objects.create(nom="Pont de l’Ascension", nature="pont", debut=pont, fin=pont)
    vendredis = creer_activite(jours_scolaires=[4])
    bilan = planifier_creneaux(vendredis, date(2027, 5, 3), date(2027, 5, 16), par=None)
    assert bilan.ecartes == [(pont, "Pont de l’Ascension")]
    assert {jour for jour, _moment in ouverts(vendredis)} == {14}


def test_a_week_is_made_of_whole_days(db):
    creer_calendrier()
    ados = creer_activite("Pôle Ados", unite_scolaire="", unite_vacances=Unite.SEMAINE)
    planifier_creneaux(ados, *DECEMBRE, par=None)
    assert ouverts(ados) == [(jour, Moment.JOURNEE) for jour in (21, 22, 23, 24, 28, 29, 30, 31)]


def test_progress_goes_up_to_the_last_day(activite):
    avances = []
    planifier_creneaux(
        activite, date(2026, 9, 1), date(2027, 7, 6), par=None, avancer=lambda *f: avances.append(f)
    )
    assert avances[-1] == (309, 309)
    assert len(avances) == 10


def test_foreseeing_says_the_same_and_writes_nothing(activite):
    prevu = prevoir_creneaux(activite, *DECEMBRE)
    assert not Creneau.objects.exists()
    fait = planifier_creneaux(activite, *DECEMBRE, par=None)
    assert prevu == fait


@pytest.mark.parametrize(
    ("debut", "fin", "dit"),
    [
        (date(2026, 12, 2), date(2026, 12, 1), "Le dernier jour est avant le premier"),
        (date(2026, 9, 1), date(2028, 9, 1), "trop longue"),
    ],
)
def test_dates_that_cannot_be_are_refused_in_a_sentence(activite, debut, fin, dit):
    with pytest.raises(Refus, match=dit):
        planifier_creneaux(activite, debut, fin, par=None)
    assert not Creneau.objects.exists()
