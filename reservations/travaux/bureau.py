"""The page of a long job: how far it is, what it did, its file. htmx asks each second; without it,
a link does."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.socle.ecran import fil, page
from famille.socle.envoi import telecharger
from famille.socle.tableaux import TYPES
from reservations.bureau.ecran import (
    CAMPAGNES,
    CRENEAUX,
    ENVOIS,
    EVENEMENTS,
    EXPORTS,
    IMPORTS,
)
from reservations.models import Travail
from reservations.planning.exports import noter_le_telechargement

from .actions import GENRES, relancer

Etat = Travail.Etat
# without a sign of life: longer than the worker waits before it tries again
_SILENCE = timedelta(minutes=3)
# it may have been killed: the queue runs it again by itself (Q_CLUSTER)
_SANS_NOUVELLES = timedelta(seconds=20)
_EFFACE = 410
EXPORT = "export"
_RAYONS = {
    "envoi": ENVOIS,
    EXPORT: EXPORTS,
    "evenement": EVENEMENTS,
    "evenement-retrait": EVENEMENTS,
    "facturation": CAMPAGNES,
    "facturation-publication": CAMPAGNES,
    "consommation-lecture": IMPORTS,
    "consommation-import": IMPORTS,
} | {genre: travail["rayon"] for genre, travail in settings.TRAVAUX.items()}


@require_safe
def travail(request, pk):
    trouve = _trouver(request, pk)
    chemin = fil(_RAYONS.get(trouve.genre, CRENEAUX))
    contexte = {
        "travail": trouve,
        "arrete": arrete(trouve),
        "titre": trouve.titre,
        "retour": chemin[-1],
    }
    contexte["sans_nouvelles"] = trouve.etat == Etat.EN_COURS and _silence(trouve) > _SANS_NOUVELLES
    if request.headers.get("HX-Request"):
        return render(
            request, "reservations/travaux/_avancement.html", contexte | {"fragment": True}
        )
    contexte["breadcrumbs_items"] = chemin
    return page(request, "reservations/travaux/travail.html", contexte)


@require_POST
def reprise(request, pk):
    """Give a job that stopped to the worker again."""
    trouve = _trouver(request, pk)
    if arrete(trouve):
        relancer(trouve)
    return redirect("planning:travail", pk)


@require_safe
def fichier(request, pk):
    """The file of an export: from a folder, or from S3 by an address signed for a few seconds."""
    trouve = _trouver(request, pk)
    stockage = storages["prive"]
    if not trouve.fichier or not stockage.exists(trouve.fichier):
        rayon = _RAYONS.get(trouve.genre, EXPORTS)
        contexte = {"travail": trouve, "titre": trouve.titre, "breadcrumbs_items": fil(rayon)}
        return render(request, "reservations/travaux/fichier_efface.html", contexte, status=_EFFACE)
    if trouve.genre == EXPORT:
        noter_le_telechargement(trouve, par=request.user)
    type_mime = TYPES[trouve.nom_du_fichier.rpartition(".")[2]]
    return telecharger(stockage, trouve.fichier, sous=trouve.nom_du_fichier, type_mime=type_mime)


def _trouver(request, pk):
    """The Travail, for whoever may do such work (PermissionDenied), or 404. Another room's is its
    author's alone."""
    if not any(request.user.has_perm(permission) for _fonction, permission in GENRES.values()):
        raise PermissionDenied
    trouve = get_object_or_404(Travail.objects.select_related("par"), pk=pk)
    if trouve.genre not in GENRES or not request.user.has_perm(GENRES[trouve.genre][1]):
        raise PermissionDenied
    if trouve.genre in settings.TRAVAUX and trouve.par_id != request.user.pk:
        raise Http404
    return trouve


def arrete(travail):
    """bool: it should run, and has given no sign of life for a while."""
    if travail.etat not in (Etat.PRET, Etat.EN_COURS):
        return False
    return _silence(travail) > _SILENCE


def _silence(travail):
    """timedelta: since its last sign of life."""
    vu_le = travail.resultat.get("vu_le")
    return timezone.now() - (datetime.fromisoformat(vu_le) if vu_le else travail.cree_le)
