"""My data: telephones, address, devices, second factor, and asking to be erased (D9)."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from famille.alertes.registre import ouverts
from famille.comptes.openid.service_franceconnect import CODE as FRANCECONNECT
from famille.comptes.preuves import preuve_exigee
from famille.comptes.second_facteur.etape import doit_une_seconde_etape
from famille.dossier.foyers.personnes import modifier_responsable
from famille.models import Responsable
from famille.socle.connectee import RequeteConnectee
from famille.socle.offres import demarches_ouvertes
from famille.socle.saisie.telephones import TelephoneField
from famille.socle.ville import service

EFFACEMENT = "effacement-des-donnees"  # the démarche by which one asks it


class TelephonesForm(forms.Form):
    telephone_portable = TelephoneField(
        label="Téléphone portable",
        required=False,
        help_text="Exemple : 06 39 98 00 01. Il sert à vous joindre en cas d’urgence.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    telephone_fixe = TelephoneField(
        label="Autre téléphone",
        required=False,
        help_text="Domicile ou travail.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "home tel"}),
    )

    def clean(self) -> dict[str, Any] | None:
        donnees = super().clean() or {}
        if not self.errors and not any(donnees.values()):
            raise forms.ValidationError(
                f"Gardez au moins un numéro : {service().le} doit pouvoir vous joindre."
            )
        return donnees


@require_safe
def mes_donnees(request: RequeteConnectee) -> HttpResponse:
    """One page for all one may see and change of oneself."""
    a_verifier = EmailAddress.objects.filter(user=request.user, verified=False)
    facteurs = Authenticator.objects.filter(user=request.user)
    relies = SocialAccount.objects.filter(user=request.user)
    contexte = {
        "responsables": _mes_responsables(request),
        "adresse_en_attente": a_verifier.exclude(email__iexact=request.user.email).first(),
        "second_facteur": doit_une_seconde_etape(request.user),
        "cles": facteurs.filter(type=Authenticator.Type.WEBAUTHN).count(),
        "franceconnect": settings.OPENID.get(FRANCECONNECT),
        "relie_a_franceconnect": relies.filter(provider=FRANCECONNECT).exists(),
        "nombre_appareils": UserSession.objects.filter(user=request.user).count(),
        "alertes": bool(ouverts()),
        "effacement": demarches_ouvertes().get(EFFACEMENT),
    }
    return render(request, "account/mes_donnees.html", contexte)


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
        qui = service().en_debut
        dit = f"Vos téléphones sont enregistrés. {qui} appelle désormais ces numéros."
        messages.success(request, dit)
        return redirect("mes_donnees")
    return render(request, "account/telephones.html", {"form": form})


def _mes_responsables(request: RequeteConnectee) -> list[Responsable]:
    """My own rows, one a household; never the other adult's."""
    miens = Responsable.objects.actuels().filter(utilisateur=request.user)
    return list(miens.select_related("foyer"))
