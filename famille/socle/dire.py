"""French as people read it: days, moments, hours, durations, sums, weights, plurals, lists.

The only place where it is written (`tests/maison/test_francais.py` refuses others). Pure: now and
today are arguments. No line breaks inside an hour, a sum or a weight: their spaces are unbreakable.
"""

import os
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

# The town's time zone: Paris, unless PORTAIL_FUSEAU says otherwise (overseas). The settings check
# it and give it to Django; the rules, which have no settings, read it here.
PARIS = ZoneInfo(os.environ.get("PORTAIL_FUSEAU") or "Europe/Paris")
JOURS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MOIS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
MOIS_BREFS = (
    *("jan.", "fév.", "mars", "avr.", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)
INSECABLE, FINE = "\u00a0", "\u202f"  # unbreakable spaces; the second, narrow, groups thousands
_KILO = 1024

# Days


def en_lettres(jour: date, *, annee: bool = True) -> str:
    """A date as people say it, without its weekday.

    >>> en_lettres(date(2026, 12, 1)), en_lettres(date(2026, 12, 9), annee=False)
    ('1er décembre 2026', '9 décembre')
    """
    return f"{_quantieme(jour)} {en_mois(jour) if annee else MOIS[jour.month - 1]}"


@lru_cache(maxsize=4096)  # a page says the same days again and again
def en_jour(jour: date, *, annee: bool = False) -> str:
    """A date as people say it, with its weekday.

    >>> en_jour(date(2026, 12, 9)), en_jour(date(2026, 12, 9), annee=True)
    ('mercredi 9 décembre', 'mercredi 9 décembre 2026')
    """
    return f"{JOURS[jour.weekday()]} {en_lettres(jour, annee=annee)}"


def en_jour_proche(jour: date, aujourdhui: date) -> str:
    """A day as the title of what happened on it.

    >>> jour = date(2026, 11, 25)
    >>> en_jour_proche(jour, jour), en_jour_proche(jour, date(2026, 11, 26))
    ('Aujourd’hui', 'Hier')
    >>> en_jour_proche(jour, date(2026, 11, 27)), en_jour_proche(jour, date(2027, 1, 4))
    ('Mercredi 25 novembre', 'Mercredi 25 novembre 2026')
    """
    proches = {0: "Aujourd’hui", 1: "Hier"}
    dit = en_jour(jour, annee=jour.year != aujourdhui.year).capitalize()
    return proches.get((aujourdhui - jour).days, dit)


def en_bref(jour: date, *, annee: bool = True) -> str:
    """A date where room is short, with the month abbreviated.

    >>> en_bref(date(2026, 12, 1)), en_bref(date(2026, 12, 9), annee=False)
    ('1er déc. 2026', '9 déc.')
    """
    dit = f"{_quantieme(jour)} {MOIS_BREFS[jour.month - 1]}"
    return f"{dit} {jour.year}" if annee else dit


def en_mois(jour: date) -> str:
    """The month of a day: "décembre 2026"."""
    return f"{MOIS[jour.month - 1]} {jour.year}"


def en_chiffres(jour: date, *, annee: bool = True) -> str:
    """A day as forms, tables and files write it: "09/12/2026"; on the axis of a chart, "09/12"."""
    return f"{jour:%d/%m/%Y}" if annee else f"{jour:%d/%m}"


def du_au(debut: date, fin: date) -> str:
    """A period, both days counted; the month or year that they share is said once.

    >>> du_au(date(2026, 12, 28), date(2027, 1, 3))
    'du 28 décembre 2026 au 3 janvier 2027'
    >>> du_au(date(2027, 2, 22), date(2027, 2, 26)), du_au(date(2027, 2, 22), date(2027, 2, 22))
    ('du 22 au 26 février 2027', 'le 22 février 2027')
    """
    if debut == fin:
        return f"le {en_lettres(fin)}"
    premier = en_lettres(debut, annee=debut.year != fin.year)
    if (debut.year, debut.month) == (fin.year, fin.month):
        premier = _quantieme(debut)
    return f"du {premier} au {en_lettres(fin)}"


def _quantieme(jour: date) -> str:
    return "1er" if jour.day == 1 else str(jour.day)


# Moments: aware datetimes, said in Paris time


def en_heure(instant: datetime) -> str:
    """The time of day.

    >>> en_heure(datetime(2026, 12, 9, 8, 5, tzinfo=UTC))
    '9\\xa0h\\xa005'
    >>> en_heure(datetime(2026, 12, 9, 8, 0, tzinfo=UTC))
    '9\\xa0h'
    """
    return heure_dite(instant.astimezone(PARIS).time())


def heure_dite(heure: time) -> str:
    """A time of day, as a clock shows it.

    >>> heure_dite(time(8, 30)), heure_dite(time(12))
    ('8\\xa0h\\xa030', '12\\xa0h')
    """
    return _heures(heure.hour, heure.minute)


def en_moment(instant: datetime, maintenant: datetime | None = None) -> str:
    """A day and its hour; with `maintenant`, the year is said only when it is not this one.

    >>> recue = datetime(2026, 11, 25, 13, 32, tzinfo=UTC)
    >>> en_moment(recue), en_moment(recue, recue)
    ('mercredi 25 novembre 2026 à 14\\xa0h\\xa032', 'mercredi 25 novembre à 14\\xa0h\\xa032')
    """
    local = instant.astimezone(PARIS)
    annee = maintenant is None or local.year != maintenant.astimezone(PARIS).year
    return f"{en_jour(local.date(), annee=annee)} à {en_heure(instant)}"


def moment_en_chiffres(instant: datetime) -> str:
    """A moment as tables and files write it: "25/11/2026 14:32"."""
    return f"{instant.astimezone(PARIS):%d/%m/%Y %H:%M}"


def dans(instant: datetime, maintenant: datetime) -> str:
    """How long until a moment: "dans 13 jours", "demain", "dans 3 h 20", "dans 12 minutes".

    Days are counted on the calendar of Paris; hours and minutes are elapsed time, so a clock change
    does not matter. "maintenant" once the moment has come.
    """
    secondes = (instant.astimezone(UTC) - maintenant.astimezone(UTC)).total_seconds()
    if secondes <= 0:
        return "maintenant"
    jours = (instant.astimezone(PARIS).date() - maintenant.astimezone(PARIS).date()).days
    if jours > 1:
        return f"dans {jours} jours"
    if jours == 1:
        return "demain"
    minutes = -int(-secondes // 60)  # rounded up: never "dans 0 minute"
    if minutes < 60:
        return f"dans {compte(minutes, 'minute')}"
    return f"dans {_heures(*divmod(minutes, 60))}"


def en_duree(secondes: int) -> str:
    """A duration in words.

    >>> en_duree(1800), en_duree(7200), en_duree(5400)
    ('30 minutes', '2 heures', '1 heure 30 minutes')
    """
    heures, minutes = divmod(secondes // 60, 60)
    dites = ((heures, "heure"), (minutes, "minute"))
    return " ".join(compte(nombre, mot) for nombre, mot in dites if nombre)


def en_age(naissance: date, jour: date) -> str:
    """The age on a day: in years, in months before the first birthday.

    >>> jour = date(2026, 11, 25)
    >>> en_age(date(2019, 11, 25), jour), en_age(date(2026, 11, 1), jour)
    ('7 ans', 'moins d’un mois')
    """
    mois = (jour.year - naissance.year) * 12 + jour.month - naissance.month
    mois -= jour.day < naissance.day
    if mois >= 12:
        return compte(mois // 12, "an")
    return f"{mois} mois" if mois > 0 else "moins d’un mois"


def en_heures(minutes: int) -> str:
    """A sum of minutes, in hours and minutes.

    >>> en_heures(570), en_heures(60), en_heures(0), en_heures(87_240)
    ('9\\xa0h\\xa030', '1\\xa0h', '0\\xa0h', '1\\u202f454\\xa0h')
    """
    return _heures(*divmod(minutes, 60))


def _heures(heures: int, minutes: int) -> str:
    dites = f"{heures:,}{INSECABLE}h".replace(",", FINE)
    return f"{dites}{INSECABLE}{minutes:02d}" if minutes else dites


# Numbers


def en_euros(montant: Decimal) -> str:
    """A sum in euros, to the cent, with a true minus.

    >>> en_euros(Decimal("1234.5")), en_euros(Decimal("-5.60"))
    ('1\\u202f234,50\\xa0€', '−5,60\\xa0€')
    """
    texte = f"{abs(montant):,.2f}".replace(",", FINE).replace(".", ",")
    return f"{'−' if montant < 0 else ''}{texte}{INSECABLE}€"


def centimes_en_euros(centimes: int) -> str:
    """A sum in cents: `centimes_en_euros(1120)` is "11,20 €"."""
    return en_euros(Decimal(centimes).scaleb(-2))


def en_nombre(valeur: Decimal) -> str:
    """A quotient, a rate or a percentage, without useless zeros.

    >>> en_nombre(Decimal("842.50")), en_nombre(Decimal("8420.00")), en_nombre(Decimal("0.008"))
    ('842,5', '8\u202f420', '0,008')
    """
    texte = f"{valeur:,f}"
    if "." in texte:
        texte = texte.rstrip("0").rstrip(".")
    return texte.replace(",", FINE).replace(".", ",")


def en_poids(octets: int) -> str:
    """The size of a file.

    >>> en_poids(421_888), en_poids(1_887_437), en_poids(31_457_280)
    ('412\\xa0Ko', '1,8\\xa0Mo', '30\\xa0Mo')
    """
    if octets < _KILO * _KILO:
        return f"{max(1, round(octets / _KILO))}{INSECABLE}Ko"
    return f"{octets / _KILO / _KILO:.1f}".removesuffix(".0").replace(".", ",") + f"{INSECABLE}Mo"


# Words


def compte(nombre: int, mot: str, plusieurs: str = "") -> str:
    """A number and what it counts; `plusieurs` where it is more than an "s".

    >>> compte(1, "ligne"), compte(3, "ligne"), compte(2, "jour ouvré", "jours ouvrés")
    ('1 ligne', '3 lignes', '2 jours ouvrés')
    """
    return f"{nombre} {(plusieurs or f'{mot}s') if nombre > 1 else mot}"


def pluriel(nombre: int) -> str:
    """The plural "s" that a number asks of a word: "3 annulées"."""
    return "s" if nombre > 1 else ""


def en_rang(rang: int) -> str:
    """
    >>> en_rang(1), en_rang(12)
    ('1er rang', '12e rang')
    """
    return "1er rang" if rang == 1 else f"{rang}e rang"


def enumerer(mots: Iterable[str]) -> str:
    """ "matin", "matin et après-midi", "lundi, mardi et jeudi"."""
    *premiers, dernier = [*mots] or [""]
    return f"{', '.join(premiers)} et {dernier}" if premiers else dernier


_MUETS = ("hé", "hè", "hel", "hen", "herv", "hect", "hipp", "hila", "hono", "hort", "hyac")


def particule(nom: object) -> str:
    """ "de " or "d’", as a name asks. "h" is mute in the names of `_MUETS`; "y" is a vowel only
    before a consonant."""
    dit = str(nom).lower()
    if dit.startswith("y"):
        return "de " if dit[1:2] in ("", *"aeiouéèêëï") else "d’"
    return "d’" if dit.startswith((*"aeiouàâäéèêëîïôöùûüœæ", *_MUETS)) else "de "


def de(nom: object) -> str:
    """ "de" and the name of somebody or of a month.

    >>> de("Léa"), de("Olympe"), de("Élise"), de("Hugo"), de("Hélène"), de("Yves"), de("Yanis")
    ('de Léa', 'd’Olympe', 'd’Élise', 'de Hugo', 'd’Hélène', 'd’Yves', 'de Yanis')
    """
    return f"{particule(nom)}{nom}"
