"""Ticks and departures: by a form, without JavaScript; in batches of JSON, from the page that kept
them while it had no network."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.socle.connectee import RequeteConnectee
from reservations.planning.directions import reservations_de

from .actions import Pointage
from .choix import lire_le_choix
from .entree import activite_demandee, activites_du_compte, entree
from .envoi import (
    ILLISIBLES,
    LOT_MAX,
    Geste,
    dire_les_etats,
    executer,
    lire_l_envoi,
)
from .issues import DEPASSE, REFUSE
from .passages.actions import Depart


@require_POST
@entree
def pointer(request: RequeteConnectee) -> HttpResponse:
    """`pointage`: "12:present", one or many; `depart`: "12:r5". Back to the list that the address
    describes, at the child's line."""
    maintenant = timezone.now()
    gestes: list[Geste] = [
        *(Pointage(pk, etat, maintenant) for pk, etat in _lus(request.POST.getlist("pointage"))),
        *(Depart(pk, qui, maintenant) for pk, qui in _lus(request.POST.getlist("depart"))),
    ]
    for phrase in {
        r.phrase for r in executer(gestes, par=request.user) if r.issue in (DEPASSE, REFUSE)
    }:
        messages.error(request, phrase)
    ancre = f"#r{gestes[0].reservation}" if len(gestes) == 1 else ""
    return redirect(f"{reverse('presences:liste')}?{lire_le_choix(request.GET).adresse}{ancre}")


def _lus(textes: list[str]) -> Iterable[tuple[int, str]]:
    """(booking, what is said of it) of each "12:present"."""
    for texte in textes[:LOT_MAX]:
        pk, _deux_points, dit = texte.partition(":")
        if pk.isascii() and pk.isdecimal() and len(pk) < 19:
            yield int(pk), dit


@require_POST
@entree
def envoyer(request: RequeteConnectee) -> JsonResponse:
    """What a page has kept, that of a network that failed included (`envoi.lire_l_envoi`).

    Answered: `{"resultats": [{"cle", "issue", "phrase", "etat"…}]}`.

    One answer for each gesture, so that the page forgets it; 400 for what is no batch of them.
    """
    try:
        recus = lire_l_envoi(request.body)
    except ILLISIBLES:
        return JsonResponse({"erreur": "Ces pointages ne sont pas lisibles."}, status=400)
    resultats = executer((geste for _cle, geste in recus), par=request.user)
    # of a booking ticked and left in one batch, the last reading
    lues = {r.reservation.pk: r.reservation for r in reversed(resultats) if r.reservation}
    etats = dire_les_etats(lues.values())
    reponses = [
        {
            "cle": cle,
            "issue": resultat.issue,
            "phrase": resultat.phrase,
            **(etats[resultat.reservation.pk] if resultat.reservation else {}),
        }
        for (cle, _geste), resultat in zip(recus, resultats, strict=True)
    ]
    return JsonResponse({"resultats": reponses})


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
    dits = dire_les_etats(lues.select_related("pointee_par"))
    return JsonResponse({"etats": list(dits.values())})
