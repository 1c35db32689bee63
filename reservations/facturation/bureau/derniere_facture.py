"""The last invoice of a household that leaves: read, then published."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from famille.actions import noter_consultation
from famille.courriels.destinataires import et_le_foyer
from famille.factures.lecture import detailler
from famille.foyers.bureau import url_du_foyer
from famille.foyers.bureau.ecran import fil_du_foyer
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import enumerer
from famille.socle.ecran import agir, page
from reservations.bureau import ESPACE
from reservations.bureau.droits import FACTURER, exige
from reservations.facturation.derniere_facture import (
    brouillons_du_depart,
    lire_la_derniere_facture,
    preparer_la_derniere_facture,
    publier_la_derniere_facture,
)


@require_http_methods(["GET", "HEAD", "POST"])
@exige(FACTURER)
def derniere_facture(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What its drafts hold, and what is due now; POST writes them anew, or publishes what was read
    (`vue`)."""
    foyer = get_object_or_404(Foyer, pk=pk)
    if request.method == "POST":
        return _agir(request, foyer)
    noter_consultation(foyer, "dernière facture, en préparation", par=request.user)
    lue, ecrites = lire_la_derniere_facture(foyer), list(brouillons_du_depart(foyer))
    contexte = {
        "titre": f"Dernière facture, {foyer}",
        "foyer": foyer,
        "lue": lue,
        "factures": [(une, detailler(une)) for une in ecrites],
        "a_jour": sum(une.total for une in ecrites) == lue.total
        and {une.cle for une in ecrites} == {un.cle for un in lue.brouillons},
        "breadcrumbs_items": fil_du_foyer(foyer),
        "retour": url_du_foyer(foyer, "factures"),
    }
    return page(request, "reservations/facturation/bureau/derniere_facture.html", contexte)


def _agir(request: RequeteConnectee, foyer: Foyer) -> HttpResponse:
    ici = redirect(f"{ESPACE}:derniere_facture", foyer.pk)
    with agir(request):
        if "vue" not in request.POST:
            lue = preparer_la_derniere_facture(foyer)
            messages.success(request, f"Le brouillon est refait : {lue.dite}.")
            return ici
        publiees = publier_la_derniere_facture(foyer, vue=request.POST["vue"], par=request.user)
        numeros = enumerer([str(une.numero) for une in publiees])
        suite = et_le_foyer(foyer, "La famille est prévenue par e-mail.")
        messages.success(request, f"La dernière facture est publiée, {numeros}. {suite}")
        return redirect(url_du_foyer(foyer, "factures"))
    return ici
