"""Signing in with a key; enrolling a second factor, proving it at sign-in, taking it away:
allauth's views, with this town's rules (D12)."""

from typing import TYPE_CHECKING, Any

from allauth.account.utils import passthrough_next_redirect_url
from allauth.core.ratelimit import consume_or_429
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    EditWebAuthnView,
    LoginWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.decorators import method_decorator

from famille.comptes.journal import noter
from famille.comptes.sessions.vie import demander_de_rester
from famille.socle.allauth_interne import post_authentication
from famille.socle.connectee import RequeteConnectee

from .cles import EntrerParCleForm
from .etape import SEULE, doit_une_seconde_etape
from .facteurs import AdaptateurMFA, a_un_second_facteur

if TYPE_CHECKING:
    from django.views.generic import FormView as VueDeFormulaire
else:
    VueDeFormulaire = object

CLE_INCONNUE = (
    "Cette clé d’accès n’a pas été reconnue. Recommencez, ou connectez-vous avec votre mot de"
    " passe."
)

REINITIALISEE_DEPUIS = (
    "La seconde étape de ce compte a été réinitialisée pendant que vous vous connectiez."
    " Recommencez, avec votre mot de passe."
)


class _ProuveEnEnrolantMixin(VueDeFormulaire):
    """The code or the key just given proves the factor in this session: no second one is asked a
    second later."""

    request: RequeteConnectee
    type_de_facteur: Authenticator.Type

    def noter(self, facteur: Authenticator) -> None:
        """What the view keeps of the factor beside what allauth does."""

    def form_valid(self, form: Any) -> HttpResponse:
        reponse = super().form_valid(form)
        facteur = Authenticator.objects.filter(
            user=self.request.user, type=self.type_de_facteur
        ).latest("pk")
        facteur.user = self.request.user
        self.noter(facteur)
        post_authentication(self.request, facteur, reauthenticated=True)
        return reponse


class ActiverTOTPView(_ProuveEnEnrolantMixin, ActivateTOTPView):
    type_de_facteur = Authenticator.Type.TOTP


class AjouterCleView(_ProuveEnEnrolantMixin, AddWebAuthnView):
    type_de_facteur = Authenticator.Type.WEBAUTHN

    def form_valid(self, form: Any) -> HttpResponse:
        """The recovery codes are shown to who may need one: a second step is owed."""
        self.seule = bool(form.cleaned_data["passwordless"])
        reponse = super().form_valid(form)
        if self.did_generate_recovery_codes and not doit_une_seconde_etape(self.request.user):
            return redirect("mfa_index")
        return reponse

    def noter(self, facteur: Authenticator) -> None:
        if self.seule:
            facteur.data[SEULE] = True
            facteur.save(update_fields=["data"])


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


@method_decorator(login_not_required, name="dispatch")
class SecondeEtapeView(AuthenticateView):
    """Offers what the account has: a key, an application, or both; recovery codes replace either.
    Who has lost all of them is told whom to call: who answers a parent does not answer staff."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Who waits here while it is reset begins anew: allauth would send him from here to the
        sign-in page and back, without an end."""
        reponse = super().dispatch(request, *args, **kwargs)
        etape = getattr(self, "stage", None)
        ailleurs = getattr(reponse, "url", "") == reverse("account_login")
        if etape is None or not ailleurs or a_un_second_facteur(etape.login.user):
            return reponse
        messages.info(request, REINITIALISEE_DEPUIS)
        return etape.abort()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        compte = self.stage.login.user
        types = set(Authenticator.objects.filter(user=compte).values_list("type", flat=True))
        return super().get_context_data(**kwargs) | {
            "cle": Authenticator.Type.WEBAUTHN in types,
            "application": Authenticator.Type.TOTP in types,
            "personnel": compte.est_du_personnel,
        }


class EntrerParCleView(LoginWebAuthnView):
    """In with a key alone: the device has asked for a finger, a face or its code, so that it stands
    for both factors. Whether it is unknown, another's or another site's, the answer is one."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # what is to be signed is kept in a session: bounded, as all that a stranger makes us write
        trop = consume_or_429(request, action="cle_demandee", limit_get=True)
        return trop or super().get(request, *args, **kwargs)

    def form_valid(self, form: EntrerParCleForm) -> HttpResponse:
        demander_de_rester(
            self.request, form.cleaned_data["credential"].user, oui=form.cleaned_data["rester"]
        )
        return super().form_valid(form)

    def form_invalid(self, form: EntrerParCleForm) -> HttpResponse:
        noter("cle refusee")
        messages.error(self.request, CLE_INCONNUE)
        return redirect(
            passthrough_next_redirect_url(self.request, reverse("account_login"), "next")
        )


class DeuxEtapesView(IndexView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        seconde_etape = doit_une_seconde_etape(self.request.user)
        return super().get_context_data(**kwargs) | {"seconde_etape": seconde_etape}


activer_totp = ActiverTOTPView.as_view()
ajouter_cle = AjouterCleView.as_view()
nommer_cle = NommerCleView.as_view()
retirer_cle = RetirerCleView.as_view()
prouver_une_cle = ReauthenticateWebAuthnView.as_view()
entrer_par_cle = EntrerParCleView.as_view()
deux_etapes = DeuxEtapesView.as_view()
seconde_etape = SecondeEtapeView.as_view()
