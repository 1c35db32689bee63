"""The step of a sign-in that asks whether the address is its owner's."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage

from .qui_entre import a_prouve


class AdresseProuvee(EmailVerificationStage):
    """allauth's, whose question nearly all answer by yes: it is written once for them."""

    def handle(self) -> tuple[Any, bool]:
        compte, adresse = self.login.user, self.login.email
        if not (compte and adresse):
            return super().handle()
        prouvees = EmailAddress.objects.filter(user=compte, email=adresse.lower(), verified=True)
        # asked of who comes otherwise than by his password
        if a_prouve(compte, adresse) or prouvees.exists():
            return None, True
        return super().handle()
