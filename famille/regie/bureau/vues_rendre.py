"""What households have beyond what they owe: chosen, paid back in a lot, by transfer or by the
accountant."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from famille.models import LotRemboursement
from famille.prelevement.lots import (
    abandonner_lot,
    comptes_de,
    credits_a_rendre,
    preparer_lot,
    remboursements_de,
    telecharger_lot,
    transmettre_lot,
)
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus
from famille.socle.tableaux import TYPES, XLSX

from .droits import PRELEVER, exige

ICI = ("Remboursements", "regie:remboursements")
PAR_PAGE, MONTREES, LOTS = 100, 200, 12
TYPE = {"xml": "application/xml", XLSX: TYPES[XLSX]}


@require_safe
@exige(PRELEVER)
def remboursements(request: RequeteConnectee) -> HttpResponse:
    """The first sums to give back, and the lots made. Three queries."""
    factures = list(credits_a_rendre()[: MONTREES + 1])
    comptes = comptes_de({facture.foyer_id for facture in factures})
    contexte = {
        "titre": "Remboursements",
        "encore": len(factures) > MONTREES,
        "credits": [
            (facture, en_euros(-facture.solde), comptes.get(facture.foyer_id))
            for facture in factures[:MONTREES]
        ],
        "lots": [
            (lot, en_euros(lot.montant))
            for lot in LotRemboursement.objects.select_related("par")[:LOTS]
        ],
    }
    return page(request, "famille/regie/bureau/remboursements/liste.html", contexte)


@require_POST
@exige(PRELEVER)
def preparer(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several), `genre`: the lot of what was ticked."""
    lues = map(entier, request.POST.getlist("facture")[:MONTREES])
    genre = request.POST.get("genre", "")
    try:
        if genre not in LotRemboursement.Genre.values:
            raise Refus("Choisissez comment ces sommes sont rendues : virements, ou liste.")
        lot = preparer_lot(genre, [cle for cle in lues if cle is not None], par=request.user)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("regie:remboursements")
    return redirect("regie:lot", lot.pk)


@require_safe
@exige(PRELEVER)
def lot(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = _trouver(pk)
    feuillet = Paginator(remboursements_de(trouve), PAR_PAGE).get_page(request.GET.get("p"))
    contexte = {
        "titre": f"Lot {trouve.numero}",
        "lot": trouve,
        "montant": en_euros(trouve.montant),
        "page": feuillet,
        "sommes": [(un, en_euros(un.montant)) for un in feuillet],
        "breadcrumbs_items": fil(ICI),
    }
    return page(request, "famille/regie/bureau/remboursements/lot.html", contexte)


@require_POST
@never_cache
@exige(PRELEVER)
def telecharger(request: RequeteConnectee, pk: int) -> HttpResponseBase:
    """The file, which may name accounts in clear: a POST, kept nowhere; each household is told."""
    trouve = _trouver(pk)
    try:
        contenu, sorte = telecharger_lot(trouve, par=request.user)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("regie:lot", pk)
    return a_enregistrer(
        HttpResponse(contenu, content_type=TYPE[sorte]), sous=f"{trouve.numero}.{sorte}"
    )


@require_POST
@exige(PRELEVER)
def transmettre(request: RequeteConnectee, pk: int) -> HttpResponse:
    try:
        transmettre_lot(_trouver(pk), par=request.user)
    except Refus as refus:
        messages.error(request, str(refus))
    else:
        messages.success(request, "C’est noté. Chaque famille qui a un compte en est prévenue.")
    return redirect("regie:lot", pk)


@require_POST
@exige(PRELEVER)
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    trouve = _trouver(pk)
    try:
        abandonner_lot(trouve, par=request.user)
    except Refus as refus:
        messages.error(request, str(refus))
        return redirect("regie:lot", pk)
    messages.success(
        request, f"Le lot {trouve.numero} est abandonné : ses sommes sont de nouveau à rendre."
    )
    return redirect("regie:remboursements")


def _trouver(pk: int) -> LotRemboursement:
    lus = LotRemboursement.objects.select_related("par", "telecharge_par", "transmis_par")
    return get_object_or_404(lus, pk=pk)
