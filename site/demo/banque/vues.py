"""The bank's page, and its file of the day (camt.054.001.08)."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.models import CreancierSEPA, Facture, Paiement, RemiseSEPA
from famille.socle.envoi import a_enregistrer

REFUS = ("AM04", "AC04", "MS02")
DE_PLUS = 2  # transfers: one that names its invoice, one that does not


@require_safe
@never_cache
@login_not_required
def banque(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/banque/banque.html", {"remise": _remise()})


@require_safe
@never_cache
@login_not_required
def avis(request: HttpRequest) -> HttpResponseBase:
    """Three debits refused, each for another reason, and two transfers. The same file as long as
    nothing of it is applied."""
    contenu = render(
        request, "demo/banque/camt_054.xml", _du_jour(), content_type="application/xml"
    )
    return a_enregistrer(contenu, sous=f"avis-{timezone.localdate():%Y%m%d}.xml")


def _remise() -> RemiseSEPA | None:
    """The latest that the bank has."""
    chez_elle = (RemiseSEPA.Etat.TRANSMISE, RemiseSEPA.Etat.ENCAISSEE)
    return RemiseSEPA.objects.filter(etat__in=chez_elle).first()


def _du_jour() -> dict[str, Any]:
    remise = _remise()
    chez_elle = Paiement.objects.filter(remise__isnull=False, etat__in=("ouvert", "paye"))
    refuses = list(chez_elle.filter(remise=remise).order_by("pk")[: len(REFUS)])
    dues = Facture.objects.a_payer().filter(mandat=None).select_related("foyer").order_by("pk")
    return {
        "compte": CreancierSEPA.lire().iban,
        "jour": timezone.localdate(),
        "refuses": zip(refuses, REFUS, strict=False),
        "virements": [
            {"facture": une, "dit": une.numero if rang == 0 else "cantine et garderie"}
            for rang, une in enumerate(dues[:DE_PLUS])
        ],
    }
