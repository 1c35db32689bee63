"""Until when a health record holds. No Django, today is an argument."""

from datetime import date

FIN = (8, 31)  # the last day of a season
RENTREE_PREPAREE = (
    6  # from this month on, families give their papers for the school year that comes
)


def fin_de_saison(jour: date) -> date:
    """The last day for which a record confirmed on `jour` holds: the end of the school year, or,
    from June on, of the next one.

    >>> fin_de_saison(date(2026, 11, 25))
    datetime.date(2027, 8, 31)
    >>> fin_de_saison(date(2027, 6, 1))
    datetime.date(2028, 8, 31)
    """
    return date(jour.year + (jour.month >= RENTREE_PREPAREE), *FIN)
