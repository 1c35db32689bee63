"""The children whom a household still has today (D11)."""

from django.utils import timezone

from famille.models import Enfant, Foyer
from famille.socle.requetes import RequeteEcrite

_SIENS = RequeteEcrite(
    lambda foyer, jour: Enfant.objects.du(Foyer.objects.filter(pk=foyer), jour).values_list("pk")
)


def enfants_du(foyer: int) -> set[int]:
    """Keys, of a household's key."""
    return {pk for (pk,) in _SIENS.lire(foyer=foyer, jour=timezone.localdate())}
