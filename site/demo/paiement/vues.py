"""The page of payment of the demo town, and the notification that follows."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from django_q.tasks import async_task

from famille.actions import noter_notification

from .fournisseur import RESULTATS, Operation

NOTIFICATIONS = {"normale": "Envoyée tout de suite", "perdue": "Perdue"}
SANS_REPONSE = "rien"


@never_cache
@login_not_required
@require_http_methods(["GET", "POST"])
def paiement(request: HttpRequest, idop: UUID) -> HttpResponse:
    """What a bank's page would be. One who gave up or was refused may try again; what is paid is
    paid."""
    operation = Operation.lue(str(idop))
    if operation is None or operation.est_payee:
        phrase = "Ce paiement a déjà été fait." if operation else "Ce paiement est inconnu."
        return _page(request, "impossible", statut=404, phrase=phrase)
    choix = request.POST.get("choix", "")
    if choix in RESULTATS:
        _conclure(operation, choix, notifier=request.POST.get("notification") != "perdue")
        retour = f"{operation.url_retour}{'&' if '?' in operation.url_retour else '?'}idop={idop}"
        return _page(
            request,
            "resultat",
            operation,
            phrase=RESULTATS[choix][0],
            paye=operation.est_payee,
            retour=retour,
        )
    if choix == SANS_REPONSE:
        return _page(request, "silence", operation)
    return _page(
        request,
        "paiement",
        operation,
        notifications=NOTIFICATIONS.items(),
        notification="normale",
    )


def _conclure(operation: Operation, resultat: str, *, notifier: bool) -> None:
    operation.resultat = resultat
    operation.garder()
    if notifier and (cle := noter_notification(operation.idop)):
        async_task("famille.taches.interroger_paiement", cle)


def _page(
    request: HttpRequest,
    gabarit: str,
    operation: Operation | None = None,
    statut: int = 200,
    **contexte: Any,
) -> HttpResponse:
    contexte |= {"operation": operation, "ici": request.path, "portail": ""}
    return render(request, f"demo/paiement/{gabarit}.html", contexte, status=statut)
