"""What only the régisseur settles: payments that do not match, invoices paid beyond."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from famille.argent.paiement.actions import trancher_paiement
from famille.argent.paiement.remboursements import rembourser_trop_percu
from famille.argent.regie.bureau.droits import ENCAISSER, exige
from famille.argent.regie.bureau.ecran import A_VERIFIER
from famille.argent.regie.bureau.formulaires import RembourserForm, TrancherForm
from famille.models import Facture, Paiement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page

MAX = 200


@require_safe
@exige(ENCAISSER)
def a_verifier(request: RequeteConnectee) -> HttpResponse:
    """Both lists, the oldest first. Four queries."""
    paiements = (
        Paiement.objects.a_verifier()
        .select_related("foyer")
        .prefetch_related("parts__facture", "passages")
    )
    trop_percues = Facture.objects.trop_percues().select_related("foyer", "payeur").order_by("pk")
    contexte = {
        "titre": "À vérifier",
        "paiements": [
            (un, en_euros(un.montant), list(un.passages.all())[-1])
            for un in paiements.order_by("pk")[:MAX]
        ],
        "trop_percues": [(une, en_euros(-une.solde)) for une in trop_percues[:MAX]],
    }
    return page(request, "famille/regie/bureau/a_verifier.html", contexte)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def trancher(request: RequeteConnectee, reference: str) -> HttpResponse:
    a_lire = Paiement.objects.select_related("foyer").prefetch_related("parts__facture", "passages")
    paiement = get_object_or_404(a_lire, reference=reference)
    form = TrancherForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        encaisse = form.cleaned_data["encaisse"] == "oui"
        with agir(form):
            trancher_paiement(
                paiement, encaisse=encaisse, motif=form.cleaned_data["motif"], par=request.user
            )
            dit = (
                "il compte, et la famille a son reçu"
                if encaisse
                else "ses factures restent à payer"
            )
            messages.success(request, f"Le paiement {reference} est vérifié : {dit}.")
            return redirect("regie:a_verifier")
    contexte = {
        "titre": f"Vérifier le paiement {reference}",
        "paiement": paiement,
        "montant": en_euros(paiement.montant),
        "form": form,
        "en_attente": paiement.etat == Paiement.Etat.A_VERIFIER,
        "breadcrumbs_items": fil(A_VERIFIER),
    }
    return page(request, "famille/regie/bureau/trancher.html", contexte, refusee=form.errors)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(ENCAISSER)
def rembourser(request: RequeteConnectee, numero: str) -> HttpResponse:
    lues = Facture.objects.publiees().select_related("foyer", "payeur")
    facture = get_object_or_404(lues, numero=numero)
    form = RembourserForm(request.POST or None, initial={"montant": -facture.solde})
    if request.method == "POST" and form.is_valid():
        lu = form.cleaned_data
        with agir(form):
            rembourser_trop_percu(facture, lu["montant"], comment=lu["comment"], par=request.user)
            messages.success(
                request, f"{en_euros(lu['montant'])} notés comme rendus sur la facture {numero}."
            )
            return redirect("regie:a_verifier")
    parts = (
        facture.parts.filter(paiement__etat=Paiement.Etat.PAYE)
        .select_related("paiement")
        .order_by("pk")
    )
    contexte = {
        "titre": f"Rendre le trop-perçu de {numero}",
        "facture": facture,
        "trop": en_euros(-facture.solde),
        "reste_a_rendre": facture.solde < 0,
        "total": en_euros(facture.total),
        "parts": [(part, en_euros(part.montant)) for part in parts],
        "avoirs": [(avoir, en_euros(avoir.total)) for avoir in facture.avoirs.all()],
        "rendus": [
            (rendu, en_euros(-rendu.montant))
            for rendu in facture.remboursements.faits().order_by("pk")
        ],
        "form": form,
        "breadcrumbs_items": fil(A_VERIFIER),
    }
    return page(request, "famille/regie/bureau/rembourser.html", contexte, refusee=form.errors)
