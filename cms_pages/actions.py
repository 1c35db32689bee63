"""What families write in the pages: whether the help was of use."""

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cms_pages.models import AvisAide


@transaction.atomic
def compter_avis(page, *, utile, aujourdhui=None):
    """One answer more for this help page and this month. No trace of who gave it, so no `par` (G32)."""
    jour = aujourdhui or timezone.localdate()
    compteur, _ = AvisAide.objects.get_or_create(page_id=page.pk, mois=jour.replace(day=1))
    champ = "oui" if utile else "non"
    AvisAide.objects.filter(pk=compteur.pk).update(**{champ: F(champ) + 1})
