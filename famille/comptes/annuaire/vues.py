"""The addresses of the directory: the way there and the way back, in and out. 404 where the town
has none."""

from functools import partial
from typing import cast

from allauth.account.views import logout
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.comptes.openid.parcours import accueillir_le_retour, partir
from famille.comptes.openid.sortie import (
    attendre_le_retour,
    est_revenu,
    preparer_la_sortie,
    service_de_la_session,
)

from .entree import reconnaitre
from .modele import CODE, AnnuaireDesAgents


def _annuaire() -> AnnuaireDesAgents:
    if CODE not in settings.OPENID:
        raise Http404
    return cast("AnnuaireDesAgents", settings.OPENID[CODE])


@login_not_required
@never_cache
@require_safe
def vers_l_annuaire(request: HttpRequest) -> HttpResponse:
    return partir(request, _annuaire())


@login_not_required
@never_cache
@require_safe
def retour_de_l_annuaire(request: HttpRequest) -> HttpResponse:
    annuaire = _annuaire()
    return accueillir_le_retour(request, annuaire, partial(reconnaitre, annuaire))


@login_not_required
@never_cache
def se_deconnecter(request: HttpRequest) -> HttpResponse:
    """allauth's; whoever came by the directory, or by FranceConnect, is then shown the way out of
    it. A page and not a redirect: what a form leads to stays on this site (Content-Security-Policy,
    form-action)."""
    service = service_de_la_session(request)
    sortie = preparer_la_sortie(request, service) if service and request.method == "POST" else None
    reponse = logout(request)
    if service is None or sortie is None:
        return reponse
    attendre_le_retour(request, sortie)
    contexte = {"nom": service.nom, "adresse": sortie.adresse}
    return render(request, "account/sortie_de_l_annuaire.html", contexte)


@login_not_required
@never_cache
@require_safe
def sortie_de_l_annuaire(request: HttpRequest) -> HttpResponse:
    """Back from there: only what answers this browser's own leaving is believed."""
    annuaire = _annuaire()
    if est_revenu(request, annuaire):
        messages.success(request, f"Votre session de {annuaire.nom} est fermée aussi.")
    return redirect("account_login")
