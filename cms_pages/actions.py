"""What families write in the pages, whether the help was of use; and what is written again of the
editors' pictures."""

import io
from contextlib import suppress
from datetime import date
from pathlib import PurePath

from django.core.files.images import ImageFile
from django.db import transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from wagtail.images.models import AbstractImage, SourceImageIOError
from wagtail.utils.file import hash_filelike

from cms_pages.models import AidePage
from famille.dossier.documents.images import en_dit_trop

from .models import AvisAide, IdentiteSite, Illustration
from .models.medias import LOGOS, TAILLES
from .socle.images import nettoyer

_PAR_TOUR = 10


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
        image.file_size, image.file_hash = len(apres), hash_filelike(image.file)
        image.save()
        renditions = list(image.renditions.all())
        image.renditions.all().delete()
    for nom in [ancien, *(rendition.file.name for rendition in renditions)]:
        stockage.delete(nom)
    return True


def faire_les_tailles() -> int:
    """The sizes that the pages show, of the newest pictures that lack one: reading a page makes
    none. int: how many pictures were done; those whose file is lost are left."""
    logos = IdentiteSite.objects.exclude(logo=None).values("logo")
    nombre = 0
    for images, tailles in (
        (Illustration.objects.all(), TAILLES),
        (Illustration.objects.filter(pk__in=logos), LOGOS),
    ):
        connues = Q(renditions__filter_spec__in=tailles)
        faites = Count("renditions__filter_spec", filter=connues, distinct=True)
        manquent = images.annotate(faites=faites).filter(faites__lt=len(tailles))
        for image in manquent.order_by("-pk")[:_PAR_TOUR]:
            with suppress(SourceImageIOError):
                image.faire(*tailles)
                nombre += 1
    return nombre
