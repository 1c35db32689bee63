"""The first rows of the school calendar: zone B (académie d'Orléans-Tours), and the public holidays
(docs/comprendre/tarifs.md).

A year that has any row is the agents': nothing is added to it, so that a day they moved or removed
stays so. Where two published readings of the decree differ, the wider one is taken; agents correct
the row if their schools say less.
"""

from datetime import date

from django.db import transaction
from django.utils import timezone

from reservations.models import JourFerie, PeriodeScolaire
from reservations.regles.feries import jours_feries

PONT = PeriodeScolaire.Nature.PONT
VACANCES = PeriodeScolaire.Nature.VACANCES

# (name, nature, first day without class, last day without class), by the year in which school
# begins.
ZONE_B = {
    # The summer before: without it, nothing would say that there is school from September to the
    # first holidays.
    2025: [("Vacances d’été", VACANCES, date(2026, 7, 4), date(2026, 8, 31))],
    2026: [
        ("Vacances de la Toussaint", VACANCES, date(2026, 10, 17), date(2026, 11, 1)),
        ("Vacances de Noël", VACANCES, date(2026, 12, 19), date(2027, 1, 3)),
        ("Vacances d’hiver", VACANCES, date(2027, 2, 20), date(2027, 3, 7)),
        ("Vacances de printemps", VACANCES, date(2027, 4, 17), date(2027, 5, 2)),
        ("Pont de l’Ascension", PONT, date(2027, 5, 6), date(2027, 5, 9)),
        ("Vacances d’été", VACANCES, date(2027, 7, 3), date(2027, 9, 1)),
    ],
    2027: [
        ("Vacances de la Toussaint", VACANCES, date(2027, 10, 23), date(2027, 11, 7)),
        ("Vacances de Noël", VACANCES, date(2027, 12, 18), date(2028, 1, 2)),
        ("Vacances d’hiver", VACANCES, date(2028, 2, 5), date(2028, 2, 20)),
        ("Vacances de printemps", VACANCES, date(2028, 4, 8), date(2028, 4, 23)),
        ("Pont de l’Ascension", PONT, date(2028, 5, 25), date(2028, 5, 28)),
        ("Vacances d’été", VACANCES, date(2028, 7, 4), date(2028, 8, 31)),
    ],
}
# a period belongs to the school year in which it begins: 1 September to 31 August
DEBUT_SCOLAIRE = 9, 1


@transaction.atomic
def creer_calendrier() -> None:
    """Make the school years and the years of public holidays of which there is no row yet. Harmless
    when run again."""
    for annee, periodes in ZONE_B.items():
        if not PeriodeScolaire.objects.filter(
            debut__gte=date(annee, *DEBUT_SCOLAIRE), debut__lt=_suivante(annee)
        ):
            PeriodeScolaire.objects.bulk_create(
                PeriodeScolaire(nom=nom, nature=nature, debut=debut, fin=fin)
                for nom, nature, debut, fin in periodes
            )
    derniere = max(*ZONE_B, timezone.localdate().year) + 1
    for annee in range(min(ZONE_B) + 1, derniere + 1):
        if not JourFerie.objects.filter(jour__year=annee).exists():
            JourFerie.objects.bulk_create(
                JourFerie(jour=jour, nom=nom) for jour, nom in jours_feries(annee).items()
            )


def _suivante(annee: int) -> date:
    return date(annee + 1, *DEBUT_SCOLAIRE)
