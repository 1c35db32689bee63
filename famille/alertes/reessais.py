"""How long a row of an outbox is held by who sends it, and when it is tried again."""

from datetime import timedelta

from django.conf import settings

DELAI_MAX = timedelta(hours=6)


def duree_de_prise() -> timedelta:
    """How long a taken row is nobody else's; a task that lives longer has been killed by its
    cluster."""
    return timedelta(seconds=settings.Q_CLUSTER["timeout"] + 15)


def delai(essais: int) -> timedelta:
    """timedelta before the next try: 1, 2, 4 minutes… and at most 6 hours.

    >>> delai(3)
    datetime.timedelta(seconds=240)
    """
    return min(timedelta(minutes=2 ** (max(essais, 1) - 1)), DELAI_MAX)
