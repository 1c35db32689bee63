"""What is said of a service of the State that the settings name."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from famille.comptes.openid.service import ServiceOpenID
from portail.settings.annuaire import est_un_essai

BAC_A_SABLE = (
    "C’est son bac à sable, dont les identités de test sont publiques : avant d’ouvrir aux"
    " familles, demandez la mise en production, puis retirez PORTAIL_FRANCECONNECT des réglages."
)
PERSONNE = (
    "Le bouton est sur la page de connexion, et personne n’est encore entré par lui : essayez-le"
    " avec le compte d’un parent."
)
ILS_VIENNENT = "Des parents entrent par FranceConnect."


def dire_franceconnect(service: ServiceOpenID) -> tuple[bool, str]:
    """(whether parents may come by it, in a sentence). The demo's own is no sandbox."""
    if est_un_essai(service) and not settings.DEMO:
        return False, BAC_A_SABLE
    venue = SocialAccount.objects.filter(provider=service.code).exists()
    return venue, ILS_VIENNENT if venue else PERSONNE
