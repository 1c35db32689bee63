"""Facts and blocs for the tests of the rules: no database, dates of two real school years (zone B,
2026 to 2028)."""

from datetime import date, datetime, timedelta
from functools import cache

from reservations.planning.calendrier_initial import PONT, annees_publiees
from reservations.regles.feries import jours_feries
from reservations.regles.juge import (
    PARIS,
    Bloc,
    Calendrier,
    CreneauLu,
    Faits,
    Moment,
    Periode,
    Unite,
    cle_de,
)

PREMIER, DERNIER = date(2026, 9, 1), date(2028, 8, 31)
JOURS = [PREMIER + timedelta(days=n) for n in range((DERNIER - PREMIER).days + 1)]
MAINTENANT = datetime(2026, 11, 25, 10, 0, tzinfo=PARIS)  # a Wednesday
MERCREDI = date(2026, 12, 9)
DEPUIS_TOUJOURS = datetime(2026, 8, 24, 9, 0, tzinfo=PARIS)


@cache
def calendrier() -> Calendrier:
    """What calendrier_initial writes, as the rules read it."""
    periodes = tuple(
        Periode(nom, debut, fin, pont=nature == PONT)
        for annee in annees_publiees("B").values()
        for nom, nature, debut, fin in annee
    )
    return Calendrier(
        periodes,
        {jour: nom for annee in (2026, 2027, 2028) for jour, nom in jours_feries(annee).items()},
    )


def creneau(jour=MERCREDI, moment=Moment.MATIN, *, libres=5, ouvert=True):
    pk = jour.toordinal() * 10 + int(moment[0])
    return CreneauLu(pk, jour, moment, capacite=10, prises=10 - libres, ouvert=ouvert)


def bloc(jour=MERCREDI, moment=Moment.MATIN, **champs) -> Bloc:
    """One half-day, or one day when `moment` is the whole day."""
    unite = Unite.JOURNEE if moment == Moment.JOURNEE else Unite.DEMI_JOURNEE
    return Bloc(cle_de(unite, jour, moment), unite, (creneau(jour, moment, **champs),))


def semaine(lundi, jours=5, **champs) -> Bloc:
    """The whole days from this Monday on."""
    creneaux = tuple(
        creneau(lundi + timedelta(days=n), Moment.JOURNEE, **champs) for n in range(jours)
    )
    return Bloc(cle_de(Unite.SEMAINE, lundi, Moment.JOURNEE), Unite.SEMAINE, creneaux)


def faits(**champs) -> Faits:
    """A child of eight, registered, in order, whose activity is open all along the two years."""
    valeurs = {
        "activite": "La Pingaudière",
        "naissance": date(2018, 3, 14),
        "age_min": 3,
        "age_max": 12,
        "calendrier": calendrier(),
        "inscriptions": ((PREMIER, None),),
        "ouvertures": ((PREMIER, DERNIER, DEPUIS_TOUJOURS),),
        "fiche_jusqu_au": DERNIER,
        "assurance_jusqu_au": DERNIER,
        **champs,
    }
    return Faits(**valeurs)
