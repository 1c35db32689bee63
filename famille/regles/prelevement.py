"""Direct debits as pure rules (D16): working days, announcements, what a SEPA file may hold."""

import re
import unicodedata
from datetime import date, timedelta

from dateutil.easter import easter

from famille.socle.dire import en_chiffres

ANNONCE = timedelta(days=14)  # before a debit, unless a mandate says otherwise
# an announced day may be one when banks are shut: weekends, Easter, Christmas
REPORT = timedelta(days=5)
_VOIE = re.compile(r"^(\d+(?: ?(?:bis|ter|quater|[a-d])\b)?)[ ,]+(.+)$", re.IGNORECASE)
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "’": "'", "–": "-", "—": "-", "ß": "ss"}
)
_INTERDITS = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]+")


def jour_ouvre(jour: date) -> bool:
    """Whether European banks settle that day: no weekend, no holiday of TARGET.

    >>> jour_ouvre(date(2026, 4, 6))  # Easter Monday
    False
    """
    dimanche = easter(jour.year)
    feries = {
        date(jour.year, 1, 1),
        dimanche - timedelta(days=2),
        dimanche + timedelta(days=1),
        date(jour.year, 5, 1),
        date(jour.year, 12, 25),
        date(jour.year, 12, 26),
    }
    return jour.weekday() < 5 and jour not in feries


def prochain_jour_ouvre(jour: date) -> date:
    """That day, or the first one after it when banks settle."""
    while not jour_ouvre(jour):
        jour += timedelta(days=1)
    return jour


def empechement(emise_le: date, annoncee: date, prelevee: date, aujourdhui: date) -> str:
    """Why an invoice is not collected on `prelevee`, in French, or "". `annoncee`: its day."""
    if prelevee < emise_le + ANNONCE:
        return f"publiée le {en_chiffres(emise_le)} : la famille doit le savoir 14 jours avant"
    if prelevee < annoncee:
        return f"annoncée pour le {en_chiffres(annoncee)}"
    if a_annoncer_de_nouveau(annoncee, prelevee) and prelevee < aujourdhui + ANNONCE:
        return (
            f"annoncée pour le {en_chiffres(annoncee)} : pour l’annoncer de nouveau, choisissez un"
            f" jour à partir du {en_chiffres(prochain_jour_ouvre(aujourdhui + ANNONCE))}"
        )
    return ""


def a_annoncer_de_nouveau(annoncee: date, prelevee: date) -> bool:
    """Whether the day differs from the announced one by more than what closed banks explain."""
    return prelevee > annoncee + REPORT


def latin(texte: str, longueur: int) -> str:
    """The text in the few characters that every bank reads.

    >>> latin("Zoé Œuvrard & Noël", 70)
    'Zoe OEuvrard Noel'
    """
    nu = unicodedata.normalize("NFKD", texte.translate(_LIGATURES))
    propre = _INTERDITS.sub(" ", "".join(signe for signe in nu if not unicodedata.combining(signe)))
    return " ".join(propre.split())[:longueur].strip()


def rue_et_numero(voie: str) -> tuple[str, str]:
    """(street, number), each as a structured address wants it; no number when there is none.

    >>> rue_et_numero("12 bis, rue Bourdillon")
    ('rue Bourdillon', '12 bis')
    """
    trouve = _VOIE.match(voie.strip())
    return (trouve[2], trouve[1]) if trouve else (voie.strip(), "")
