"""What is read of the town before the first page is asked for."""

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError
from wagtail.models import Site

from cms_pages.models import IdentiteSite
from cms_pages.socle import joindre


def retenir_qui_appeler() -> None:
    """For the page of a fault (cms_pages.socle.joindre). Without a database, or before its first
    site, nothing is known yet: pages will tell."""
    try:
        site = Site.objects.get(is_default_site=True)
        joindre.retenir(IdentiteSite.for_site(site))
    except (DatabaseError, ObjectDoesNotExist):
        return
