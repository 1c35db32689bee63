"""The hours of the town, for every agent: what he does is dated by them, whatever he chose."""

from typing import Any

from django.conf import settings
from wagtail.users.models import UserProfile


def garder_celui_de_la_ville() -> None:
    """Wagtail obeys the time zone that a profile holds, even one that its page offers no more: the
    day of a decision, of a receipt or of a deadline would be that of its agent's choice."""
    UserProfile.get_current_time_zone = _celui_de_la_ville


def _celui_de_la_ville(self: Any) -> str:
    return settings.TIME_ZONE
