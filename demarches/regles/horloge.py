"""The clock of a demande: by when the town owes an answer, and what its silence means. No Django,
today is an argument.

Every date is a day of the town's own clock; the moment of receipt at the server counts (CRPA
L112-13, D4).
"""

from collections.abc import Iterable
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

ACCEPTATION = "acceptation"
REJET = "rejet"
SANS_OBJET = "sans-objet"

# (asked on, to be given by, received on or None): one complement, in days.
Complement = tuple[date, date, date | None]


def ajouter_mois(jour: date, mois: int) -> date:
    """The same day of the month, `mois` months later; where that month has no such day, its last
    one.

    A time limit in months ends on the day that bears the same number, else on the last of the
    month: 31 December and two months make 28 February (code de procédure civile, article 641, which
    the administration follows).
    """
    return jour + relativedelta(months=mois)


def mois_entre(debut: date, fin: date) -> int:
    """The months that lead from `debut` to `fin`, where `fin` is what `ajouter_mois` gave."""
    return (fin.year - debut.year) * 12 + fin.month - debut.month


def echeance(
    deposee_le: date, *, effet: str, mois: int | None, complements: Iterable[Complement] = ()
) -> date | None:
    """The day on which, unanswered, the demande counts as accepted or rejected (CRPA L231-1,
    L231-4, L114-5; D3).

    Acceptance: the clock only runs from the receipt of what was missing, so it starts again at each
    completion and there is no date while something is awaited. Rejection: the clock stops from the
    day the complement is asked until the day granted, or until the receipt if it comes earlier; a
    late or missing complement stops it no longer than granted. A complement asked once the silence
    has already decided changes nothing.

    None: silence decides nothing (`sans-objet`, or the town has chosen no delay), or the clock has
    not started.
    """
    if mois is None or effet not in (ACCEPTATION, REJET):
        return None
    suite = _acceptee_le if effet == ACCEPTATION else _rejetee_le
    return suite(deposee_le, mois, sorted(complements, key=lambda complement: complement[0]))


def _acceptee_le(deposee_le: date, mois: int, complements: Iterable[Complement]) -> date | None:
    fin = ajouter_mois(deposee_le, mois)
    for demande_le, _limite, recu_le in complements:
        if demande_le > fin:
            break
        if recu_le is None:
            return None
        fin = max(fin, ajouter_mois(recu_le, mois))
    return fin


def _rejetee_le(deposee_le: date, mois: int, complements: Iterable[Complement]) -> date:
    fin = ajouter_mois(deposee_le, mois)
    reprise = deposee_le  # when the clock last started again: two stops never count one day twice
    for demande_le, limite, recu_le in complements:
        if demande_le > fin:
            break
        arret = max(demande_le, reprise)
        reprise = max(arret, min(limite, recu_le) if recu_le else limite)
        fin += reprise - arret
    return fin


def reponse_annoncee(deposee: date, jours: int | None) -> date | None:
    """By when the service says it answers, in calendar days. None: nothing is promised."""
    return None if jours is None else deposee + timedelta(days=jours)


def a_repondre_avant(
    deposee_le: date,
    *,
    effet: str,
    mois: int | None,
    jours: int | None,
    complements: Iterable[Complement] = (),
) -> date | None:
    """What `Demande.echeance` holds: the day to answer by, the earlier of what the law says and of
    what was announced.

    The announced delay starts again when a complement comes; while one is awaited only the law
    runs.
    """
    complements = list(complements)
    dates = [echeance(deposee_le, effet=effet, mois=mois, complements=complements)]
    if all(recu_le is not None for _demande_le, _limite, recu_le in complements):
        recue_le = max(
            [deposee_le, *(recu_le for _demande_le, _limite, recu_le in complements if recu_le)]
        )
        dates.append(reponse_annoncee(recue_le, jours))
    return min((jour for jour in dates if jour), default=None)
