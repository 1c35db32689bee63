"""The ways in: sign-in, the doors that lead to it, an address to confirm (G1)."""

from collections.abc import Callable
from typing import Any, NoReturn
from urllib.parse import urlencode

from allauth.account.models import EmailConfirmationHMAC
from allauth.account.views import LoginView, confirm_email
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.comptes.annuaire.modele import CODE
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.comptes.sessions.vie import est_du_personnel
from famille.socle.allauth_interne import logout
from famille.socle.connectee import RequeteConnectee


class ConnexionView(LoginView):
    """allauth's. `fin` in the address: a session has just ended, and it is said why it may have;
    `relie`: FranceConnect has just been joined, its button comes first."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        fin = "fin" in self.request.GET and {
            "envoi": self.request.GET["fin"] == "envoi",
            "famille": settings.SESSION_COOKIE_AGE,
            "personnel": settings.SESSION_DU_PERSONNEL,
        }
        annuaire = settings.OPENID.get(CODE)
        autres = {"annuaire": annuaire, "franceconnect": settings.OPENID.get(FRANCECONNECT)}
        dites = {"fin": fin, "relie": "relie" in self.request.GET}
        return super().get_context_data(**kwargs) | dites | autres


connexion = ConnexionView.as_view()


@require_safe
def accueil_connecte(request: RequeteConnectee, page: Callable[[], str]) -> HttpResponse:
    """Where each one lands after signing in. `page`: the name of the families' own, now."""
    return redirect("wagtailadmin_home" if est_du_personnel(request) else page())


@login_not_required
def vers_la_connexion(request: HttpRequest) -> HttpResponse:
    """Another login door: whatever is sent to it, our sign-in page and its second factor answer."""
    suite = request.GET.get("next", "")
    adresse = reverse("account_login")
    return redirect(f"{adresse}?{urlencode({'next': suite})}" if suite else adresse)


@login_not_required
def vers_le_mot_de_passe_oublie(request: HttpRequest) -> HttpResponse:
    return redirect("account_reset_password")


def introuvable(request: HttpRequest) -> NoReturn:
    """An address of Wagtail's that this portal does without."""
    raise Http404


@login_not_required
@never_cache
def confirmer_adresse(request: HttpRequest, key: str) -> HttpResponse:
    """A new address is confirmed signed in: a stranger whose address was typed by mistake takes no
    account over."""
    confirmation = EmailConfirmationHMAC.from_key(key)
    if confirmation is not None:
        adresse = confirmation.email_address
        if (
            adresse.email.lower() != adresse.user.email.lower()
            and request.user.pk != adresse.user_id
        ):
            if request.user.is_authenticated:
                logout(request, show_message=False)
            return redirect_to_login(request.get_full_path())
    return confirm_email(request, key=key)
