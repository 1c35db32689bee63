"""What a medical certificate excuses (G16). No Django, today is an argument."""

from collections.abc import Iterable
from datetime import date, timedelta


def jours_excuses(jours: Iterable[date], carence: int) -> list[date]:
    """The booked days of an absence that are not charged: all of them but the first `carence`.

    >>> jours_excuses([date(2026, 12, 16), date(2026, 12, 9)], carence=1)
    [datetime.date(2026, 12, 16)]
    """
    return sorted(set(jours))[carence:]


def dire_la_carence(carence: int) -> str:
    """The town's rule, for a parent who is about to ask a doctor for a certificate; "" where it
    excuses every day."""
    if carence == 1:
        return "Le premier jour réservé d’une absence reste facturé, même avec un certificat."
    if carence:
        return (
            f"Les {carence} premiers jours réservés d’une absence restent facturés, même avec un"
            " certificat."
        )
    return ""


def premiers_jours(carence: int) -> str:
    """Why a day of an absence stays charged, in a word.

    >>> premiers_jours(1), premiers_jours(3)
    ('premier jour', 'premiers jours')
    """
    return "premiers jours" if carence > 1 else "premier jour"


def dire_le_jour_manque(carence: int) -> str:
    """What becomes of the price of a day when the child does not come, before anybody speaks of a
    certificate: a certificate of one day may spare nothing.

    >>> dire_le_jour_manque(0)
    'Le jour reste facturé, sauf avec un certificat médical.'
    >>> dire_le_jour_manque(1)
    'Le jour reste facturé. Malade plusieurs jours ? Un certificat évite de payer les suivants.'
    """
    if not carence:
        return "Le jour reste facturé, sauf avec un certificat médical."
    duree = f"plus de {carence} jours" if carence > 1 else "plusieurs jours"
    return f"Le jour reste facturé. Malade {duree} ? Un certificat évite de payer les suivants."


def dire_le_justificatif(jours: int | None, carence: int) -> str:
    """The whole rule, for who reads it before anything has happened. `jours`: how long after the
    absence the certificate may come, None for no limit.

    >>> dire_le_justificatif(None, 0)
    'Un certificat médical évite de payer les jours réservés qu’il couvre.'
    >>> dire_le_justificatif(None, 1)
    'Un certificat médical évite de payer les jours réservés qu’il couvre, sauf le premier.'
    """
    quand = ""
    if jours is not None:
        quand = (
            f", déposé dans les {jours} jours qui suivent l’absence,"
            if jours > 1
            else ", déposé au plus tard le lendemain de l’absence,"
            if jours
            else ", déposé au plus tard le dernier jour de l’absence,"
        )
    sauf = f", sauf les {carence} premiers" if carence > 1 else ", sauf le premier" * carence
    return f"Un certificat médical{quand} évite de payer les jours réservés qu’il couvre{sauf}."


def limite_du_justificatif(fin: date, jours: int | None) -> date | None:
    """The last day on which the certificate of an absence that ends on `fin` may come. None: the
    town sets no limit."""
    return None if jours is None else fin + timedelta(days=jours)
