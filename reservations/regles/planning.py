"""Which créneaux an activity should have between two days. No database, no Django."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from .blocs import Moment, Unite
from .calendrier import Calendrier

UN_JOUR = timedelta(days=1)
DU_LUNDI_AU_VENDREDI = frozenset(range(5))
CALENDRIER_INCONNU = "calendrier scolaire à compléter"
DUREE_MAX = 400  # days: a school year and its summer
MOMENTS = {
    Unite.DEMI_JOURNEE: (Moment.MATIN, Moment.APRES_MIDI),
    Unite.JOURNEE: (Moment.JOURNEE,),
    Unite.SEMAINE: (Moment.JOURNEE,),
}


def unite_du(
    calendrier: Calendrier, jour: date, *, scolaire: Unite | None, vacances: Unite | None
) -> Unite | None:
    """The unit of `jour`, of an activity's two; None where nobody knows whether there is school."""
    if calendrier.en_vacances(jour):
        return vacances
    return scolaire if calendrier.en_classe(jour) else None


@dataclass(frozen=True)
class Accueil:
    """When an activity welcomes children: its unit in term and in holidays (None: nothing then),
    its weekdays in term (0: Monday), the days on which it is closed: (first, last, reason
    shown)."""

    scolaire: Unite | None
    vacances: Unite | None
    jours_scolaires: frozenset[int]
    fermetures: tuple[tuple[date, date, str], ...] = ()

    def unite(self, calendrier: Calendrier, jour: date) -> Unite | None:
        return unite_du(calendrier, jour, scolaire=self.scolaire, vacances=self.vacances)

    def peut_etre(self, jour: date) -> bool:
        """Whether children would be welcome on this weekday, in term or in holidays."""
        en_classe = self.scolaire is not None and jour.weekday() in self.jours_scolaires
        return en_classe or (self.vacances is not None and jour.weekday() in DU_LUNDI_AU_VENDREDI)


@dataclass(frozen=True)
class JourPrevu:
    """`moments` is empty on a day that should have been one, but for `raison`."""

    jour: date
    moments: tuple[Moment, ...]
    raison: str = ""


def jours_prevus(
    debut: date, fin: date, accueil: Accueil, calendrier: Calendrier
) -> Iterator[JourPrevu]:
    """The days of welcome from `debut` to `fin` included: the activity's weekdays in term, Monday
    to Friday in holidays; nothing on a public holiday, a bridge, a closure or a day that the school
    calendar does not know, which are given with their reason.

    >>> mercredis = Accueil(Unite.DEMI_JOURNEE, None, frozenset({2}))
    >>> deux_semaines = date(2026, 12, 7), date(2026, 12, 20)
    >>> [len(prevu.moments) for prevu in jours_prevus(*deux_semaines, mercredis, Calendrier())]
    [2, 2]
    """
    for jour in (debut + UN_JOUR * rang for rang in range((fin - debut).days + 1)):
        if not calendrier.connait(jour):
            if accueil.peut_etre(jour):
                yield JourPrevu(jour, (), CALENDRIER_INCONNU)
            continue
        vacances = calendrier.en_vacances(jour)
        unite = accueil.unite(calendrier, jour)
        if unite is None or jour.weekday() not in (
            DU_LUNDI_AU_VENDREDI if vacances else accueil.jours_scolaires
        ):
            continue
        raison = calendrier.ferme_pour(jour) or next(
            (motif for du, au, motif in accueil.fermetures if du <= jour <= au), None
        )
        yield JourPrevu(jour, () if raison else MOMENTS[unite], raison or "")


def melange(prevus: Iterable[Moment], existants: Iterable[Moment]) -> bool:
    """Whether a day would hold both half-days and the whole day: the same places would be given
    twice.

    >>> melange([Moment.JOURNEE], [Moment.MATIN]), melange([Moment.MATIN], [Moment.APRES_MIDI])
    (True, False)
    """
    return len({moment == Moment.JOURNEE for moment in (*prevus, *existants)}) > 1
