"""A centre around today, for the browser: its clock is the machine's, so nothing is frozen."""

from datetime import timedelta

from django.utils import timezone

from famille.models import FicheSanitaire
from tests.reservations import outils

ANNEE = timedelta(days=365)


def mercredi_dans(semaines):
    """The Wednesday of the week that begins `semaines` weeks from this one."""
    jour = timezone.localdate()
    return jour - timedelta(days=jour.weekday() - 2) + timedelta(weeks=semaines)


def creer_centre(*enfants, semaines=6, capacite=10, nom="La Pingaudière"):
    """An activity open since a year, with `semaines` Wednesdays of two half-days from three weeks
    ahead, where these children are registered, their papers good for a year. There is school all
    the year: every Wednesday is one."""
    jour = timezone.localdate()
    activite = outils.creer_activite(nom)
    outils.ouvrir(activite, debut=jour - ANNEE, fin=jour + ANNEE, ouvre_le=timezone.now() - ANNEE)
    outils.creer_mercredis(activite, semaines, premier=mercredi_dans(3), capacite=capacite)
    for enfant in enfants:
        outils.inscrire(enfant, activite, debut=jour - ANNEE)
        FicheSanitaire.objects.filter(enfant=enfant).update(
            valable_jusqu_au=jour + ANNEE, assurance_fin=jour + ANNEE
        )
    return activite
