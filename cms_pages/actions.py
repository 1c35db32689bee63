"""What families write in the pages, whether the help was of use; and what is written again of the
editors' pictures."""

import io
from datetime import date
from pathlib import PurePath

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.images.models import AbstractImage

from cms_pages.models import AidePage
from famille.documents.images import en_dit_trop

from .models import AvisAide
from .socle.images import nettoyer


@transaction.atomic
def compter_avis(page: AidePage, *, utile: bool, aujourdhui: date | None = None) -> None:
    """One answer more for this help page and this month. No trace of who gave it, so no `par`
    (G32)."""
    jour = aujourdhui or timezone.localdate()
    compteur, _ = AvisAide.objects.get_or_create(page_id=page.pk, mois=jour.replace(day=1))
    champ = "oui" if utile else "non"
    AvisAide.objects.filter(pk=compteur.pk).update(**{champ: F(champ) + 1})


def nettoyer_image(image: AbstractImage) -> bool:
    """Write a picture's file again without the place that it tells, and let its renditions be made
    again from there.

    bool: it held something to take away. Refus: the picture is unreadable, and stays as it is. By
    the portal, no `par`.
    """
    with image.file.open("rb") as fichier:
        avant = fichier.read()
    if not en_dit_trop(avant):
        return False
    with image.get_willow_image() as lue:
        apres = nettoyer(avant, lue.format_name)
    ancien, stockage = image.file.name, image.file.storage
    with transaction.atomic():
        image.file = ImageFile(io.BytesIO(apres), PurePath(ancien).name)
        image._set_image_file_metadata()  # noqa: SLF001 - as Wagtail at an upload
        image.save()
        renditions = list(image.renditions.all())
        image.renditions.all().delete()
    for nom in [ancien, *(rendition.file.name for rendition in renditions)]:
        stockage.delete(nom)
    return True
