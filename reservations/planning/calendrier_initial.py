"""The first rows of the school calendar: the holidays of the town's zone, as far as they are
published, and the public holidays of its territory (docs/comprendre/tarifs.md).

A year that has any row is the agents': nothing is added to it, so that a day they moved or removed
stays so. Where two published readings of the decree differ, the wider one is taken; agents correct
the row if their schools say less.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from itertools import groupby

from django.db import transaction
from django.utils import timezone
from vacances_scolaires_france import SchoolHolidayDates
from wagtail.log_actions import log

from famille.models import Utilisateur
from reservations.models import JourFerie, PeriodeScolaire, ReglageReservations, Territoire, Zone
from reservations.regles.feries import ascension, jours_feries

PONT = PeriodeScolaire.Nature.PONT
VACANCES = PeriodeScolaire.Nature.VACANCES
# (name, nature, first day without class, last day without class)
type PeriodeDite = tuple[str, PeriodeScolaire.Nature, date, date]
# The summer before the first school year that is booked: without it, nothing would say that there
# is school from September to the first holidays.
DEPUIS = date(2026, 7, 1)
PUBLIEES = (Zone.A, Zone.B, Zone.C)
# a period belongs to the school year in which it begins: 1 September to 31 August
DEBUT_SCOLAIRE = 9, 1
# Last days that the ministry's open data give sooner than its decree.
FINS_DU_DECRET = {date(2027, 7, 3): date(2027, 9, 1)}


@cache
def annees_publiees(zone: str) -> dict[int, list[PeriodeDite]]:
    """By the year in which school begins; none for a zone that has its own calendar, or none."""
    annees: dict[int, list[PeriodeDite]] = {}
    if zone in PUBLIEES:
        for periode in _periodes(zone):
            debut = periode[2]
            annee = debut.year - (debut < date(debut.year, *DEBUT_SCOLAIRE))
            annees.setdefault(annee, []).append(periode)
    return annees


def _periodes(zone: str) -> Iterator[PeriodeDite]:
    """The library tells days: those that follow each other under one name are a period."""
    lues = SchoolHolidayDates()
    jours = [
        (jour, lu["nom_vacances"])
        for jour, lu in sorted(lues.data.items())
        if jour >= DEPUIS and lu[lues.zone_key(zone)]
    ]
    suites = groupby(enumerate(jours), lambda rang: (rang[1][0].toordinal() - rang[0], rang[1][1]))
    for (_depart, nom), lot in suites:
        suite = [jour for _rang, (jour, _nom) in lot]
        if nom.startswith("Pont"):
            jeudi = ascension(suite[0].year)
            yield (nom.replace("'", "’"), PONT, jeudi, jeudi + timedelta(days=3))
        else:
            debut, fin = suite[0], FINS_DU_DECRET.get(suite[0], suite[-1])
            yield nom.replace("'", "’"), VACANCES, debut, fin


@transaction.atomic
def creer_calendrier() -> None:
    """Make the school years and the years of public holidays of which there is no row yet, for the
    zone and the territory that the town has chosen. Harmless when run again."""
    reglage = ReglageReservations.load()
    for annee, periodes in annees_publiees(reglage.zone).items():
        if not PeriodeScolaire.objects.filter(
            debut__gte=date(annee, *DEBUT_SCOLAIRE), debut__lt=date(annee + 1, *DEBUT_SCOLAIRE)
        ):
            PeriodeScolaire.objects.bulk_create(
                PeriodeScolaire(nom=nom, nature=nature, debut=debut, fin=fin)
                for nom, nature, debut, fin in periodes
            )
    derniere = max(*annees_publiees(Zone.B), timezone.localdate().year) + 1
    for annee in range(DEPUIS.year, derniere + 1):
        if not JourFerie.objects.filter(jour__year=annee).exists():
            _ajouter_les_feries(jours_feries(annee, reglage.territoire))


@transaction.atomic
def choisir_la_zone(zone: str, territoire: str, *, par: Utilisateur) -> None:
    """The town says where it is. Nothing of its calendar is rewritten: what is published of its
    zone is added to the years that have no row, and the holidays that its territory alone has."""
    reglage = ReglageReservations.load()
    avant = reglage.territoire
    reglage.zone, reglage.territoire = Zone(zone), Territoire(territoire)
    reglage.save(update_fields=["zone", "territoire"])
    log(
        instance=reglage,
        action="wagtail.edit",
        user=par,
        title=f"Calendrier scolaire : {reglage.get_zone_display()}",
    )
    creer_calendrier()
    for annee in set(JourFerie.objects.values_list("jour__year", flat=True)):
        communs = jours_feries(annee, avant)  # one that agents have removed stays so
        propres = jours_feries(annee, territoire).items()
        _ajouter_les_feries({jour: nom for jour, nom in propres if jour not in communs})


def _ajouter_les_feries(jours: dict[date, str]) -> None:
    JourFerie.objects.bulk_create(
        (JourFerie(jour=jour, nom=nom) for jour, nom in jours.items()), ignore_conflicts=True
    )
