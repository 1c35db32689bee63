"""The school calendar, and the deadlines counted on it, in the town's time zone. No Django (G30,
D4)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property

from famille.socle.dire import JOURS, PARIS, compte, en_jour, heure_dite

UN_JOUR = timedelta(days=1)
MIDI = time(12)
QUATRE_JOURS = frozenset({0, 1, 3, 4})  # 0: Monday
JOURS_D_ECOLE_MAX = 15  # the most of a deadline; three months of holidays are read before a day
ETE_MAX = 90  # days between two days of school
# In the calendars of 2014 to 2028, all zones, school lasts at most 81 days between two holidays,
# and over 90 days when one holiday is missing.
CLASSE_MAX = timedelta(weeks=12)

type Intervalle = tuple[date, date]  # first and last day, both included


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
    """A cache, day → period: a month asks for the same days for each child, place and rule."""

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
    """What days are, from the town's rows: school holidays, bridges, public holidays (day → name).

    `connus`: the stretches of days that the rows describe (`jours_connus`). None where only
    deadlines are counted and school does not matter: a day without a row is then school term.
    `jours_de_classe`: the weekdays on which schools open."""

    periodes: tuple[Periode, ...] = ()
    feries: Mapping[date, str] = field(default_factory=dict)
    connus: tuple[Intervalle, ...] | None = None
    jours_de_classe: frozenset[int] = QUATRE_JOURS

    def periode(self, jour: date) -> Periode | None:
        return self._par_jour[jour]

    @cached_property
    def _par_jour(self) -> "_ParJour":
        return _ParJour(self.periodes)

    def en_vacances(self, jour: date) -> bool:
        """Whether an activity's holiday unit holds, rather than its term unit; public holidays do
        not count."""
        periode = self.periode(jour)
        return bool(periode and not periode.pont)

    def connait(self, jour: date) -> bool:
        """Whether the rows describe this day. A day that they do not is not school term."""
        if self.connus is None or self.periode(jour):
            return True
        return any(debut <= jour <= fin for debut, fin in self.connus)

    def en_classe(self, jour: date) -> bool:
        """Whether the unit of school term holds on `jour`. Bridges and public holidays do not
        count."""
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

    def ecole(self, jour: date) -> bool:
        """Whether children go to school on `jour`; yes where no row says whether they do."""
        return (
            jour.weekday() in self.jours_de_classe
            and jour not in self.feries
            and self.periode(jour) is None
        )

    @cached_property
    def reculs(self) -> dict[tuple[int, StrEnum, date], date]:
        """The cache of `Delai.dernier_jour`: a month asks for the same days for each child and
        activity."""
        return {}


def jours_connus(periodes: Iterable[Periode]) -> tuple[Intervalle, ...]:
    """The stretches of known days, in order: holidays, and the school between two. Only holidays
    are typed: a day is school term because it lies between two that are close enough. After the
    last one, or where one seems to be missing (CLASSE_MAX), nobody knows what a day is.

    >>> ete = Periode("Été", date(2026, 7, 4), date(2026, 8, 31))
    >>> toussaint = Periode("Toussaint", date(2026, 10, 17), date(2026, 11, 1))
    >>> jours_connus([ete, toussaint])
    ((datetime.date(2026, 7, 4), datetime.date(2026, 11, 1)),)
    """
    connus: list[Intervalle] = []
    for periode in sorted(
        (periode for periode in periodes if not periode.pont), key=lambda periode: periode.debut
    ):
        if connus and periode.debut - connus[-1][1] <= CLASSE_MAX:
            debut, fin = connus.pop()
            connus.append((debut, max(fin, periode.fin)))
        else:
            connus.append((periode.debut, periode.fin))
    return tuple(connus)


def premier_trou(connus: Iterable[Intervalle], aujourdhui: date) -> Intervalle | None:
    """The first stretch of unknown days, from today on, that comes before known ones; None without
    one."""
    attendu = aujourdhui
    for debut, fin in connus:
        if fin < attendu:
            continue
        if debut > attendu:
            return attendu, debut - UN_JOUR
        attendu = fin + UN_JOUR
    return None


# The calendar that gives the latest deadlines: no holidays, school from Monday to Friday.
LE_PLUS_LARGE = Calendrier(jours_de_classe=frozenset(range(5)))


class GenreDeDelai(StrEnum):
    """The unit in which a deadline is counted."""

    JOURS = "jours"  # calendar days
    OUVRES = "ouvres"  # Monday to Friday, public holidays left out
    ECOLE = "ecole"  # days on which there is school
    SEMAINE = "semaine"  # weeks, up to one of their days


@dataclass(frozen=True)
class Delai:
    """How long before a day it can still be booked or cancelled: `jours` days of this `genre`, or
    weeks, up to their weekday `jour` (0: Monday; at least one week, so that no limit comes after
    its day). `heure`: on that day, until when, in Paris; None: its end.

    Closures and strikes change nothing to it: a limit that has been shown does not move when one is
    announced. Holidays, bridges and public holidays, known for the year, do count where they
    should."""

    jours: int
    genre: GenreDeDelai = GenreDeDelai.JOURS
    heure: time | None = None
    jour: int | None = None

    @property
    def lit_le_calendrier(self) -> bool:
        """Whether the deadline depends on the town's calendar."""
        return self.genre in _LUS

    @property
    def recul_max(self) -> int:
        """The most calendar days between the limit and its day: two working days are never more
        than five days apart, bridges included; two days of school may have a summer between
        them."""
        if self.genre == GenreDeDelai.SEMAINE:
            return 7 * self.jours + 6
        if self.genre == GenreDeDelai.ECOLE:
            return 7 * self.jours + ETE_MAX
        return self.jours * (5 if self.genre == GenreDeDelai.OUVRES else 1)

    def dernier_jour(self, debut: date, calendrier: Calendrier) -> date:
        """The last day on which a bloc that begins on `debut` can be changed.

        >>> Delai(7).dernier_jour(date(2026, 12, 9), Calendrier())
        datetime.date(2026, 12, 2)
        >>> jeudi = Delai(1, GenreDeDelai.SEMAINE, time(12), jour=3)
        >>> jeudi.dernier_jour(date(2026, 12, 9), Calendrier())
        datetime.date(2026, 12, 3)
        """
        if self.genre == GenreDeDelai.JOURS:
            return debut - timedelta(days=self.jours)
        if self.genre == GenreDeDelai.SEMAINE:
            lundi = debut - timedelta(days=debut.weekday())
            return lundi + timedelta(days=(self.jour or 0) - 7 * self.jours)
        cle = self.jours, self.genre, debut
        if cle not in calendrier.reculs:
            compte_t_il = (
                calendrier.ouvre if self.genre == GenreDeDelai.OUVRES else calendrier.ecole
            )
            calendrier.reculs[cle] = _reculer(debut, self.jours, compte_t_il)
        return calendrier.reculs[cle]

    def limite(self, debut: date, calendrier: Calendrier) -> datetime:
        """The last instant at which it can be changed, aware, as clocks in Paris show it: the end
        of the day, or its hour. An hour that a clock change skips is the one that comes then."""
        jour = self.dernier_jour(debut, calendrier)
        if self.heure is None:
            return datetime.combine(jour, time.max, tzinfo=PARIS)
        instant = datetime.combine(jour, self.heure, tzinfo=PARIS)
        return instant.astimezone(UTC).astimezone(PARIS)


_LUS = frozenset({GenreDeDelai.OUVRES, GenreDeDelai.ECOLE})


def _reculer(debut: date, combien: int, compte_t_il: Callable[[date], bool]) -> date:
    """The last of the `combien` days before `debut` that count."""
    jour = debut
    while combien > 0:
        jour -= UN_JOUR
        combien -= compte_t_il(jour)
    return jour


def dire_les_delais(reserver: Delai, annuler: Delai) -> str:
    """The rule of an activity, in French, whatever the day.

    >>> dire_les_delais(Delai(7), Delai(7))
    'Un jour se réserve et s’annule jusqu’à 7 jours avant, à minuit.'
    >>> dire_les_delais(Delai(7), Delai(2, GenreDeDelai.OUVRES))
    'Un jour se réserve jusqu’à 7 jours avant, à minuit ; il s’annule jusqu’à 2 jours ouvrés avant, à minuit.'
    """  # noqa: E501
    if reserver == annuler:
        return f"Un jour se réserve et s’annule {jusqu_a(reserver)}."
    return f"Un jour se réserve {jusqu_a(reserver)} ; il s’annule {jusqu_a(annuler)}."


_AVANT = {
    GenreDeDelai.JOURS: ("jour",),
    GenreDeDelai.OUVRES: ("jour ouvré", "jours ouvrés"),
    GenreDeDelai.ECOLE: ("jour d’école", "jours d’école"),
    GenreDeDelai.SEMAINE: ("semaine",),
}


def jusqu_a(delai: Delai) -> str:
    """A deadline and its hour, in French.

    >>> jusqu_a(Delai(2, GenreDeDelai.OUVRES)), jusqu_a(Delai(1, GenreDeDelai.ECOLE, time(9)))
    ('jusqu’à 2 jours ouvrés avant, à minuit', 'jusqu’au jour d’école précédent, à 9\\xa0h')
    >>> jusqu_a(Delai(1, GenreDeDelai.SEMAINE, time(12), jour=3))
    'jusqu’au jeudi de la semaine précédente, à 12\\xa0h'
    """
    return f"jusqu’{_quand(delai)}, à {heure_dite(delai.heure) if delai.heure else 'minuit'}"


def _quand(delai: Delai) -> str:
    avant = f"{compte(delai.jours, *_AVANT[delai.genre])} avant"
    if delai.genre == GenreDeDelai.SEMAINE:
        precise = "de la semaine précédente" if delai.jours == 1 else avant
        return f"au {JOURS[delai.jour or 0]} {precise}"
    if not delai.jours:
        return "au matin même" if delai.heure and delai.heure < MIDI else "au jour même"
    if delai.jours == 1 and delai.genre == GenreDeDelai.ECOLE:
        return "au jour d’école précédent"
    return f"à {avant}"


def dire_la_limite(limite: datetime, *, annee: bool = False) -> str:
    """A moment (`Delai.limite`) with its hour, in French: the end of a day is "minuit".

    >>> dire_la_limite(Delai(7).limite(date(2026, 12, 9), Calendrier()))
    'mercredi 2 décembre à minuit'
    >>> dire_la_limite(Delai(0, heure=time(8, 30)).limite(date(2026, 12, 9), Calendrier()))
    'mercredi 9 décembre à 8\\xa0h\\xa030'
    """
    local = limite.astimezone(PARIS)
    heure = "minuit" if local.time() == time.max else heure_dite(local.time())
    return f"{en_jour(local.date(), annee=annee)} à {heure}"
