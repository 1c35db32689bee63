"""The trésorerie's page, its acknowledgement (PES ACQUIT) and its follow-up (PES Retour)."""

from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.models import BordereauTresor
from famille.socle.envoi import a_enregistrer

from .fichiers import acquit_de, recu_de, retour_de

Etat, Genre = BordereauTresor.Etat, BordereauTresor.Genre
EN_ENTIER_PUIS_MOITIE = (Decimal(1), Decimal("0.5"))


@require_safe
@never_cache
@login_not_required
def tresorerie(request: HttpRequest) -> HttpResponse:
    contexte = {"recu": _recu(), "suivi": _suivi()}
    return render(request, "demo/tresorerie/tresorerie.html", contexte)


@require_safe
@never_cache
@login_not_required
def acquit(request: HttpRequest) -> HttpResponseBase:
    """It takes the latest bordereau sent, and sends its last titre back when there are several. The
    same file as long as nothing else is sent."""
    if (bordereau := _recu()) is None:
        return _rien(request)
    titres = list(bordereau.titres.order_by("numero"))
    refuse = titres[-1] if len(titres) > 1 else None
    contenu = acquit_de(bordereau, timezone.localdate(), refuse=refuse)
    return _fichier(contenu, f"{bordereau.pk}-acquit.xml")


@require_safe
@never_cache
@login_not_required
def retour(request: HttpRequest) -> HttpResponseBase:
    """It has collected the first titre whole, and half of the second one."""
    if (bordereau := _suivi()) is None:
        return _rien(request)
    titres = bordereau.titres.filter(refuse_le=None).order_by("numero")[:2]
    encaisses = [recu_de(un, part) for un, part in zip(titres, EN_ENTIER_PUIS_MOITIE, strict=False)]
    return _fichier(
        retour_de(bordereau, timezone.localdate(), encaisses), f"{bordereau.pk}-retour.xml"
    )


def _recu() -> BordereauTresor | None:
    """The latest that it has and has not answered."""
    return BordereauTresor.objects.filter(etat=Etat.ENVOYE).first()


def _suivi() -> BordereauTresor | None:
    """The latest that it has taken."""
    pris = BordereauTresor.objects.filter(etat=Etat.ACCEPTE)
    return pris.exclude(genre=Genre.ANNULATIONS).first()


def _rien(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/tresorerie/tresorerie.html", {}, status=404)


def _fichier(contenu: bytes, nom: str) -> HttpResponseBase:
    return a_enregistrer(HttpResponse(contenu, content_type="application/xml"), sous=nom)
