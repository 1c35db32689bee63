"""Who owes a second step after a password: staff, and a parent who asked for it."""

from collections.abc import Collection
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from django.contrib import messages
from django.http import HttpResponse
from django.utils.crypto import constant_time_compare

from famille.comptes.journal import noter
from famille.models import Utilisateur
from famille.socle.allauth_interne import record_authentication

from .facteurs import lu_sans_facteur

PROUVE = "second_facteur_prouve"  # in the state of a sign-in by a service that proves both factors
SEULE = "sans_mot_de_passe"  # in the data of a key: it was made to sign in with it alone
EMPREINTE = "mot_de_passe_donne"  # of the password that began a sign-in, as sessions keep theirs
CHANGE_DEPUIS = (
    "Le mot de passe de ce compte a changé pendant que vous vous connectiez. Recommencez avec le"
    " nouveau."
)


def doit_une_seconde_etape(utilisateur: Utilisateur) -> bool:
    """Whether a password alone does not let this account in. A key that a parent made to do without
    the password is a shorter way in, not a second lock: on a device that does not know it, her
    password would lead her nowhere."""
    sans = lu_sans_facteur(utilisateur)
    siens = [] if sans else Authenticator.objects.filter(user=utilisateur)
    return any(map(_est_demande, siens)) or utilisateur.est_du_personnel


def avec_une_seconde_etape(comptes: Collection[int]) -> set[int]:
    """The accounts, among these (keys), with a second factor. One query, none for nobody."""
    facteurs = Authenticator.objects.filter(user__in=comptes) if comptes else []
    return {facteur.user_id for facteur in facteurs if _est_demande(facteur)}


def _est_demande(facteur: Authenticator) -> bool:
    return facteur.type == Authenticator.Type.TOTP or (
        facteur.type == Authenticator.Type.WEBAUTHN and not facteur.data.get(SEULE)
    )


class SecondeEtape(AuthenticateStage):
    """allauth's stage, which asks for any key that the account has; not again for what the town's
    directory has just proved (famille.comptes.openid)."""

    def handle(self) -> tuple[Any, bool]:
        ailleurs = (self.login.signal_kwargs or {}).get("sociallogin")
        if ailleurs is not None and self.login.user is not None and ailleurs.state.get(PROUVE):
            record_authentication(self.request, self.login.user, "mfa", type="openid")
            noter("facteur prouve", self.login.user, type="openid")
            return None, True
        if self.login.user is not None and not doit_une_seconde_etape(self.login.user):
            return None, True
        reponse, continuer = super().handle()
        if self.login.user is not None:
            self.state[EMPREINTE] = self.login.user.get_session_auth_hash()
        return reponse, continuer

    def exit(self) -> HttpResponse:
        """Who gave a password that was changed while he waited here begins anew: its owner may have
        changed it because of him."""
        compte, donnee = self.login.user, self.state.get(EMPREINTE, "")
        if compte is None or constant_time_compare(donnee, compte.get_session_auth_hash()):
            return super().exit()
        noter("mot de passe change en route", compte)
        messages.error(self.request, CHANGE_DEPUIS)
        return self.abort()
