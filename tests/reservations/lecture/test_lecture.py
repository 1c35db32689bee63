"""What is read for the rules: all of it, of this household only, in a fixed number of queries."""

from datetime import date

import pytest

from famille.models import FicheSanitaire, PeriodeDeGarde, Rattachement
from reservations.lecture.lignes import lire, lire_bloc
from reservations.models import Fermeture, Reservation
from reservations.regles.juge import Moment, Motif, verdict
from tests.reservations import outils

DECEMBRE = {"debut": date(2026, 12, 1), "fin": date(2026, 12, 31)}


@pytest.fixture
def centre(db):
    outils.creer_calendrier()
    activite = outils.creer_activite()
    outils.ouvrir(activite)
    outils.creer_mercredis(activite, 2)
    return activite


def juger(foyer, enfant, activite, cle="2026-12-09-matin"):
    ligne, bloc = lire_bloc(foyer, enfant.pk, activite.pk, cle)
    return verdict(bloc, ligne.faits, maintenant=outils.MAINTENANT)


def test_a_registered_child_can_book_his_wednesday(famille_martin, centre):
    outils.inscrire(famille_martin.lea, centre)
    lecture = lire([famille_martin.foyer], **DECEMBRE)
    assert [(ligne.enfant, len(ligne.blocs)) for ligne in lecture.lignes] == [
        (famille_martin.lea, 4)
    ]
    assert juger(famille_martin.foyer, famille_martin.lea, centre).possible


def test_what_is_booked_is_read_as_booked(famille_martin, centre):
    outils.inscrire(famille_martin.lea, centre)
    creneau = centre.creneaux.get(jour=outils.MERCREDI, moment=Moment.MATIN)
    Reservation.objects.create(
        enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
    )
    assert juger(famille_martin.foyer, famille_martin.lea, centre).motif == Motif.DEJA_RESERVE


def test_a_closure_of_the_centre_is_read(famille_martin, centre):
    outils.inscrire(famille_martin.lea, centre)
    Fermeture.objects.create(
        structure=centre.structure,
        debut=outils.MERCREDI,
        fin=outils.MERCREDI,
        motif="travaux de chauffage",
    )
    assert (
        juger(famille_martin.foyer, famille_martin.lea, centre).phrase
        == "Fermé : travaux de chauffage."
    )


def test_a_child_without_health_record_is_told_so(famille_martin, centre):
    outils.inscrire(famille_martin.lea, centre)
    FicheSanitaire.objects.all().delete()
    assert juger(famille_martin.foyer, famille_martin.lea, centre).motif == Motif.FICHE


def test_the_days_of_the_other_home_are_not_this_one_s(famille_martin, centre):
    outils.inscrire(famille_martin.lea, centre)
    rattachement = Rattachement.objects.get(enfant=famille_martin.lea)
    rattachement.garde, rattachement.semaines = (
        Rattachement.Garde.ALTERNEE,
        Rattachement.Semaines.IMPAIRES,
    )
    rattachement.save()  # 9 December 2026 is in week 50
    assert juger(famille_martin.foyer, famille_martin.lea, centre).motif == Motif.PAS_SON_JOUR
    PeriodeDeGarde.objects.create(
        rattachement=rattachement, debut=outils.MERCREDI, fin=outils.MERCREDI, ici=True
    )
    assert juger(famille_martin.foyer, famille_martin.lea, centre).possible


def test_another_household_has_nothing_to_read(famille_martin, voisin, centre):
    outils.inscrire(famille_martin.lea, centre)
    assert lire_bloc(voisin.foyer, famille_martin.lea.pk, centre.pk, "2026-12-09-matin") is None


@pytest.mark.parametrize("cle", ["", "2026-13-40", "2026-S99", "2026-12-09-soir", "x" * 24])
def test_a_key_that_means_nothing_is_nothing(famille_martin, centre, cle):
    outils.inscrire(famille_martin.lea, centre)
    assert lire_bloc(famille_martin.foyer, famille_martin.lea.pk, centre.pk, cle) is None


@pytest.mark.parametrize("semaines", [1, 30])
def test_reading_costs_the_same_whatever_the_volume(
    famille_martin, centre, semaines, django_assert_num_queries
):
    for enfant in (famille_martin.lea, famille_martin.hugo):
        outils.inscrire(enfant, centre)
    outils.creer_mercredis(centre, semaines, premier=date(2027, 1, 6))
    with django_assert_num_queries(3):
        lire([famille_martin.foyer], debut=date(2026, 12, 1), fin=date(2027, 12, 31))
