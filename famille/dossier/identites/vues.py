""" "Mon identité": what the person herself reads and writes of it."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from famille.comptes.preuves import preuve_exigee
from famille.models import IdentitePivot, Responsable
from famille.regles.identite import EtatCivil
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from . import actions
from .actions import Origine
from .formulaires import IdentiteForm, connue, raconter

ENREGISTREE = "Votre identité est enregistrée, chiffrée."
EFFACEE = "Votre identité est effacée."


@never_cache
@preuve_exigee
def mon_identite(request: RequeteConnectee) -> HttpResponse:
    """Her own, the same in each of her households."""
    siens = list(Responsable.objects.actuels().filter(utilisateur=request.user))
    if not siens:
        return redirect("mes_donnees")
    ligne = IdentitePivot.objects.de(request.user).order_by("-le").first()
    verrouillee = ligne is not None and ligne.origine == Origine.FRANCECONNECT
    form = IdentiteForm(None if verrouillee else (request.POST or None), initial=connue(ligne))
    if request.method == "POST" and form.is_valid():
        with agir(form):
            _ecrire(siens, form.cleaned_data["identite"], request)
            messages.success(request, ENREGISTREE if form.cleaned_data["identite"] else EFFACEE)
            return redirect("mes_donnees")
    contexte = {"form": form, "ligne": ligne, "de_la_ville": actions.est_de_la_ville(ligne)}
    if ligne and verrouillee:
        contexte["lignes"] = raconter(ligne)
    return render(request, "account/identite.html", contexte)


@transaction.atomic
def _ecrire(
    siens: list[Responsable], identite: EtatCivil | None, request: RequeteConnectee
) -> None:
    for responsable in siens:
        if identite is None:
            actions.exiger_de_l_effacer(responsable)
            actions.oublier_l_identite(responsable, par=request.user)
        else:
            actions.exiger_que_ce_soit_elle(responsable, identite)
            actions.dire_l_identite(responsable, identite, origine=Origine.PARENT, par=request.user)
