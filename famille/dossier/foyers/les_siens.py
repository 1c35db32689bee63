"""The households of who is signed in: what most family pages read first."""

from famille.models import Foyer, Utilisateur


def foyers_de(utilisateur: Utilisateur) -> list[Foyer]:
    """`Foyer.objects.de` of this account, as of today."""
    return list(Foyer.objects.de(utilisateur))
