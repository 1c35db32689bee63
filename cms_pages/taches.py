"""What comes back by itself for the pages."""

from django.core.management import call_command

from .actions import faire_les_tailles

__all__ = ["PLANIFICATIONS", "faire_les_tailles", "publier_ce_qui_est_programme"]

PLANIFICATIONS = (  # (name, function, minutes)
    ("publications programmées", "cms_pages.taches.publier_ce_qui_est_programme", 1),
    ("tailles des images", "cms_pages.taches.faire_les_tailles", 1),
)


def publier_ce_qui_est_programme() -> None:
    """Publishes the versions whose hour has come, and takes off the pages whose date has passed:
    Wagtail's command."""
    call_command("publish_scheduled")
