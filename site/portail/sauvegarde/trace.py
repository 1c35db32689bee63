"""When the last backup was written: read by the state of the portal, so that one that fails each
night is seen. A row: a cache may be emptied, and the folder of archives is not known to every
machine."""

from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from portail.models import SauvegardeFaite

SEULE = 1  # the key of its only row


def noter() -> None:
    SauvegardeFaite.objects.update_or_create(pk=SEULE, defaults={"le": timezone.now()})


def derniere() -> datetime | None:
    """None when this portal has made none, or when its table is still to be made by the migrations
    of an upgrade."""
    try:
        return SauvegardeFaite.objects.filter(pk=SEULE).values_list("le", flat=True).first()
    except DatabaseError:
        return None
