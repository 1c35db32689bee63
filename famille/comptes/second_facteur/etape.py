"""Who owes a second step after a password: staff, and a parent who asked for it."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage

from famille.models import Utilisateur

SEULE = "sans_mot_de_passe"  # in the data of a key: it was made to sign in with it alone


def doit_une_seconde_etape(utilisateur: Utilisateur) -> bool:
    """Whether a password alone does not let this account in. A key that a parent made to do without
    the password is a shorter way in, not a second lock: on a device that does not know it, her
    password would lead her nowhere."""
    facteurs = Authenticator.objects.filter(user=utilisateur)
    demandes = [
        facteur
        for facteur in facteurs
        if facteur.type == Authenticator.Type.TOTP
        or (facteur.type == Authenticator.Type.WEBAUTHN and not facteur.data.get(SEULE))
    ]
    return bool(demandes) or utilisateur.est_du_personnel


class SecondeEtape(AuthenticateStage):
    """allauth's stage, which asks for any key that the account has."""

    def handle(self) -> tuple[Any, bool]:
        if self.login.user is not None and not doit_une_seconde_etape(self.login.user):
            return None, True
        return super().handle()
