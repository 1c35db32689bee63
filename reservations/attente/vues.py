"""The family's pages of the queue: what is offered, at which rank it waits, accept, refuse,
leave."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir
from reservations.models import Attente

from . import actions
from .page import finie, lire_groupe, lire_page


@require_safe
def liste(request: RequeteConnectee) -> HttpResponse:
    foyers = list(Foyer.objects.de(request.user))
    if not foyers:
        return render(request, "famille/foyers/sans_foyer.html")
    page = lire_page(foyers, maintenant=timezone.now())
    return render(request, "reservations/attente/liste.html", {"page": page})


@require_safe
def attente(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    """One wait: an offer to answer, a rank, or what became of it."""
    trouvee = _la_sienne(request, reference)
    groupe = lire_groupe(trouvee, maintenant=timezone.now())
    contexte: dict[str, Any] = {"groupe": groupe, "finie": None}
    if groupe:
        contexte["libelle"] = groupe.libelle
    else:
        contexte["finie"] = fin = finie(trouvee)
        contexte["libelle"] = fin.libelle
    return render(request, "reservations/attente/attente.html", contexte)


@require_POST
def accepter(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    trouvee = _la_sienne(request, reference)
    with agir(request):
        demande = actions.accepter(trouvee, par=request.user)
        return redirect("reservations:demande", demande.pk)
    return redirect("reservations:attente", reference=reference)


@require_POST
def refuser(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    fait = "Vous avez refusé la place : elle n’est plus gardée pour vous."
    return _faire(request, reference, actions.refuser, fait)


@require_POST
def retirer(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    fait = "Vous n’êtes plus en liste d’attente pour ce jour."
    return _faire(request, reference, actions.retirer, fait)


@require_POST
def ensemble(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    """Be served together with the brothers and sisters who wait for the same days."""
    trouvee = _la_sienne(request, reference)
    memes = Attente.objects.de(request.user).filter(
        foyer=trouvee.foyer_id, bloc=trouvee.bloc, etat=Attente.Etat.EN_ATTENTE
    )
    with agir(request, "C’est noté : les places seront proposées à vos enfants en même temps."):
        actions.servir_ensemble(memes, par=request.user)
        return redirect("reservations:attentes")
    return redirect("reservations:attente", reference=reference)


@require_POST
def separer(request: RequeteConnectee, reference: UUID) -> HttpResponse:
    fait = "C’est noté : chaque enfant attend maintenant à son propre rang."
    return _faire(request, reference, actions.separer, fait)


def _la_sienne(request: RequeteConnectee, reference: UUID) -> Attente:
    lignes = Attente.objects.de(request.user).select_related(
        "foyer", "enfant", "activite__structure"
    )
    return get_object_or_404(lignes, reference=reference)


def _faire(
    request: RequeteConnectee, reference: UUID, action: Callable[..., None], fait: str
) -> HttpResponse:
    trouvee = _la_sienne(request, reference)
    with agir(request, fait):
        action(trouvee, par=request.user)
        return redirect("reservations:attentes")
    return redirect("reservations:attente", reference=reference)
