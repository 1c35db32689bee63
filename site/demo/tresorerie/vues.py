"""The trésorerie's page, its acknowledgement (PES ACQUIT) and its follow-up (PES Retour)."""

from decimal import Decimal

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.models import BordereauTresor, LigneTitre
from famille.socle.envoi import a_enregistrer

Etat, Genre = BordereauTresor.Etat, BordereauTresor.Genre
REFUS = "Adresse du débiteur inconnue du comptable"


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
    bordereau = _recu()
    titres = list(bordereau.titres.order_by("numero")) if bordereau else []
    contexte = {
        "bordereau": bordereau,
        "refuse": titres[-1] if len(titres) > 1 else None,
        "dit": REFUS,
        "jour": timezone.localdate(),
    }
    return _fichier(request, "demo/tresorerie/acquit.xml", contexte)


@require_safe
@never_cache
@login_not_required
def retour(request: HttpRequest) -> HttpResponseBase:
    """It has collected the first titre whole, and half of the second one."""
    bordereau, encaisses = _suivi(), []
    titres = bordereau.titres.filter(refuse_le=None).order_by("numero")[:2] if bordereau else []
    for rang, titre in enumerate(titres):
        lignes = [(ligne, _recue(ligne, en_entier=rang == 0)) for ligne in titre.lignes.all()]
        encaisses.append((titre, lignes))
    contexte = {"bordereau": bordereau, "encaisses": encaisses, "jour": timezone.localdate()}
    return _fichier(request, "demo/tresorerie/retour.xml", contexte)


def _recue(ligne: LigneTitre, *, en_entier: bool) -> Decimal:
    return ligne.montant if en_entier else (ligne.montant / 2).quantize(Decimal("0.01"))


def _recu() -> BordereauTresor | None:
    """The latest that it has and has not answered."""
    return BordereauTresor.objects.filter(etat=Etat.ENVOYE).first()


def _suivi() -> BordereauTresor | None:
    """The latest that it has taken."""
    pris = BordereauTresor.objects.filter(etat=Etat.ACCEPTE)
    return pris.exclude(genre=Genre.ANNULATIONS).first()


def _fichier(request: HttpRequest, gabarit: str, contexte: dict) -> HttpResponseBase:
    if contexte["bordereau"] is None:
        return render(request, "demo/tresorerie/tresorerie.html", {}, status=404)
    reponse = render(request, gabarit, contexte, content_type="application/xml")
    reponse.content = reponse.content.decode().encode("latin-1", "replace")
    return a_enregistrer(reponse, sous=f"{contexte['bordereau'].pk}-{gabarit.rpartition('/')[2]}")
