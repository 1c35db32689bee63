"""One direct debit: taken out of a remise that the bank does not have yet, or noted as sent back by
the bank."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.courriels.destinataires import et_le_foyer
from famille.models import MandatSEPA, Paiement, RemiseSEPA
from famille.prelevement.remises import retirer_de_la_remise
from famille.prelevement.suites import (
    annuler_la_suspension,
    annuler_rejet,
    arreter,
    rejeter_prelevement,
    representer,
    suspendre,
)
from famille.regie.bureau.droits import PRELEVER, exige
from famille.regie.bureau.ecran import REMISES
from famille.regie.bureau.formulaires import MotifForm, RejetForm, ReponseDeLaFamilleForm
from famille.regles.rejets import Encore, motif_de
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page

Etat = Paiement.Etat


def pourquoi(paiement: Paiement) -> str:
    """Why a debit was sent back or taken out, "" for another. Its passages were read with it."""
    if paiement.etat == Etat.REJETE:
        return motif_de(paiement.code).libelle
    return list(paiement.passages.all())[-1].motif if paiement.etat == Etat.ANNULE else ""


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def retirer(request: RequeteConnectee, reference: str) -> HttpResponse:
    """Before the bank has the file."""
    paiement, form = _trouver(reference), MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            retirer_de_la_remise(paiement, motif=form.cleaned_data["motif"], par=request.user)
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
        with agir(form):
            rejeter_prelevement(paiement, code=form.cleaned_data["code"], par=request.user)
            suite = et_le_foyer(paiement.foyer, "La famille est prévenue par e-mail.")
            messages.success(
                request, f"Le rejet est noté : la facture est de nouveau à payer. {suite}"
            )
            return redirect("regie:remise", paiement.remise_id)
    return _montrer(
        request, "famille/regie/bureau/remises/rejeter.html", "Noter un rejet", paiement, form
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def presenter_de_nouveau(request: RequeteConnectee, reference: str) -> HttpResponse:
    """A refused debit, in a remise to come."""
    paiement, form = _trouver(reference), MotifForm(request.POST or None)
    facture = paiement.parts.select_related("facture").get().facture
    if request.method == "POST" and form.is_valid():
        with agir(form):
            representer(facture, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(
                request,
                f"La facture {facture} sera proposée à la prochaine remise. La famille est prévenue"
                " du nouveau jour quand la remise est préparée, 14 jours avant.",
            )
            return redirect("regie:remise", paiement.remise_id)
    motif = motif_de(paiement.code)
    return _montrer(
        request,
        "famille/regie/bureau/remises/representer.html",
        "Présenter de nouveau",
        paiement,
        form,
        possible=paiement.etat == Etat.REJETE and motif.encore != Encore.NON,
        refus=motif,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def annuler_un_refus(request: RequeteConnectee, reference: str) -> HttpResponse:
    """The bank has taken its refusal back."""
    paiement, form = _trouver(reference), MotifForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            annuler_rejet(paiement, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(request, f"Le prélèvement {reference} compte de nouveau comme payé.")
            return redirect("regie:remise", paiement.remise_id)
    return _montrer(
        request,
        "famille/regie/bureau/remises/annuler_refus.html",
        "Annuler un refus",
        paiement,
        form,
        possible=paiement.etat == Etat.REJETE,
    )


# gesture → what does it, its title, and what is said once it is done
GESTES: dict[str, tuple[Callable[..., None], str, str]] = {
    "reprendre": (
        annuler_la_suspension,
        "Reprendre les prélèvements",
        (
            "Le mandat {rum} est repris : les factures à venir seront prélevées. La famille est"
            " prévenue."
        ),
    ),
    "suspendre": (
        suspendre,
        "Suspendre les prélèvements",
        (
            "Le mandat {rum} est suspendu : rien n’est plus prélevé jusqu’à sa reprise. La famille"
            " est prévenue."
        ),
    ),
    "arreter": (
        arreter,
        "Arrêter le mandat",
        "Le mandat {rum} est terminé : rien n’est plus prélevé. La famille est prévenue.",
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def changer_le_mandat(request: RequeteConnectee, pk: int, geste: str) -> HttpResponse:
    """Suspend a mandate, end it, or collect on it again."""
    if geste not in GESTES:
        raise Http404
    faire, titre, fait = GESTES[geste]
    mandat = get_object_or_404(MandatSEPA.objects.avec_services().select_related("foyer"), pk=pk)
    form = ReponseDeLaFamilleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with agir(form):
            faire(mandat, motif=form.cleaned_data["motif"], par=request.user)
            messages.success(request, fait.format(rum=mandat.rum))
            return redirect("foyers_modeladmin_mandat", pk)
    contexte = {
        "titre": titre,
        "mandat": mandat,
        "geste": geste,
        "possible": mandat.en_vigueur
        and (geste == "arreter" or bool(mandat.suspendu_le) == (geste == "reprendre")),
        "refus": motif_de(mandat.suspendu_pour) if mandat.suspendu_pour else None,
        "form": form,
        "breadcrumbs_items": fil((mandat.rum, "foyers_modeladmin_mandat", pk)),
    }
    gabarit = "famille/regie/bureau/remises/mandat.html"
    return page(request, gabarit, contexte, refusee=form.errors)


def representable(paiement: Paiement) -> bool:
    """Whether its screen proposes to present it again. Its parts were read with it."""
    if paiement.etat != Etat.REJETE or motif_de(paiement.code).encore == Encore.NON:
        return False
    facture = paiement.parts.all()[0].facture
    return not facture.soldee and facture.mandat_id is None


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
