"""The public holidays of a territory (code du travail, L3133-1, L3134-13 and L3422-2), by the names
that French calendars give them. No Django."""

from datetime import date

from jours_feries_france import JoursFeries

METROPOLE = "metropole"
_TERRITOIRES = {
    METROPOLE: "Métropole",
    "alsace-moselle": "Alsace-Moselle",
    "guadeloupe": "Guadeloupe",
    "guyane": "Guyane",
    "martinique": "Martinique",
    "mayotte": "Mayotte",
    "reunion": "La Réunion",
    "saint-barthelemy": "Saint-Barthélémy",
    "saint-martin": "Saint-Martin",
    "saint-pierre-et-miquelon": "Saint-Pierre-et-Miquelon",
}
_NOMS = {
    "Jour de Noël": "Noël",
    "2ème jour de Noël": "26 décembre",
    "Abolition de l'esclavage": "Abolition de l’esclavage",
}


def jours_feries(annee: int, territoire: str = METROPOLE) -> dict[date, str]:
    """{day: name}, in the order of the year. Two that fall together (1 May and Ascension, in 2008)
    are one day."""
    lus = JoursFeries.for_year(annee, _TERRITOIRES[territoire])
    return {jour: _NOMS.get(nom, nom) for nom, jour in lus.items()}
