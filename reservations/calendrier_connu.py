"""How far the school calendar is known, so that agents are warned in time: past its end, all is school term."""

from datetime import date

from django.db.models import Max

from .models import JourFerie, PeriodeScolaire

ALERTE_MOIS = 9


def connu_jusqu_au() -> date | None:
    """The last day known: of school holidays, and of a year of public holidays. None when there is nothing at all."""
    scolaire = PeriodeScolaire.objects.aggregate(fin=Max("fin"))["fin"]
    ferie = JourFerie.objects.aggregate(jour=Max("jour"))["jour"]
    return min(scolaire, date(ferie.year, 12, 31)) if scolaire and ferie else None


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
    """dict(jusqu_au: date or None, passe: bool) when fewer than nine months are known, else None. Two queries."""
    jusqu_au = connu_jusqu_au()
    if mois_restants(jusqu_au, aujourdhui) >= ALERTE_MOIS:
        return None
    return {"jusqu_au": jusqu_au, "passe": jusqu_au is None or jusqu_au < aujourdhui}
