"""A day as people write it, read without asking them to write it our way. No Django."""

import re
from datetime import date

from famille.socle.dire import JOURS, MOIS
from famille.socle.texte import normaliser

_ABREGES = {"janv": 1, "fevr": 2, "avr": 4, "juil": 7, "sept": 9, "oct": 10, "nov": 11, "dec": 12}
_MOIS = _ABREGES | {normaliser(nom): rang for rang, nom in enumerate(MOIS, start=1)}
_SEMAINE = "|".join(JOURS)
_ANNEE = r"(?P<annee>[0-9]{4}|[0-9]{2})"
_FORMES = [
    re.compile(
        rf"(?:le )?(?:(?:{_SEMAINE}) )?(?P<jour>[0-9]{{1,2}})(?:er)? (?P<mois>[0-9]{{1,2}}|[a-z]+)"
        rf" {_ANNEE}"
    ),
    re.compile(rf"(?P<jour>[0-9]{{2}})(?P<mois>[0-9]{{2}}){_ANNEE}"),
    re.compile(r"(?P<annee>[0-9]{4}) (?P<mois>[0-9]{1,2}) (?P<jour>[0-9]{1,2})"),
]
_SEPARATEURS = re.compile(r"[\s.\-]+")  # `normaliser` has made the others spaces
_PREMIERE, _DERNIERE = 1900, 2100  # beyond, a slip of the finger: 0026, 20226
_LONGUEUR = 60  # no date is longer


class JourIllisible(ValueError):
    """This text is not a date."""


class JourInexistant(ValueError):
    """This is written as a date, and no calendar has it: 31/02/2026."""


class JourLointain(JourInexistant):
    """A day of the calendar, centuries away: a slip of the finger in its year."""


def lire_jour(texte: str) -> date:
    """The day that is written: with its digits in a row, or apart, or its month in letters, or as a
    machine writes it.

    Raises JourIllisible, JourInexistant or JourLointain.

    >>> ecrits = "15122026", "15 12 26", "15.12.26", "mardi 15 décembre 2026"
    >>> {lire_jour(ecrit).isoformat() for ecrit in ecrits}
    {'2026-12-15'}
    >>> lire_jour("2026-12-15")
    datetime.date(2026, 12, 15)
    """
    simple = _SEPARATEURS.sub(" ", normaliser(texte[:_LONGUEUR])).strip()
    trouvee = next((forme for forme in (une.fullmatch(simple) for une in _FORMES) if forme), None)
    if trouvee is None or len(texte) > _LONGUEUR:
        raise JourIllisible(texte)
    mois = int(trouvee["mois"]) if trouvee["mois"].isdecimal() else _MOIS.get(trouvee["mois"])
    if mois is None:
        raise JourIllisible(texte)
    try:
        # two digits are of this century: nobody declares here a day of the sixties
        annee = int(trouvee["annee"]) + (2000 if len(trouvee["annee"]) == 2 else 0)
        jour = date(annee, mois, int(trouvee["jour"]))
    except ValueError:
        raise JourInexistant(texte) from None
    if not _PREMIERE <= jour.year <= _DERNIERE:
        raise JourLointain(texte)
    return jour
