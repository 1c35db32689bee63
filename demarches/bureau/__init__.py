"""The agents' desk, in the Wagtail admin (docs/comprendre/bureau.md). Its views fetch, check, and
call one action."""

from django.urls import reverse

PREFIXE = "demandes"


def url_de_la_liste():
    """str: the list of demandes."""
    return reverse(f"{PREFIXE}_modeladmin_index")


def urls_de(demande):
    """str: the admin's address of one demande."""
    return url_de_la_cle(demande.pk)


def url_de_la_cle(cle):
    """str: the same, from its key."""
    return reverse(f"{PREFIXE}_modeladmin_inspect", args=[cle])
