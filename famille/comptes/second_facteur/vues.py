"""Enrolling a second factor, proving it at sign-in, taking it away: allauth's views, with this
town's rules (D12)."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse_lazy

from famille.socle.allauth_interne import post_authentication
from famille.socle.connectee import RequeteConnectee

from .facteurs import AdaptateurMFA


class _ProuveEnEnrolantMixin:
    """The code or the key just given proves the factor in this session: no second one is asked a
    second later."""

    type_de_facteur: Authenticator.Type

    def form_valid(self, form: Any) -> HttpResponse:
        reponse = super().form_valid(form)
        facteur = Authenticator.objects.filter(
            user=self.request.user, type=self.type_de_facteur
        ).latest("pk")
        facteur.user = self.request.user
        post_authentication(self.request, facteur, reauthenticated=True)
        return reponse


class ActiverTOTPView(_ProuveEnEnrolantMixin, ActivateTOTPView):
    type_de_facteur = Authenticator.Type.TOTP


class AjouterCleView(_ProuveEnEnrolantMixin, AddWebAuthnView):
    type_de_facteur = Authenticator.Type.WEBAUTHN


class NommerCleView(EditWebAuthnView):
    success_url = reverse_lazy("mfa_index")


class RetirerCleView(RemoveWebAuthnView):
    """allauth asks this question of applications only: an agent would take his last factor away."""

    success_url = reverse_lazy("mfa_index")

    def dispatch(self, request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not AdaptateurMFA().can_delete_authenticator(self.get_object()):
            messages.error(request, AdaptateurMFA.error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        return super().dispatch(request, *args, **kwargs)


class SecondeEtapeView(AuthenticateView):
    """Offers what the account has: a key, an application, or both; recovery codes replace
    either."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        types = set(
            Authenticator.objects.filter(user=self.stage.login.user).values_list("type", flat=True)
        )
        return super().get_context_data(**kwargs) | {
            "cle": Authenticator.Type.WEBAUTHN in types,
            "application": Authenticator.Type.TOTP in types,
        }


activer_totp = ActiverTOTPView.as_view()
ajouter_cle = AjouterCleView.as_view()
nommer_cle = NommerCleView.as_view()
retirer_cle = RetirerCleView.as_view()
prouver_une_cle = ReauthenticateWebAuthnView.as_view()
seconde_etape = SecondeEtapeView.as_view()
