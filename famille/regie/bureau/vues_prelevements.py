"""One direct debit: taken out of a remise that the bank does not have yet, or noted as sent back by
the bank."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.courriels.destinataires import et_le_foyer
from famille.models import Paiement, RemiseSEPA
from famille.prelevement.remises import retirer_de_la_remise
from famille.prelevement.suites import rejeter_prelevement
from famille.regles.prelevement import REJETS
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import fil, page
from famille.socle.erreurs import Refus

from .droits import PRELEVER, exige
from .ecran import REMISES
from .formulaires import MotifForm, RejetForm

Etat = Paiement.Etat


def pourquoi(paiement: Paiement) -> str:
    """Why a debit was sent back or taken out, "" for another. Its passages were read with it."""
    if paiement.etat == Etat.REJETE:
        return REJETS.get(paiement.code, paiement.code)
    return list(paiement.passages.all())[-1].motif if paiement.etat == Etat.ANNULE else ""


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def retirer(request: RequeteConnectee, reference: str) -> HttpResponse:
    """Before the bank has the file."""
    paiement, form = _trouver(reference), MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            retirer_de_la_remise(paiement, motif=form.cleaned_data["motif"], par=request.user)
        except Refus as refus:
            form.refuser(refus)
        else:
            dit = (
                f"Le prélèvement {reference} est retiré : sa facture pourra être prélevée dans une"
                " autre remise."
            )
            messages.success(request, dit)
            return redirect("regie:remise", paiement.remise_id)
    preparee = _remise_de(paiement).etat == RemiseSEPA.Etat.PREPAREE
    possible = paiement.etat == Etat.OUVERT and preparee
    return _montrer(
        request,
        "famille/regie/bureau/remises/retirer.html",
        "Retirer un prélèvement",
        paiement,
        form,
        possible=possible,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def rejeter(request: RequeteConnectee, reference: str) -> HttpResponse:
    """Once the bank has sent it back."""
    paiement, form = _trouver(reference), RejetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            rejeter_prelevement(paiement, code=form.cleaned_data["code"], par=request.user)
        except Refus as refus:
            form.refuser(refus)
        else:
            suite = et_le_foyer(paiement.foyer, "La famille est prévenue par e-mail.")
            messages.success(
                request, f"Le rejet est noté : la facture est de nouveau à payer. {suite}"
            )
            return redirect("regie:remise", paiement.remise_id)
    return _montrer(
        request, "famille/regie/bureau/remises/rejeter.html", "Noter un rejet", paiement, form
    )


def _trouver(reference: str) -> Paiement:
    prelevements = Paiement.objects.filter(remise__isnull=False).select_related(
        "foyer", "remise", "mandat"
    )
    return get_object_or_404(prelevements, reference=reference)


def _remise_de(paiement: Paiement) -> RemiseSEPA:
    assert paiement.remise is not None, "`_trouver` finds none but those of a remise"
    return paiement.remise


def _montrer(
    request: RequeteConnectee,
    gabarit: str,
    titre: str,
    paiement: Paiement,
    form: MotifForm | RejetForm,
    **contexte: Any,
) -> HttpResponse:
    contexte |= {
        "titre": titre,
        "paiement": paiement,
        "montant": en_euros(paiement.montant),
        "facture": paiement.parts.select_related("facture").get().facture,
        "form": form,
        "breadcrumbs_items": fil(
            REMISES, (_remise_de(paiement).numero, "regie:remise", paiement.remise_id)
        ),
    }
    return page(request, gabarit, contexte, refusee=form.errors)
