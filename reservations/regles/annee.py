"""What the rows of the school calendar say of the days between them. No Django.

Only holidays are typed: a day is school term because it lies between two of them. So it does only
where they follow each other as holidays do; past the last one, or where some are missing in the
middle, nobody knows what a day is.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from .calendrier import UN_JOUR, Periode

# Of the calendars published from 2014 to 2028, all zones, the longest stretch of school is 81 days,
# and the shortest that the loss of one holiday leaves is over 90.
CLASSE_MAX = timedelta(weeks=12)

type Intervalle = tuple[date, date]  # first and last day, both included


def jours_connus(periodes: Iterable[Periode]) -> tuple[Intervalle, ...]:
    """The stretches of days of which the calendar says what they are, in order: holidays, and the
    school between two.

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
    """The days, from today on, of which nothing is known while something is known of later ones;
    None without any."""
    attendu = aujourdhui
    for debut, fin in connus:
        if fin < attendu:
            continue
        if debut > attendu:
            return attendu, debut - UN_JOUR
        attendu = fin + UN_JOUR
    return None
