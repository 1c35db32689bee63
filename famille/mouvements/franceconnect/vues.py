"""The addresses of FranceConnect: there and back, in and out; joining it and undoing it. 404 where
the town has it not."""

from functools import partial

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import consume_or_429
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.comptes.openid.acces import retirer_l_acces
from famille.comptes.openid.liens import est_lie
from famille.comptes.openid.parcours import accueillir_le_retour, partir
from famille.comptes.openid.service import ServiceOpenID
from famille.comptes.openid.service_franceconnect import CODE
from famille.comptes.openid.sortie import est_revenu
from famille.comptes.preuves import FRAICHEUR, exiger_une_preuve, preuve_exigee
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from .attente import compte_du_lien, demander_le_lien, en_attente, est_designe, oublier
from .entree import Venue, delier, lier_par_le_lien, reconnaitre

PARTI = (
    "Si un compte de ce portail a cette adresse, un lien vient d’y être envoyé. Ouvrez-le dans ce"
    " navigateur, dans la demi-heure. Si un agent vient de changer cette adresse, attendez un"
    " jour : aucun lien n’y part avant."
)
TROP_TARD = (
    "Ce lien n’ouvre rien ici : il sert dans la demi-heure, dans le navigateur où vous êtes venu"
    " par FranceConnect, et tant que l’adresse du compte n’a pas changé. Recommencez par"
    " FranceConnect."
)
C_EST_RELIE = (
    "FranceConnect est relié à votre compte : touchez « S’identifier avec FranceConnect » pour"
    " entrer. Un e-mail vous le confirme."
)
DELIE = "FranceConnect n’ouvre plus votre compte. Votre mot de passe, lui, fonctionne toujours."


class AdresseConnueForm(forms.Form):
    courriel = forms.EmailField(
        label="Votre adresse e-mail sur ce portail",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


def _franceconnect() -> ServiceOpenID:
    if CODE not in settings.OPENID:
        raise Http404
    return settings.OPENID[CODE]


@login_not_required
@never_cache
@require_safe
def vers_franceconnect(request: HttpRequest) -> HttpResponse:
    """Signed in already, and not joined: one is about to be, and proves first who one is."""
    service = _franceconnect()
    if request.user.is_authenticated and not est_lie(request.user):
        exiger_une_preuve(request, FRAICHEUR)
    return partir(request, service)


@login_not_required
@never_cache
@require_safe
def retour_de_franceconnect(request: HttpRequest) -> HttpResponse:
    service = _franceconnect()
    try:
        return accueillir_le_retour(request, service, partial(reconnaitre, request, service))
    except ImmediateHttpResponse as autre:
        return autre.response


@login_not_required
@never_cache
@require_safe
def sortie_de_franceconnect(request: HttpRequest) -> HttpResponse:
    """Back from there: only what answers this browser's own leaving is believed."""
    if est_revenu(request, _franceconnect()):
        messages.success(request, "Votre session de FranceConnect est fermée aussi.")
    return redirect("account_login")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def franceconnect_inconnu(request: HttpRequest) -> HttpResponse:
    """Whom FranceConnect has named and nobody here is for sure: her address of this portal."""
    _franceconnect()
    if en_attente(request) is None:
        return redirect("account_login")
    form = AdresseConnueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if trop := consume_or_429(request, action="openid"):
            return trop
        demander_le_lien(request, form.cleaned_data["courriel"])
        messages.success(request, PARTI)
        return redirect("franceconnect_inconnu")
    contexte = {"form": form, "designe": est_designe(request)}
    return render(request, "account/franceconnect/inconnu.html", contexte)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def relier_franceconnect(request: HttpRequest, jeton: str) -> HttpResponse:
    """The link of the mail, in the browser that waits for it. One press joins; FranceConnect, still
    open, then signs in: from a link, since a form leads nowhere but here."""
    _franceconnect()
    attendu, compte = en_attente(request), compte_du_lien(request, jeton)
    if attendu is None or compte is None:
        messages.error(request, TROP_TARD)
        return redirect("account_login")
    if request.method != "POST":
        return render(request, "account/franceconnect/relier.html")
    oublier(request)
    with agir(request, C_EST_RELIE):
        lier_par_le_lien(compte, Venue(*attendu))
        return redirect(f"{reverse('account_login')}?relie")
    return redirect("account_login")


@require_POST
@preuve_exigee
def delier_franceconnect(request: RequeteConnectee) -> HttpResponse:
    _franceconnect()
    delier(request.user)
    retirer_l_acces(request)
    messages.success(request, DELIE)
    return redirect("mes_donnees")
