"""The school calendar and the deadlines counted on it: no Django, days in Europe/Paris (G30,
D4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from famille.socle.dire import compte, en_jour

PARIS = ZoneInfo("Europe/Paris")
UN_JOUR = timedelta(days=1)


class Nature(StrEnum):
    SCOLAIRE = "scolaire"
    VACANCES = "vacances"
    PONT = "pont"
    FERIE = "ferie"
    INCONNUE = "inconnue"  # no row says whether there is school


@dataclass(frozen=True)
class Periode:
    """School holidays or a bridge, first and last day without class."""

    nom: str
    debut: date
    fin: date
    pont: bool = False


class _ParJour(dict[date, Periode | None]):
    """The period of each day already asked: a month asks for the same days for each child, place
    and rule."""

    def __init__(self, periodes: tuple[Periode, ...]) -> None:
        super().__init__()
        self._periodes = periodes

    def __missing__(self, jour: date) -> Periode | None:
        trouvee = next(
            (periode for periode in self._periodes if periode.debut <= jour <= periode.fin), None
        )
        return self.setdefault(jour, trouvee)


@dataclass(frozen=True)
class Calendrier:
    """What the town's rows say of days: school holidays and bridges, public holidays (day →
    name).

    `connus`: the stretches of days of which the rows say what they are
    (`regles_annee.jours_connus`), or None where only deadlines are counted and school does not
    matter: every day without a row is then school term."""

    periodes: tuple[Periode, ...] = ()
    feries: Mapping[date, str] = field(default_factory=dict)
    connus: tuple[tuple[date, date], ...] | None = None

    def periode(self, jour: date) -> Periode | None:
        return self._par_jour[jour]

    @cached_property
    def _par_jour(self) -> "_ParJour":
        return _ParJour(self.periodes)

    def en_vacances(self, jour: date) -> bool:
        """Which of an activity's two units holds, term or holidays; a public holiday changes
        nothing to it."""
        periode = self.periode(jour)
        return bool(periode and not periode.pont)

    def connait(self, jour: date) -> bool:
        """Whether a row says what this day is; what none says is no school term."""
        if self.connus is None or self.periode(jour):
            return True
        return any(debut <= jour <= fin for debut, fin in self.connus)

    def en_classe(self, jour: date) -> bool:
        """Whether the unit of school term holds on `jour`. Bridges and public holidays change
        nothing to it."""
        return self.connait(jour) and not self.en_vacances(jour)

    def nature(self, jour: date) -> Nature:
        if jour in self.feries:
            return Nature.FERIE
        periode = self.periode(jour)
        if periode is None:
            return Nature.SCOLAIRE if self.connait(jour) else Nature.INCONNUE
        return Nature.PONT if periode.pont else Nature.VACANCES

    def ferme_pour(self, jour: date) -> str | None:
        """Why nobody works on `jour`, as shown: "11 novembre, jour férié"; None on an ordinary
        day."""
        if jour in self.feries:
            return f"{self.feries[jour]}, jour férié"
        periode = self.periode(jour)
        return periode.nom if periode and periode.pont else None

    def ouvre(self, jour: date) -> bool:
        """Whether `jour` counts as a working day: Monday to Friday, no public holiday."""
        return jour.weekday() < 5 and jour not in self.feries


@dataclass(frozen=True)
class Delai:
    """How long before a day it can still be booked or cancelled: `jours` calendar days, or working
    ones (`ouvres`)."""

    jours: int
    ouvres: bool = False

    def dernier_jour(self, debut: date, calendrier: Calendrier) -> date:
        """The last day on which what begins on `debut` can be changed.

        >>> Delai(7).dernier_jour(date(2026, 12, 9), Calendrier())
        datetime.date(2026, 12, 2)
        """
        if not self.ouvres:
            return debut - timedelta(days=self.jours)
        jour, restants = debut, self.jours
        while restants:
            jour -= UN_JOUR
            restants -= calendrier.ouvre(jour)
        return jour

    def limite(self, debut: date, calendrier: Calendrier) -> datetime:
        """The last instant of that day in Paris, aware; clock changes included."""
        return datetime.combine(self.dernier_jour(debut, calendrier), time.max, tzinfo=PARIS)


def dire_les_delais(reserver: Delai, annuler: Delai) -> str:
    """The rule of an activity, for who has no day in mind yet.

    >>> dire_les_delais(Delai(7), Delai(7))
    'Un jour se réserve et s’annule jusqu’à 7 jours avant, à minuit.'
    >>> dire_les_delais(Delai(7), Delai(2, ouvres=True))
    'Un jour se réserve jusqu’à 7 jours avant, à minuit ; il s’annule jusqu’à 2 jours ouvrés avant, à minuit.'
    """  # noqa: E501
    if reserver == annuler:
        return f"Un jour se réserve et s’annule {jusqu_a(reserver)}."
    return f"Un jour se réserve {jusqu_a(reserver)} ; il s’annule {jusqu_a(annuler)}."


def jusqu_a(delai: Delai) -> str:
    """ "jusqu’à 2 jours ouvrés avant, à minuit"."""
    if not delai.jours:
        return "jusqu’au jour même, à minuit"
    mots = ("jour ouvré", "jours ouvrés") if delai.ouvres else ("jour",)
    return f"jusqu’à {compte(delai.jours, *mots)} avant, à minuit"


def dire_la_limite(limite: datetime, *, annee: bool = False) -> str:
    """A deadline (`Delai.limite`), said so that its evening is not lost.

    >>> dire_la_limite(Delai(7).limite(date(2026, 12, 9), Calendrier()))
    'mercredi 2 décembre à minuit'
    """
    return f"{en_jour(limite.astimezone(PARIS).date(), annee=annee)} à minuit"
