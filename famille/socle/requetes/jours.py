"""The days of the town, as the instants that bound them: what an index on an instant answers, where
a comparison by date has every row of the table read."""

from datetime import date, datetime, time

from django.utils import timezone


def minuit(jour: date) -> datetime:
    """The first moment of a day, in the town's time."""
    return timezone.make_aware(datetime.combine(jour, time.min))
