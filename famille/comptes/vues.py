"""Where an account begins and is looked after: activation, the way in, personal data, devices (G1,
G8)."""

from urllib.parse import urlencode

from allauth.account.models import EmailConfirmationHMAC, Login
from allauth.account.views import confirm_email
from allauth.core.ratelimit import consume_or_429
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from famille.socle.allauth_interne import end_other_sessions, logout, perform_password_login

from . import activation as actions_activation
from .appareils import decrire
from .donnees import ActivationForm
from .sessions import est_du_personnel

# stands for the key in the address once it is in the session: history and logs keep no secret
CHOISIR = "choisir"
_CLE_EN_SESSION = "activation_cle"


@require_safe
def accueil_connecte(request):
    """Where each one lands after signing in."""
    return redirect("wagtailadmin_home" if est_du_personnel(request) else "famille:tableau_de_bord")


@login_not_required
def vers_la_connexion(request):
    """Another login door: whatever is sent to it, our sign-in page and its second factor answer."""
    suite = request.GET.get("next", "")
    adresse = reverse("account_login")
    return redirect(f"{adresse}?{urlencode({'next': suite})}" if suite else adresse)


@login_not_required
def vers_le_mot_de_passe_oublie(request):
    return redirect("account_reset_password")


def introuvable(request):
    """An address of Wagtail's that this portal does without."""
    raise Http404


@login_not_required
@require_safe
def creer_un_compte(request):
    return render(request, "account/creer_un_compte.html")


@login_not_required
@never_cache
@sensitive_post_parameters("password1", "password2")
def activation(request, uidb36, cle):
    if trop := consume_or_429(request, action="reset_password_from_key"):
        return trop
    if cle != CHOISIR and actions_activation.trouver(uidb36, cle):
        if request.user.is_authenticated:
            logout(request, show_message=False)
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


def _entrer(request, utilisateur):
    """Sign in with the password just chosen: allauth records it as a proof given now."""
    request.session.pop(_CLE_EN_SESSION, None)
    messages.success(request, "Votre compte est activé. Bienvenue sur le portail.")
    identifiants = {"email": utilisateur.email}
    return perform_password_login(
        request, identifiants, Login(user=utilisateur, email=utilisateur.email)
    )


@login_not_required
@never_cache
def confirmer_adresse(request, key):
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


def appareils(request):
    if request.method == "POST":
        end_other_sessions(request, request.user)
        messages.success(request, "Tous vos autres appareils sont déconnectés.")
        return redirect("usersessions_list")
    sessions = sorted(
        UserSession.objects.purge_and_list(request.user), key=lambda session: session.last_seen_at
    )
    lignes = [
        {
            "session": session,
            "appareil": decrire(session.user_agent),
            "actuelle": session.is_current(),
        }
        for session in reversed(sessions)
    ]
    return render(request, "usersessions/appareils.html", {"lignes": lignes})


@require_POST
def fermer_session(request, pk):
    session = get_object_or_404(UserSession, user=request.user, pk=pk)
    if session.is_current():
        return redirect("account_logout")
    session.end()
    messages.success(request, "Cet appareil est déconnecté.")
    return redirect("usersessions_list")
