"""Where an account begins: its owner follows the link of his invitation, and chooses a password
(G1)."""

from typing import Any

from allauth.account.models import Login
from allauth.core.ratelimit import consume_or_429
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from famille.comptes.connexion.formulaires import MotDePasseMixin
from famille.models import Utilisateur
from famille.socle.allauth_interne import logout, perform_password_login

from . import actions as actions_activation


class ActivationForm(MotDePasseMixin):
    def __init__(self, *args: Any, utilisateur: Utilisateur, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = utilisateur
        self.fields["password1"].label = "Votre mot de passe"


# stands for the key in the address once it is in the session: history and logs keep no secret
CHOISIR = "choisir"
_CLE_EN_SESSION = "activation_cle"


@login_not_required
@require_safe
def creer_un_compte(request: HttpRequest) -> HttpResponse:
    return render(request, "account/creer_un_compte.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password1")
def activation(request: HttpRequest, uidb36: str, cle: str) -> HttpResponse:
    if trop := consume_or_429(request, action="activation", limit_get=True):
        return trop
    if cle != CHOISIR and actions_activation.trouver(uidb36, cle):
        request.session[_CLE_EN_SESSION] = cle
        return redirect("activation", uidb36=uidb36, cle=CHOISIR)
    cle = request.session.get(_CLE_EN_SESSION, "") if cle == CHOISIR else cle
    utilisateur = actions_activation.trouver(uidb36, cle)
    if utilisateur is None:
        return render(request, "account/activation_perimee.html", status=410)
    form = ActivationForm(request.POST or None, utilisateur=utilisateur)
    if request.method == "POST" and form.is_valid():
        if not actions_activation.activer(utilisateur, form.cleaned_data["password1"]):
            return render(request, "account/activation_perimee.html", status=410)
        return _entrer(request, utilisateur)
    return render(request, "account/activation.html", {"form": form, "utilisateur": utilisateur})


def _entrer(request: HttpRequest, utilisateur: Utilisateur) -> HttpResponse:
    """Sign in with the password just chosen: allauth records it as a proof given now. Somebody else
    who was signed in is out, and only now: reading a page signs nobody out."""
    request.session.pop(_CLE_EN_SESSION, None)
    if request.user.is_authenticated:
        logout(request, show_message=False)
    messages.success(request, "Votre compte est activé. Bienvenue sur le portail.")
    identifiants = {"email": utilisateur.email}
    return perform_password_login(
        request, identifiants, Login(user=utilisateur, email=utilisateur.email)
    )
