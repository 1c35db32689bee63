"""The animators of a day: what the law asks, what the centre has planned, and red when one more is
needed."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from famille.models import Enfant
from reservations.models import EncadrementDuJour, PeriodeScolaire, Reservation
from reservations.presences.choix import ChoixListe
from reservations.presences.encadrement import lire_l_encadrement
from reservations.presences.liste import lire_les_appels
from reservations.regles.accueil.encadrement import Cadre
from reservations.regles.juge import Moment
from tests.reservations.outils import MAINTENANT, creer_activite, creer_creneau

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(MAINTENANT, tick=False)]
AUJOURD_HUI = MAINTENANT.date()  # a Wednesday of school
Presence = Reservation.Presence


@pytest.fixture
def activite(directrice):
    activite = creer_activite(
        "La Valla", ouvre_a=time(8), midi_a=time(12), ferme_a=time(18), capacite=60
    )
    activite.structure.directeurs.add(directrice)
    return activite


@pytest.fixture
def remplir(activite, famille_martin):
    """remplir(moment, petits, grands): so many children booked."""

    def _remplir(moment, petits, grands, jour=AUJOURD_HUI):
        creneau = creer_creneau(activite, jour, moment)
        naissances = [date(2022, 6, 1)] * petits + [date(2018, 6, 1)] * grands
        enfants = Enfant.objects.bulk_create(
            Enfant(prenom=f"Enfant {rang}", nom="Martin", naissance=naissance)
            for rang, naissance in enumerate(naissances)
        )
        return Reservation.objects.bulk_create(
            Reservation(enfant=enfant, creneau=creneau, foyer=famille_martin.foyer)
            for enfant in enfants
        )

    return _remplir


def lire(activite, jour=AUJOURD_HUI):
    return lire_l_encadrement(activite, jour, lire_les_appels(activite, jour, ChoixListe()))


def test_the_fullest_half_day_says_how_many_and_the_whole_day_its_length(activite, remplir):
    remplir(Moment.MATIN, 9, 12)
    remplir(Moment.APRES_MIDI, 3, 4)
    besoin = lire(activite).besoin
    assert (besoin.cadre, besoin.petits, besoin.grands, besoin.animateurs) == (
        Cadre.LONG,
        9,
        12,
        3,
    )


def test_a_half_day_of_school_time_has_the_ratio_of_five_hours(activite, remplir):
    remplir(Moment.MATIN, 10, 14)
    assert (lire(activite).besoin.cadre, lire(activite).besoin.animateurs) == (Cadre.COURT, 2)


def test_a_pedt_and_an_outing_change_the_ratio(activite, remplir, directrice):
    remplir(Moment.MATIN, 14, 18)
    type(activite.structure).objects.update(pedt=True)
    activite.refresh_from_db()
    assert lire(activite).besoin.animateurs == 2
    EncadrementDuJour.objects.create(
        activite=activite, jour=AUJOURD_HUI, animateurs=2, deplacement=True
    )
    assert (lire(activite).besoin.animateurs, lire(activite).manque) == (4, 2)


def test_holidays_have_their_own_ratio(activite, remplir):
    jour = date(2026, 12, 21)
    PeriodeScolaire.objects.create(nom="Noël", debut=jour, fin=jour + timedelta(days=13))
    remplir(Moment.MATIN, 1, 12, jour)
    assert (lire(activite, jour).besoin.cadre, lire(activite, jour).besoin.animateurs) == (
        Cadre.EXTRASCOLAIRE,
        2,
    )


def test_the_absent_are_not_counted_and_an_announced_absence_still_is(activite, remplir):
    lignes = remplir(Moment.MATIN, 0, 15)
    Reservation.objects.filter(pk=lignes[0].pk).update(absence_annoncee_le=MAINTENANT)
    assert lire(activite).besoin.grands == 15
    Reservation.objects.filter(pk=lignes[0].pk).update(presence=Presence.ABSENT)
    assert lire(activite).besoin.grands == 14


def test_nothing_is_said_of_what_is_no_accueil_de_loisirs(activite, remplir):
    remplir(Moment.MATIN, 3, 3)
    activite.encadree = False
    assert lire(activite) is None


def test_a_director_says_how_many_and_is_told_when_one_more_is_needed(
    connecter, directrice, activite, remplir
):
    remplir(Moment.MATIN, 11, 15)
    navigateur = connecter(directrice)
    liste = f"{reverse('presences:liste')}?activite={activite.pk}&jour={AUJOURD_HUI}"
    assert "4 animateurs au moins" in " ".join(navigateur.get(liste).text.split())
    adresse = f"{reverse('presences:encadrement')}?activite={activite.pk}&jour={AUJOURD_HUI}"
    assert navigateur.post(adresse, {"animateurs": "3"}).status_code == 302
    texte = " ".join(navigateur.get(liste).text.split())
    assert "Il manque 1 animateur" in texte
    assert "pf-presences-manque" in texte
    assert "R227-16, I" in texte
    navigateur.post(adresse, {"animateurs": "4"})
    assert "Il manque" not in navigateur.get(liste).text
    assert EncadrementDuJour.objects.get().par == directrice


@pytest.mark.parametrize("animateurs", ["", "-1", "x", "201", "9" * 30])
def test_what_is_no_number_of_animators_is_refused(
    connecter, directrice, activite, remplir, animateurs
):
    remplir(Moment.MATIN, 1, 1)
    adresse = f"{reverse('presences:encadrement')}?activite={activite.pk}&jour={AUJOURD_HUI}"
    navigateur = connecter(directrice)
    navigateur.post(adresse, {"animateurs": animateurs})
    assert not EncadrementDuJour.objects.exists()
    assert "un nombre, de 0 à 200" in navigateur.get(reverse("presences:liste")).text


def test_a_past_week_and_another_centre_are_not_written(connecter, directrice, activite):
    navigateur = connecter(directrice)
    vieux = AUJOURD_HUI - timedelta(days=8)
    for cle, jour in ((activite.pk, vieux), (creer_activite("Ailleurs").pk, AUJOURD_HUI)):
        adresse = f"{reverse('presences:encadrement')}?activite={cle}&jour={jour}"
        navigateur.post(adresse, {"animateurs": "3"})
    assert not EncadrementDuJour.objects.exists()


def test_a_day_more_than_a_year_away_is_not_planned(connecter, directrice, activite):
    """A year typed wrong: the sentence says until when it may be."""
    navigateur = connecter(directrice)
    for jours, combien in ((366, 1), (367, 1)):
        jour = AUJOURD_HUI + timedelta(days=jours)
        adresse = f"{reverse('presences:encadrement')}?activite={activite.pk}&jour={jour}"
        navigateur.post(adresse, {"animateurs": "3"})
        assert EncadrementDuJour.objects.count() == combien
    assert "dans plus d’un an" in navigateur.get(reverse("presences:liste")).text
