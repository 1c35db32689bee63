"""The agents' screens of the households: the views fetch, check, and call one action."""

from django.urls import reverse

from famille.models import Foyer

PREFIXE = "foyers"


def url(action: str, *arguments: int) -> str:
    """The admin's address of a screen of the households."""
    return reverse(f"{PREFIXE}_modeladmin_{action}", args=arguments)


def url_du_foyer(foyer: Foyer, onglet: str = "") -> str:
    """The household's page, and one of its tabs (famille.dossier.foyers.bureau.volets)."""
    return url("inspect", foyer.pk) + (f"?onglet={onglet}" if onglet else "")
