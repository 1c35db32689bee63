"""Where children go, as famille asks it (famille.socle.offres)."""

from typing import Any

from django.utils import timezone

from reservations.models import Inscription, Structure


def structures() -> list[tuple[int, str]]:
    return list(Structure.objects.order_by("nom").values_list("pk", "nom"))


def inscrits_a(structure: int) -> Any:
    inscrits = Inscription.objects.au(timezone.localdate())
    return inscrits.filter(activite__structure=structure).values("enfant")
