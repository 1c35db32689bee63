"""The agents' screens of the households, in the Wagtail admin. Its views fetch, check, and call one
action."""

from django.urls import reverse

PREFIXE = "foyers"


def url(action, *arguments):
    """str: the admin's address of a screen of the households."""
    return reverse(f"{PREFIXE}_modeladmin_{action}", args=arguments)


def url_du_foyer(foyer):
    """str: the household's file."""
    return url("inspect", foyer.pk)
