"""The private calendar feed: its page for the parent, and the address that a telephone reads
without signing in."""

import hashlib
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from reservations.apres.agenda_du_foyer import adresses, ecrire, flux_ouvert, parti_depuis
from reservations.apres.flux import fermer_flux, ouvrir_flux

_OUVERT = "L’adresse de votre agenda est prête : ajoutez-la à votre téléphone."
_FERME = "L’adresse est fermée : les agendas qui la lisaient ne reçoivent plus rien."


@require_http_methods(["GET", "HEAD", "POST"])
def agenda(request: RequeteConnectee) -> HttpResponse:
    """My households' feeds: open, change, close."""
    mes_foyers = Foyer.objects.de(request.user).select_related("flux_agenda").order_by("numero")
    if request.method == "POST":
        foyer = get_object_or_404(mes_foyers, pk=entier(request.POST.get("foyer")))
        if request.POST.get("action") == "fermer":
            fermer_flux(foyer, par=request.user)
            messages.success(request, _FERME)
        else:
            ouvrir_flux(foyer, par=request.user)
            messages.success(request, _OUVERT)
        return redirect("reservations:agenda")
    fiches = [_fiche(foyer) for foyer in mes_foyers]
    return render(
        request, "reservations/apres/agenda.html", {"fiches": fiches, "plusieurs": len(fiches) > 1}
    )


def _fiche(foyer: Foyer) -> dict[str, Any]:
    """dict(foyer, flux, adresses, coupe): `coupe`, the feed no longer answers since an adult has
    left."""
    flux = getattr(foyer, "flux_agenda", None)
    coupe = flux is not None and parti_depuis(flux)
    return {
        "foyer": foyer,
        "flux": flux,
        "coupe": coupe,
        "adresses": adresses(flux) if flux and not coupe else None,
    }


@login_not_required
@require_safe
def flux_agenda(request: HttpRequest, jeton: str) -> HttpResponse:
    """The .ics itself. Whoever knows the address reads it: first names, centres and half-days,
    nothing else."""
    flux = flux_ouvert(jeton)
    if flux is None:
        reponse = HttpResponse(
            "Cette adresse d’agenda n’existe plus.", status=404, content_type="text/plain"
        )
        return _entetes(reponse)
    texte = ecrire(flux.foyer)
    reponse = HttpResponse(texte, content_type="text/calendar; charset=utf-8")
    reponse.headers["Content-Disposition"] = 'inline; filename="reservations.ics"'
    reponse.headers["ETag"] = etag = f'"{hashlib.sha256(texte.encode()).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=etag, response=_entetes(reponse)) or reponse


def _entetes(reponse: HttpResponse) -> HttpResponse:
    reponse.headers["Cache-Control"] = "private, max-age=900"
    reponse.headers["X-Robots-Tag"] = "noindex"
    return reponse
