"""The public holidays of a territory (code du travail, L3133-1, L3134-13 and L3422-2), by the names
that French calendars give them. No Django.

No library: one has not moved since 2020, the other adds days that customs keep and the law does not
(Good Friday in Guadeloupe), for 14 MB of all countries.
"""

from datetime import date, timedelta

from dateutil.easter import easter

METROPOLE = "metropole"
# (month, day), or how many days after Easter
type _Quand = tuple[int, int] | int
_PARTOUT: dict[str, _Quand] = {
    "1er janvier": (1, 1),
    "Lundi de Pâques": 1,
    "1er mai": (5, 1),
    "8 mai": (5, 8),
    "Ascension": 39,
    "Lundi de Pentecôte": 50,
    "14 juillet": (7, 14),
    "Assomption": (8, 15),
    "Toussaint": (11, 1),
    "11 novembre": (11, 11),
    "Noël": (12, 25),
}
_ABOLITION = {
    "guadeloupe": (5, 27),
    "guyane": (6, 10),
    "martinique": (5, 22),
    "mayotte": (4, 27),
    "reunion": (12, 20),
    "saint-barthelemy": (10, 9),
    "saint-martin": (5, 28),
}
_PROPRES: dict[str, dict[str, _Quand]] = {
    METROPOLE: {},
    "saint-pierre-et-miquelon": {},
    "alsace-moselle": {"Vendredi saint": -2, "26 décembre": (12, 26)},
    **{nom: {"Abolition de l’esclavage": quand} for nom, quand in _ABOLITION.items()},
}


def jours_feries(annee: int, territoire: str = METROPOLE) -> dict[date, str]:
    """{day: name}, in the order of the year. Two that fall together (1 May and Ascension, in 2008)
    are one day, by the name of the second in the year. KeyError: no such territory."""
    dits = _PARTOUT | _PROPRES[territoire]
    jours = {_le(quand, annee): nom for nom, quand in dits.items()}
    return dict(sorted(jours.items()))


def ascension(annee: int) -> date:
    return _le(_PARTOUT["Ascension"], annee)


def _le(quand: _Quand, annee: int) -> date:
    if isinstance(quand, int):
        return easter(annee) + timedelta(days=quand)
    return date(annee, *quand)
