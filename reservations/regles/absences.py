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


def dire_le_justificatif(jours: int | None, carence: int) -> str:
    """The whole rule, for who reads it before anything has happened. `jours`: how long after the
    absence the certificate may come, None for no limit.

    >>> dire_le_justificatif(None, 0)
    'Un certificat médical évite de payer les jours réservés qu’il couvre.'
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
    regle = f"Un certificat médical{quand} évite de payer les jours réservés qu’il couvre."
    return f"{regle} {dire_la_carence(carence)}".rstrip()


def limite_du_justificatif(fin: date, jours: int | None) -> date | None:
    """The last day on which the certificate of an absence that ends on `fin` may come. None: the
    town sets no limit."""
    return None if jours is None else fin + timedelta(days=jours)
