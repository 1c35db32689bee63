"""What a month holds before it is billed: bookings, counts that were imported, their prices."""

from datetime import date

import pytest

from famille.models import AdresseFoyer, QuotientFamilial
from reservations.consommation.lignes import lire_consommations
from reservations.lecture.filtres import Mois
from reservations.models import ConsommationImportee, ImportConsommation, Reservation
from reservations.regles.juge import Moment
from tests.reservations import outils
from tests.reservations.tarifs.test_prix import creer_grille

NOVEMBRE = Mois(2026, 11)
Presence = Reservation.Presence


@pytest.fixture
def activite(famille_martin):
    outils.creer_calendrier()
    activite = outils.creer_activite()
    creer_grille(activite)
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=800, debut=date(2026, 1, 1))
    AdresseFoyer.objects.filter(foyer=famille_martin.foyer).update(dans_agglomeration=True)
    return activite


@pytest.fixture
def cantine(db):
    return creer_cantine()


def creer_cantine():
    cantine = outils.creer_activite(
        "Restaurant scolaire", unite_scolaire="", unite_vacances="", unite_comptee="repas"
    )
    cantine.service = "restauration"
    cantine.save()
    creer_grille(cantine, unite="repas", tranches=((None, "3.40"),))
    return cantine


def reserve(foyer, enfant, activite, jour, moment=Moment.MATIN, presence=Presence.PRESENT):
    creneau = activite.creneaux.filter(jour=jour, moment=moment).first() or outils.creer_creneau(
        activite, jour, moment
    )
    return Reservation.objects.create(
        foyer=foyer, enfant=enfant, creneau=creneau, presence=presence
    )


def compter(foyer, enfant, activite, jour, quantite=1, presence=Presence.PRESENT):
    importation, _ = ImportConsommation.objects.get_or_create(
        mois=date(2026, 11, 1), nom_du_fichier="novembre.csv"
    )
    return ConsommationImportee.objects.create(
        foyer=foyer,
        enfant=enfant,
        activite=activite,
        jour=jour,
        quantite=quantite,
        presence=presence,
        importation=importation,
    )


def lire(mois=NOVEMBRE, **choix):
    return list(lire_consommations(mois, **choix))
