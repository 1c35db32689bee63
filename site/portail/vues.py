"""Views of the house itself: the page of a fault of ours; what an agent may change of his own
account."""

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils import timezone
from django.views.defaults import page_not_found
from wagtail.admin.views.account import AccountView, NameEmailSettingsPanel

from cms_pages.socle.joindre import DERNIER_LU
from famille.socle.supprimes import ce_qui_etait_la
from reservations.models import Ouverture

from .surveillance import pannes


def erreur_interne(request: HttpRequest) -> HttpResponse:
    """The page of a fault of ours, with the reference that the logs have too: 503 for one that
    passes, which says when to come back. It reads nothing, all may be down: whom to call is what
    this process last showed."""
    passagere = pannes.est_passagere(sys.exc_info()[1])
    contexte = {
        "reference": getattr(request, "reference", ""),
        "passagere": passagere,
        "joindre": DERNIER_LU,
    }
    response = HttpResponse(
        get_template("500.html").render(contexte), status=503 if passagere else 500
    )
    if passagere:
        response.headers["Retry-After"] = str(pannes.REVENIR)
    return response


def demande_illisible(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of what cannot be read: it reads nothing of it either."""
    return HttpResponse(get_template("400.html").render(), status=400)


def introuvable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of what is not there; of what this session has just deleted, it says so ("Back")."""
    if quoi := ce_qui_etait_la(request):
        return render(request, "supprime.html", {"quoi": quoi}, status=410)
    return page_not_found(request, exception)


def page_des_familles() -> str:
    """Where a family lands after signing in: in the rush of an opening it comes for the calendar,
    and is spared the dashboard."""
    ruee = Ouverture.objects.en_ruee(timezone.now()).exists()
    return "reservations:calendrier" if ruee else "famille:tableau_de_bord"


class MonCompte(AccountView):
    """The settings of one's own account in the admin, without the name: it signs decisions (CRPA
    L212-2), so that an administrator gives it, never its bearer."""

    def get_panels(self) -> list[Any]:
        return [
            panneau
            for panneau in super().get_panels()
            if not isinstance(panneau, NameEmailSettingsPanel)
        ]
