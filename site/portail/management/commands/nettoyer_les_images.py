"""`manage.py nettoyer_les_images`: once, for pictures that were published before the portal cleaned
them itself."""

from typing import Any

from django.core.management.base import BaseCommand
from wagtail.images import get_image_model

from cms_pages.actions import nettoyer_image
from famille.socle.erreurs import Refus


class Command(BaseCommand):
    help = (
        "Retire des images des pages déjà publiées le lieu, la date et l’appareil de la prise de"
        " vue."
    )

    def handle(self, *arguments: Any, **options: Any) -> None:
        nettoyees, illisibles = 0, []
        for cle in get_image_model().objects.order_by("pk").values_list("pk", flat=True):
            image = get_image_model().objects.get(pk=cle)
            try:
                nettoyees += nettoyer_image(image)
            except (Refus, OSError):
                illisibles.append(image.title)
        self.stdout.write(f"Images nettoyées : {nettoyees}.")
        for titre in illisibles:
            self.stdout.write(f"N’a pas pu être lue, à remplacer à la main : {titre}.")
