"""The mail of the morning: what is stuck, to whom the town has said; nothing when all is well."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.courriels import boite_d_envoi
from famille.courriels.genres import GenreDeCourriel
from portail.models import ReglageSurveillance

from . import machine, suivi

ETAT = GenreDeCourriel("etat", "portail/etat_du_portail", notifie=False)

A_PARTIR_DE = 7  # o'clock: later the same day if something breaks, once a day in all


@transaction.atomic
def prevenir() -> int:
    """How many mails were written, at most one a day and an address."""
    maintenant = timezone.localtime()
    adresses = ReglageSurveillance.load().adresses if maintenant.hour >= A_PARTIR_DE else []
    bloques = (
        [un for un in (*machine.constater(), *suivi.constater()) if un.en_panne] if adresses else []
    )
    if not bloques:
        return 0
    contexte = {
        "bloques": bloques,
        "lien": boite_d_envoi.adresse_absolue(reverse("etat_du_portail")),
    }
    for adresse in adresses:
        cle = ETAT.cle(f"{maintenant:%Y%m%d}", adresse.lower())
        boite_d_envoi.preparer(cle, adresse, contexte)
    return len(adresses)
