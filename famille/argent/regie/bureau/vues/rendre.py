"""What households have beyond what they owe, paid back in a lot."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from famille.argent.prelevement.lots import (
    abandonner_lot,
    preparer_lot,
    remboursements_de,
    telecharger_lot,
    transmettre_lot,
)
from famille.argent.regie.bureau.droits import PRELEVER, exige
from famille.argent.regie.bureau.ecran import cles_cochees
from famille.argent.regie.bureau.formulaires import AbandonForm
from famille.argent.regie.bureau.listes import ListeDesCredits
from famille.dossier.listes.vues import montrer
from famille.models import LotRemboursement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.ecran import agir, fil, page
from famille.socle.envoi import a_enregistrer
from famille.socle.erreurs import Refus
from famille.socle.tableaux import TYPES, XLSX

ICI = ("Remboursements", "regie:remboursements")
PAR_PAGE, A_LA_FOIS, LOTS = 100, 200, 12
TYPE = {"xml": "application/xml", XLSX: TYPES[XLSX]}


@require_safe
@exige(PRELEVER)
def remboursements(request: RequeteConnectee) -> HttpResponse:
    """The sums to give back, and the lots made."""
    lots = LotRemboursement.objects.select_related("par")[:LOTS]
    return montrer(request, ListeDesCredits, lots=[(lot, en_euros(lot.montant)) for lot in lots])


@require_POST
@exige(PRELEVER)
def preparer(request: RequeteConnectee) -> HttpResponse:
    """`facture` (several), `genre`: the lot of what was ticked."""
    genre = request.POST.get("genre", "")
    with agir(request):
        if genre not in LotRemboursement.Genre.values:
            raise Refus("Choisissez comment ces sommes sont rendues : virements, ou liste.")
        lot = preparer_lot(genre, cles_cochees(request, A_LA_FOIS), par=request.user)
        return redirect("regie:lot", lot.pk)
    return redirect("regie:remboursements")


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
    with agir(request):
        contenu, sorte = telecharger_lot(trouve, par=request.user)
        return a_enregistrer(
            HttpResponse(contenu, content_type=TYPE[sorte]), sous=f"{trouve.numero}.{sorte}"
        )
    return redirect("regie:lot", pk)


@require_POST
@exige(PRELEVER)
def transmettre(request: RequeteConnectee, pk: int) -> HttpResponse:
    with agir(request, "C’est noté. Chaque famille qui a un compte en est prévenue."):
        transmettre_lot(_trouver(pk), par=request.user)
    return redirect("regie:lot", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(PRELEVER)
def abandonner(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What the bank may have done already, then the reason; POST gives the lot up."""
    trouve = _trouver(pk)
    form = AbandonForm(request.POST or None, telecharge=bool(trouve.telecharge_le))
    if request.method == "POST" and form.is_valid():
        with agir(form):
            abandonner_lot(trouve, par=request.user, motif=form.cleaned_data["motif"])
            messages.success(
                request,
                f"Le lot {trouve.numero} est abandonné : ses sommes sont de nouveau à rendre.",
            )
            return redirect("regie:remboursements")
    contexte = {
        "titre": f"Abandonner le lot {trouve.numero}",
        "lot": trouve,
        "montant": en_euros(trouve.montant),
        "form": form,
        "breadcrumbs_items": fil(ICI, (trouve.numero, "regie:lot", trouve.pk)),
    }
    gabarit = "famille/regie/bureau/remboursements/abandonner.html"
    return page(request, gabarit, contexte, refusee=form.errors)


def _trouver(pk: int) -> LotRemboursement:
    agents = ("par", "telecharge_par", "transmis_par", "abandonne_par")
    return get_object_or_404(LotRemboursement.objects.select_related(*agents), pk=pk)
