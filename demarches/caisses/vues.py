"""A parent asks for his household's quotient, reads the answer, takes his leave back."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from demarches.models import QuotientDemande
from famille.dossier.foyers.mises_a_jour import QUOTIENT, le_quotient
from famille.models import Foyer
from famille.mouvements.franceconnect.acces import jeton_du_quotient
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from famille.socle.offres import demarches_ouvertes

from . import accords, actions
from .accords import cartes, dernieres_demandes

RETIRE = (
    "Votre accord est retiré : votre quotient ne sera plus demandé. Celui que nous connaissons"
    " reste dans votre dossier jusqu’à sa date de fin."
)


@require_POST
def demander(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the household."""
    foyer = get_object_or_404(Foyer.objects.de(request.user), pk=pk)
    with agir(request):
        actions.demander(foyer, par=request.user, jeton=jeton_du_quotient(request))
        return redirect("caisses:reponse", pk)
    return redirect("famille:famille")


@never_cache
@require_safe
def reponse(request: RequeteConnectee, pk: int) -> HttpResponse:
    """What the CAF or the MSA has answered last."""
    foyer = get_object_or_404(Foyer.objects.de(request.user), pk=pk)
    derniere = dernieres_demandes([foyer.pk]).get(foyer.pk)
    if derniere is None:
        return redirect("famille:famille")
    contexte = {
        "foyer": foyer,
        "demande": derniere,
        "issues": QuotientDemande.Issue,
        "suites": QuotientDemande.Suite,
        "accord": accords.accord_de(foyer),
        "caisse": cartes([foyer], request).get(foyer.pk),
        "fiche": {"foyer": foyer},
        "papier": le_quotient() if QUOTIENT in demarches_ouvertes() else "",
    }
    return render(request, "demarches/caisses/reponse.html", contexte)


@require_POST
def retirer(request: RequeteConnectee, pk: int) -> HttpResponse:
    foyer = get_object_or_404(Foyer.objects.de(request.user), pk=pk)
    if accords.retirer(foyer, par=request.user):
        messages.success(request, RETIRE)
    return redirect("famille:famille")
