"""Booking rules, without a database: today and now are arguments (G27–G31)."""

from enum import StrEnum


class Moment(StrEnum):
    MATIN = "1-matin"
    APRES_MIDI = "2-apres-midi"
    JOURNEE = "3-journee"


class Unite(StrEnum):
    """What is booked at once: the créneaux of one moment, of one day, or of the open days of an ISO week."""

    DEMI_JOURNEE = "demi-journee"
    JOURNEE = "journee"
    SEMAINE = "semaine"
