"""Who eats at school and who stays on a day of the demo town: what is booked and what is counted
come from the same draw."""

from datetime import date

SURPRISE, OUBLI = 22, 15  # eats without a booking; booked, and does not come
ABSENCES = (11, 17)
NOMBRES_DE_LA_GARDERIE = (0, 1, 2, 1, 0)  # of one child, day after day


def tirage(le: date, rang: int) -> int:
    return (le.toordinal() * 7 + rang * 3) % 23


def mange(lu: int) -> bool:
    """Most do."""
    return bool(lu % 5)


def sessions(lu: int) -> int:
    """Of garderie: none, the evening, or the morning and the evening."""
    return NOMBRES_DE_LA_GARDERIE[lu % len(NOMBRES_DE_LA_GARDERIE)]
