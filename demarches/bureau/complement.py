"""Answering a complement for the family that brings, says or posts what was missing (D8): the agent
says how, then fills the family's own pages (demarches.instruction.acces)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from demarches.assistant.contexte_etape import RECAPITULATIF
from demarches.declaration.a_l_agent import a_l_agent
from demarches.depot.saisie import commencer_la_saisie, refus_de_saisir
from demarches.instruction.droits import pour_instructeurs
from demarches.instruction.passage import PassageImpossible
from famille.socle.connectee import RequeteConnectee

from . import urls_de
from .guichet import CanalForm
from .vues import trouver


@require_http_methods(["GET", "HEAD", "POST"])
@pour_instructeurs
def saisir_pour(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """A POST begins, and opens the first page that was given back."""
    demande = trouver(pk)
    if refus := refus_de_saisir(demande, par=request.user):
        messages.error(request, refus)
        return redirect(urls_de(demande))
    pages = demande.sa_demarche.pages_a_remplir(demande)
    form = CanalForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            commencer_la_saisie(demande, par=request.user, canal=form.cleaned_data["canal"])
        except PassageImpossible as refus:
            messages.error(request, str(refus))
            return redirect(urls_de(demande))
        return redirect("demarches:etape", pk=demande.pk, step=next(iter(pages), RECAPITULATIF))
    contexte = {
        "demande": demande,
        "complement": demande.complement_attendu,
        "pages": [a_l_agent(page.titre) for page in pages.values()],
        "form": form,
        "adresse": urls_de(demande),
    }
    return render(request, "demarches/bureau/guichet/saisir_pour.html", contexte)
