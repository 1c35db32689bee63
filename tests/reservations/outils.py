"""A small town of centres for the tests: made of rows, at dates that the tests freeze (25 November
2026)."""

from datetime import date, datetime, timedelta

from famille.models import FicheSanitaire
from reservations.models import (
    Activite,
    Creneau,
    Inscription,
    JourFerie,
    Ouverture,
    PeriodeScolaire,
    Places,
    Structure,
)
from reservations.regles.juge import PARIS, Moment, Unite

MAINTENANT = datetime(2026, 11, 25, 10, 0, tzinfo=PARIS)  # a Wednesday
NOEL = (date(2026, 12, 19), date(2027, 1, 3))
MERCREDI = date(2026, 12, 9)
DIX_SEMAINES = timedelta(weeks=10)


def creer_activite(
    nom="La Pingaudière",
    *,
    unite_scolaire=Unite.DEMI_JOURNEE,
    unite_vacances=Unite.JOURNEE,
    **champs,
):
    """An activity in a centre of the same name, open to every age of the tests, with 10 places a
    créneau."""
    structure, _neuve = Structure.objects.get_or_create(nom=nom)
    valeurs = {"age_min": 3, "age_max": 17, "capacite": 10, "jours_scolaires": [2], **champs}
    return Activite.objects.create(
        structure=structure,
        nom="Accueil de loisirs",
        unite_scolaire=unite_scolaire,
        unite_vacances=unite_vacances,
        **valeurs,
    )


def creer_calendrier():
    """Christmas holidays of 2026 and its public holidays; school from the summer before to the
    summer after."""
    PeriodeScolaire.objects.get_or_create(
        debut=NOEL[0], defaults={"nom": "Vacances de Noël", "fin": NOEL[1]}
    )
    aller_a_l_ecole(date(2026, 7, 1), date(2027, 8, 31))
    for jour, nom in [
        (date(2026, 11, 11), "Armistice 1918"),
        (date(2026, 12, 25), "Noël"),
        (date(2027, 1, 1), "Jour de l’an"),
    ]:
        JourFerie.objects.get_or_create(jour=jour, defaults={"nom": nom})


def aller_a_l_ecole(debut, fin):
    """A Sunday without class every ten weeks: there is school between two of them, whatever the
    season."""
    dimanche = debut - timedelta(days=debut.weekday() + 1)
    combien = (fin - dimanche) // DIX_SEMAINES + 2
    PeriodeScolaire.objects.bulk_create(
        [
            PeriodeScolaire(nom="Un dimanche", debut=jour, fin=jour)
            for jour in (dimanche + DIX_SEMAINES * rang for rang in range(combien))
        ],
        ignore_conflicts=True,
    )


def ouvrir(
    activite,
    debut=date(2026, 9, 1),
    fin=date(2027, 7, 6),
    ouvre_le=datetime(2026, 8, 24, 9, tzinfo=PARIS),
):
    aller_a_l_ecole(debut, fin)
    ouverture = Ouverture.objects.create(
        nom="Année scolaire", debut=debut, fin=fin, ouvre_le=ouvre_le
    )
    ouverture.activites.add(activite)
    return ouverture


def creer_creneau(
    activite, jour=MERCREDI, moment=Moment.MATIN, *, capacite=None, prises=0, ouvert=True
):
    creneau = Creneau.objects.create(activite=activite, jour=jour, moment=moment)
    capacite = activite.capacite if capacite is None else capacite
    Places.objects.create(creneau=creneau, capacite=capacite, prises=prises, ouvert=ouvert)
    return creneau


def creer_mercredis(
    activite,
    combien=4,
    *,
    premier=MERCREDI,
    moments=(Moment.MATIN, Moment.APRES_MIDI),
    capacite=None,
):
    """The half-days of `combien` Wednesdays in a row: list[Creneau]."""
    jours = [premier + timedelta(weeks=rang) for rang in range(combien)]
    return [
        creer_creneau(activite, jour, moment, capacite=capacite)
        for jour in jours
        for moment in moments
    ]


def inscrire(enfant, activite, debut=date(2026, 9, 1), fin=None):
    """Registered, with a health record and an insurance good for the whole school year."""
    FicheSanitaire.objects.get_or_create(
        enfant=enfant,
        defaults={
            "valable_jusqu_au": date(2027, 8, 31),
            "assurance_compagnie": "Assurance",
            "assurance_fin": date(2027, 8, 31),
        },
    )
    return Inscription.objects.create(enfant=enfant, activite=activite, debut=debut, fin=fin)
