"""An account's address, once its owner has proved it."""

from allauth.account.models import EmailAddress

from famille.models import Utilisateur


def adresse_verifiee(utilisateur: Utilisateur) -> None:
    """Mark the account's own address as proved: its owner has just followed a link sent there, or
    the town's directory gives it as his."""
    EmailAddress.objects.filter(user=utilisateur).exclude(email__iexact=utilisateur.email).update(
        primary=False
    )
    EmailAddress.objects.update_or_create(
        user=utilisateur,
        email=utilisateur.email.lower(),
        defaults={"verified": True, "primary": True},
    )
