"""Ticks: by a form, without JavaScript; in batches of JSON, from the page that kept them while it
had no network."""

import json
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.socle.connectee import RequeteConnectee
from reservations.models import Reservation
from reservations.planning.directions import reservations_de

from .actions import DEPASSE, REFUSE, Pointage
from .actions import pointer as pointer_action
from .choix import lire_le_choix
from .entree import activite_demandee, activites_du_compte, entree

LOT_MAX = 200


@require_POST
@entree
def pointer(request: RequeteConnectee) -> HttpResponse:
    """`pointage`: "12:present", one or many; back to the list that the address describes, at the
    child's line."""
    maintenant = timezone.now()
    pointages = [
        Pointage(int(pk), etat, maintenant)
        for pk, _deux_points, etat in (
            texte.partition(":") for texte in request.POST.getlist("pointage")[:LOT_MAX]
        )
        if pk.isascii() and pk.isdecimal() and len(pk) < 19
    ]
    for phrase in {
        r.phrase
        for r in pointer_action(pointages, par=request.user)
        if r.issue in (DEPASSE, REFUSE)
    }:
        messages.error(request, phrase)
    ancre = f"#r{pointages[0].reservation}" if len(pointages) == 1 else ""
    return redirect(f"{reverse('presences:liste')}?{lire_le_choix(request.GET).adresse}{ancre}")


# The last two: lists in lists without end, and a form with files, which is read as one before any
# view.
ILLISIBLES = (ValueError, KeyError, TypeError, OverflowError, RecursionError, RawPostDataException)


@require_POST
@entree
def envoyer(request: RequeteConnectee) -> JsonResponse:
    """Ticks that a page has kept, those of a network that failed included.

    Asked: `{"pointages": [{"cle", "reservation", "etat", "le"}]}`.
    Answered: `{"resultats": [{"cle", "issue", "phrase", "etat"…}]}`.

    One answer for each tick, so that the page forgets it; 400 for what is no batch of ticks.
    """
    try:
        recus = [
            (str(recu["cle"]), _lire(recu))
            for recu in json.loads(request.body)["pointages"][:LOT_MAX]
        ]
    except ILLISIBLES:
        return JsonResponse({"erreur": "Ces pointages ne sont pas lisibles."}, status=400)
    resultats = pointer_action([pointage for _cle, pointage in recus], par=request.user)
    reponses = [
        {
            "cle": cle,
            "issue": resultat.issue,
            "phrase": resultat.phrase,
            **_etat(resultat.reservation),
        }
        for (cle, _pointage), resultat in zip(recus, resultats, strict=True)
    ]
    return JsonResponse({"resultats": reponses})


def _lire(recu: Any) -> Pointage:
    """Pointage. ValueError, KeyError, TypeError, OverflowError: not a tick, or a moment without its
    offset."""
    le = datetime.fromisoformat(recu["le"])
    if le.tzinfo is None:
        raise ValueError(recu["le"])
    pk = int(recu["reservation"])
    if not 0 < pk < 2**63:
        raise ValueError(pk)
    return Pointage(pk, str(recu["etat"]), le.astimezone(timezone.get_current_timezone()))


def _etat(reservation: Reservation | None) -> dict[str, Any]:
    """The state of a line, as the page shows it; empty when the booking is gone."""
    if reservation is None:
        return {}
    le = reservation.pointee_le
    par = str(reservation.pointee_par) if reservation.pointee_par else ""
    return {
        "reservation": reservation.pk,
        "etat": reservation.presence,
        "le": le.isoformat() if le else "",
        "par": par,
        "annoncee": reservation.absence_annoncee_le is not None,
    }


@require_safe
@entree
def etats(request: RequeteConnectee) -> JsonResponse:
    """Where a list stands, for a page that comes back to the network: no child's name, no health
    data."""
    choix = lire_le_choix(request.GET)
    activite = activite_demandee(activites_du_compte(request), choix.activite)
    lues = reservations_de(request.user).filter(
        creneau__activite=activite, creneau__jour=choix.jour
    )
    return JsonResponse(
        {"etats": [_etat(reservation) for reservation in lues.select_related("pointee_par")]}
    )
