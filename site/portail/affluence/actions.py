"""Takes a place, one at a time over all machines."""

import time

from django.db import transaction

from portail.models import FileDEntree

from .regles import Place, placer

SEULE = 1


def prendre_une_place(par_minute: int) -> Place:
    """The place of who comes now, at `par_minute` entries a minute."""
    with transaction.atomic():
        file, _creee = FileDEntree.objects.select_for_update().get_or_create(
            pk=SEULE, defaults={"prochaine": 0}
        )
        place, prochaine = placer(file.prochaine, time.time(), par_minute, derniere=file.derniere)
        FileDEntree.objects.filter(pk=SEULE).update(prochaine=prochaine, derniere=place.donnee)
    return place
