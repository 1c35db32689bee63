"""How far the school calendar is known without a hole, so that agents are warned in time: of what
comes after, nobody knows whether there is school, and nothing can be opened or booked."""

from collections.abc import Iterable
from datetime import date

from django.db.models import CharField, F, Value

from reservations.models import JourFerie, PeriodeScolaire
from reservations.regles.calendrier import UN_JOUR, Intervalle, jours_connus, premier_trou
from reservations.regles.juge import Periode

ALERTE_MOIS = 9
FERIE = "ferie"  # beside the natures of a period


def _dernier(connus: tuple[Intervalle, ...], aujourdhui: date) -> date | None:
    """The last day of the stretch of today, else of the one before it, else the eve of the first
    one."""
    passees = [fin for debut, fin in connus if debut <= aujourdhui]
    if passees:
        return passees[-1]
    return connus[0][0] - UN_JOUR if connus else None


def _lire() -> tuple[tuple[Intervalle, ...], tuple[Intervalle, ...]]:
    """(stretches of days of which the school calendar says what they are, years that have a public
    holiday). One query."""
    feries = JourFerie.objects.order_by().values_list(
        "nom", "jour", F("jour"), Value(FERIE, output_field=CharField())
    )
    lignes = PeriodeScolaire.objects.order_by().values_list("nom", "debut", "fin", "nature")
    lues = list(lignes.union(feries, all=True))
    periodes = [
        Periode(nom, du, au, pont=nature == PeriodeScolaire.Nature.PONT)
        for nom, du, au, nature in lues
        if nature != FERIE
    ]
    annees = {du.year for _nom, du, _au, nature in lues if nature == FERIE}
    return jours_connus(periodes), _a_la_suite(annees)


def _a_la_suite(annees: Iterable[int]) -> tuple[Intervalle, ...]:
    """Join the years that follow each other."""
    connus: list[Intervalle] = []
    for annee in sorted(annees):
        debut, fin = date(annee, 1, 1), date(annee, 12, 31)
        if connus and connus[-1][1] + UN_JOUR == debut:
            debut = connus.pop()[0]
        connus.append((debut, fin))
    return tuple(connus)


def mois_restants(jusqu_au: date | None, aujourdhui: date) -> int:
    """Full months from today to that day; below zero once it is past.

    >>> mois_restants(date(2028, 8, 31), date(2027, 11, 30))
    9
    """
    if jusqu_au is None:
        return -1
    mois = (jusqu_au.year - aujourdhui.year) * 12 + jusqu_au.month - aujourdhui.month
    return mois - (jusqu_au.day < aujourdhui.day)


def alerte(aujourdhui: date) -> dict | None:
    """What agents must mend, when fewer than nine months are known, or when holidays are missing
    before others that are there; else None. One query.

    dict(jusqu_au: the last day known from today on, before the first hole, a day of the past when
    today is not known, None when there is nothing at all; passe: bool; trou: (first, last) days of
    which nothing is known while later ones are, or None; feries: bool, only public holidays are
    missing).
    """
    scolaires, annees = _lire()
    scolaire, ferie = _dernier(scolaires, aujourdhui), _dernier(annees, aujourdhui)
    jusqu_au, trou = (
        min(scolaire, ferie) if scolaire and ferie else None,
        premier_trou(scolaires, aujourdhui),
    )
    if mois_restants(jusqu_au, aujourdhui) >= ALERTE_MOIS and not trou:
        return None
    return {
        "jusqu_au": jusqu_au,
        "passe": jusqu_au is None or jusqu_au < aujourdhui,
        "trou": trou,
        "feries": bool(scolaire and jusqu_au and not trou and jusqu_au < scolaire),
    }
