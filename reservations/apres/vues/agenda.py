"""The private calendar feed: its page for the parent, and the address that a telephone reads
without signing in."""

import hashlib
from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from famille.courriels.boite_d_envoi import adresse_absolue
from famille.models import Foyer
from famille.regles.foyer import entier
from famille.socle.connectee import RequeteConnectee
from reservations.apres.actions import fermer_flux, ouvrir_flux
from reservations.lecture.blocs_reserves import BlocReserve, lire_blocs_reserves
from reservations.lecture.lignes import enfants_du
from reservations.models import FluxAgenda, Reservation
from reservations.moteur.agenda import RendezVous, calendrier, rendez_vous

AVANT, APRES = timedelta(days=31), timedelta(days=183)
NOM = "Réservations des enfants"


def flux_ouvert(jeton: str) -> FluxAgenda | None:
    """None: never existed, closed, or known by an adult who has left the household since it was
    made."""
    flux = FluxAgenda.objects.filter(jeton=jeton).select_related("foyer").first()
    return None if flux is None or parti_depuis(flux) else flux


def parti_depuis(flux: FluxAgenda) -> bool:
    """Whether an adult who could know the address has left: where the children are is no longer his
    to read (D11). With no adult left at all there is nobody to read it either."""
    jour = timezone.localdate()
    depuis = Q(fin__gte=timezone.localdate(flux.cree_le), fin__lt=jour)
    adultes = flux.foyer.responsables
    return adultes.filter(depuis).exists() or not adultes.actuels().exists()


def ecrire(foyer: Foyer) -> str:
    """The .ics of this household, from a month ago to six months ahead."""
    jour = timezone.localdate()
    return calendrier(reservations_du_foyer(foyer, jour - AVANT, jour + APRES), nom=NOM)


def reservations_du_foyer(foyer: Foyer, debut: date, fin: date) -> list[RendezVous]:
    """What this household has booked for the children it still has, nothing of their other home
    (D11): one entry a day, a child and an activity, or each part of a day that stands alone. Three
    queries."""
    siens = enfants_du(foyer.pk)
    par_jour: dict[tuple, list[tuple[Reservation, BlocReserve]]] = defaultdict(list)
    for un in lire_blocs_reserves([foyer], debut, fin):
        for ligne in un.reservations if un.enfant.pk in siens else ():
            if debut <= ligne.creneau.jour <= fin:
                part = un.activite.part(ligne.creneau.moment)
                cle = (un.enfant.pk, un.activite.pk, part, ligne.creneau.jour)
                par_jour[cle].append((ligne, un))
    return [
        _un_jour(foyer, jour, [ligne for ligne, _un in couples], couples[0][1])
        for (*_qui, jour), couples in par_jour.items()
    ]


def _un_jour(foyer: Foyer, jour: date, lignes: list[Reservation], bloc: BlocReserve) -> RendezVous:
    dates = [une for ligne in lignes for une in (ligne.creee_le, ligne.absence_annoncee_le) if une]
    return rendez_vous(
        foyer.pk,
        bloc.enfant,
        bloc.activite,
        jour,
        [ligne.creneau.moment for ligne in lignes],
        le=max(dates),
        absence=all(ligne.absence_annoncee_le for ligne in lignes),
        limite=bloc.limite,
    )


def adresses(flux: FluxAgenda) -> dict:
    """dict(https, webcal, google): the address to copy, the one that opens the calendar of an
    Apple or a Windows device, and the one that asks Google's to subscribe. Google documents none:
    this form, its `cid` in webcal:// (https:// is refused), is the one that works in a browser; its
    Android application says that the calendar no longer exists, and the page says what to do."""
    adresse = adresse_absolue(reverse("flux_agenda", args=[flux.jeton]))
    webcal = f"webcal://{adresse.partition('://')[2]}"
    google = f"https://calendar.google.com/calendar/r?{urlencode({'cid': webcal})}"
    return {"https": adresse, "webcal": webcal, "google": google}


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
