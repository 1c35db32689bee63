"""The public holidays of metropolitan France, by the names of code du travail, article L3133-1. No
Django."""

from datetime import date, timedelta


def paques(annee: int) -> date:
    """Easter Sunday (Gregorian calendar): the "anonymous" algorithm, Nature, 1876, exact for any
    year.

    >>> paques(2027)
    datetime.date(2027, 3, 28)
    """
    siecle, reste = divmod(annee, 100)
    lune = annee % 19
    correction = (siecle - (siecle + 8) // 25 + 1) // 3
    epacte = (19 * lune + siecle - siecle // 4 - correction + 15) % 30
    dimanche = (32 + 2 * (siecle % 4) + 2 * (reste // 4) - epacte - reste % 4) % 7
    exception = (lune + 11 * epacte + 22 * dimanche) // 451
    mois, jour = divmod(epacte + dimanche - 7 * exception + 114, 31)
    return date(annee, mois, jour + 1)


def jours_feries(annee: int) -> dict[date, str]:
    """{day: name}, in the order of the year. Two that fall together (1 May and Ascension, in 2008)
    are one day."""
    dimanche = paques(annee)
    jours = [
        (date(annee, 1, 1), "1er janvier"),
        (dimanche + timedelta(days=1), "Lundi de Pâques"),
        (dimanche + timedelta(days=39), "Ascension"),
        (dimanche + timedelta(days=50), "Lundi de Pentecôte"),
        (date(annee, 5, 1), "1er mai"),
        (date(annee, 5, 8), "8 mai"),
        (date(annee, 7, 14), "14 juillet"),
        (date(annee, 8, 15), "Assomption"),
        (date(annee, 11, 1), "Toussaint"),
        (date(annee, 11, 11), "11 novembre"),
        (date(annee, 12, 25), "Noël"),
    ]
    return dict(sorted(jours))
