"""The accounts that an identity of FranceConnect opens."""

from allauth.socialaccount.models import SocialAccount

from famille.models import Utilisateur

from .service_franceconnect import CODE


def est_lie(compte: Utilisateur) -> bool:
    """Whether this account opens by FranceConnect."""
    return SocialAccount.objects.filter(user=compte, provider=CODE).exists()
