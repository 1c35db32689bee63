"""My data: telephones, address, devices, second factor, and asking to be erased (D9)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from famille.alertes.registre import ouverts
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.comptes.preuves import preuve_exigee
from famille.comptes.second_facteur.etape import doit_une_seconde_etape
from famille.foyers.personnes import modifier_responsable
from famille.models import Responsable
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import demarches_ouvertes
from famille.socle.ville import service

from .formulaires import TelephonesForm

EFFACEMENT = "effacement-des-donnees"  # the démarche by which one asks it


@require_safe
def mes_donnees(request: RequeteConnectee) -> HttpResponse:
    """One page for all one may see and change of oneself."""
    contexte = {
        "responsables": _mes_responsables(request),
        "adresse_en_attente": (
            EmailAddress.objects.filter(user=request.user, verified=False)
            .exclude(email__iexact=request.user.email)
            .first()
        ),
        "second_facteur": doit_une_seconde_etape(request.user),
        "cles": Authenticator.objects.filter(
            user=request.user, type=Authenticator.Type.WEBAUTHN
        ).count(),
        "franceconnect": settings.OPENID.get(FRANCECONNECT),
        "relie_a_franceconnect": SocialAccount.objects.filter(
            user=request.user, provider=FRANCECONNECT
        ).exists(),
        "nombre_appareils": UserSession.objects.filter(user=request.user).count(),
        "alertes": bool(ouverts()),
        "effacement": demarches_ouvertes().get(EFFACEMENT),
    }
    return render(request, "account/mes_donnees.html", contexte)


def dire_les_telephones(donnees: dict[str, Any]) -> str:
    if any(donnees.values()):
        return (
            f"Vos téléphones sont enregistrés. {service().en_debut} appelle désormais ces numéros."
        )
    return (
        f"C’est enregistré : {service().le} n’a plus aucun numéro pour vous joindre en cas"
        " d’urgence."
    )


@preuve_exigee
def telephones(request: RequeteConnectee) -> HttpResponse:
    responsables = _mes_responsables(request)
    if not responsables:
        return redirect("mes_donnees")
    actuels = {nom: getattr(responsables[0], nom) for nom in TelephonesForm.base_fields}
    form = TelephonesForm(request.POST or None, initial=actuels)
    if request.method == "POST" and form.is_valid():
        for responsable in responsables:
            modifier_responsable(responsable, par=request.user, **form.cleaned_data)
        messages.success(request, dire_les_telephones(form.cleaned_data))
        return redirect("mes_donnees")
    return render(request, "account/telephones.html", {"form": form})


def _mes_responsables(request: RequeteConnectee) -> list[Responsable]:
    """My own rows, one a household; never the other adult's."""
    return list(
        Responsable.objects.actuels().filter(utilisateur=request.user).select_related("foyer")
    )
