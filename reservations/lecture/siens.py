"""The children whom a household still has today (D11)."""

from famille.models import Enfant, Foyer


def enfants_du(foyer: int) -> set[int]:
    """Keys, of a household's key."""
    return set(Enfant.objects.du(Foyer.objects.filter(pk=foyer)).values_list("pk", flat=True))
