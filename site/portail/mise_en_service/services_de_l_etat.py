"""What is said of a service of the State that the settings name."""

from allauth.socialaccount.models import SocialAccount
from django.conf import settings

from demarches.models import ReglageQuotient
from famille.comptes.openid.service import ServiceOpenID
from portail.settings.annuaire import est_un_essai
from portail.settings.api_particulier import est_un_essai as est_un_serveur_d_essai


def dire_les_quotients() -> tuple[bool, str]:
    """(whether the State's quotients may be asked, in a sentence)."""
    if not ReglageQuotient.load().siret:
        return False, "Le SIRET de la collectivité manque : sans lui, aucun quotient n’est demandé."
    if est_un_serveur_d_essai(settings.API_PARTICULIER) and not settings.DEMO:
        return False, (
            "C’est le serveur d’essai, dont les quotients sont inventés : avant d’ouvrir aux"
            " familles, demandez l’habilitation, puis retirez PORTAIL_API_PARTICULIER des réglages."
        )
    return True, "Le portail a son jeton et le SIRET de la collectivité."


def dire_franceconnect(service: ServiceOpenID) -> tuple[bool, str]:
    """(whether parents may come by it, in a sentence). The demo's own is no sandbox."""
    if est_un_essai(service) and not settings.DEMO:
        return False, (
            "C’est son bac à sable, dont les identités de test sont publiques : avant d’ouvrir aux"
            " familles, demandez la mise en production, puis retirez PORTAIL_FRANCECONNECT des"
            " réglages."
        )
    if SocialAccount.objects.filter(provider=service.code).exists():
        return True, "Des parents entrent par FranceConnect."
    return False, (
        "Le bouton est sur la page de connexion, et personne n’est encore entré par lui :"
        " essayez-le avec le compte d’un parent."
    )
