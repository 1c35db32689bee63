"""A key is offered once to who may like it: at the first sign-in, after a forgotten password."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from famille.models import Utilisateur

PROPOSITION = (
    "La prochaine fois, votre doigt, votre visage ou le code de l’appareil peut remplacer le mot de"
    ' passe : <a href="{}">créer une clé d’accès</a>. Vous la retrouverez dans « Mes données'
    " personnelles »."
)


def proposer_une_cle(request: HttpRequest, compte: Utilisateur, *, premiere_fois: bool) -> None:
    """In the sentence of the next page, which then goes: never a second time, and to nobody who has
    a key. Staff choose their second step on its own page."""
    preuves = {trace["method"] for trace in get_authentication_records(request, compte)}
    if not (premiere_fois or "password_reset" in preuves) or compte.est_du_personnel:
        return
    if not Authenticator.objects.filter(user=compte, type=Authenticator.Type.WEBAUTHN).exists():
        messages.info(request, format_html(PROPOSITION, reverse("mfa_add_webauthn")))
