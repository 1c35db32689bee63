"""The agents' desk, in the Wagtail admin (docs/comprendre/bureau.md)."""

from uuid import UUID

from django.urls import reverse

from demarches.models import Demande

PREFIXE = "demandes"


def url_de_la_liste() -> str:
    """The list of demandes."""
    return reverse(f"{PREFIXE}_modeladmin_index")


def urls_de(demande: Demande) -> str:
    """The admin's address of one demande."""
    return url_de_la_cle(demande.pk)


def url_de_la_cle(cle: UUID) -> str:
    """The same, from its key."""
    return reverse(f"{PREFIXE}_modeladmin_inspect", args=[cle])
