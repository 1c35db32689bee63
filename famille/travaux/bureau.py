"""The page of a long job: how far it is, what it did, its file. htmx asks each second; without it,
a link does."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.storage import storages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from famille.models import Travail
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import compte
from famille.socle.ecran import fil, page
from famille.socle.envoi import telecharger
from famille.socle.offres import GenreDeTravail
from famille.socle.tableaux import TYPES

from .actions import devant, relancer
from .genres import genres

Etat = Travail.Etat
# without a sign of life: longer than the worker waits before it tries again
_SILENCE = timedelta(minutes=3)
# it may have been killed: the queue runs it again by itself (Q_CLUSTER)
_SANS_NOUVELLES = timedelta(seconds=20)
_EFFACE = 410
# what is printed, and an archive of tables
AUTRES = {"pdf": "application/pdf", "zip": "application/zip"}


@require_safe
def travail(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    trouve, genre = _trouver(request, pk)
    chemin = fil(genre.rayon)
    contexte = {
        "travail": trouve,
        "arrete": arrete(trouve),
        "attente": _attente(trouve),
        "titre": trouve.titre,
        "retour": chemin[-1],
        "gabarit_du_resultat": genre.gabarit,
    }
    contexte["sans_nouvelles"] = (
        trouve.etat == Etat.EN_COURS
        and not contexte["attente"]
        and _silence(trouve) > _SANS_NOUVELLES
    )
    if request.headers.get("HX-Request"):
        return render(request, "famille/travaux/_avancement.html", contexte | {"fragment": True})
    contexte["breadcrumbs_items"] = chemin
    return page(request, "famille/travaux/travail.html", contexte)


@require_POST
def reprise(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Give a job that stopped to the worker again."""
    trouve, _genre = _trouver(request, pk)
    if arrete(trouve):
        relancer(trouve)
    return redirect("travaux:travail", pk)


@require_safe
def fichier(request: RequeteConnectee, pk: UUID) -> HttpResponseBase:
    """The file of an export: from a folder, or from S3 by an address signed for a few seconds."""
    trouve, genre = _trouver(request, pk)
    stockage = storages["prive"]
    if not trouve.fichier or not stockage.exists(trouve.fichier):
        contexte = {
            "travail": trouve,
            "titre": trouve.titre,
            "breadcrumbs_items": fil(genre.rayon),
        }
        return render(request, "famille/travaux/fichier_efface.html", contexte, status=_EFFACE)
    if genre.au_telechargement:
        genre.au_telechargement(trouve, par=request.user)
    type_mime = (TYPES | AUTRES)[trouve.nom_du_fichier.rpartition(".")[2]]
    return telecharger(stockage, trouve.fichier, sous=trouve.nom_du_fichier, type_mime=type_mime)


def _trouver(request: RequeteConnectee, pk: UUID) -> tuple[Travail, GenreDeTravail]:
    """The Travail and its kind, for whoever may do such work (PermissionDenied), or 404; some are
    their author's alone."""
    if not any(request.user.has_perm(genre.permission) for genre in genres().values()):
        raise PermissionDenied
    trouve = get_object_or_404(Travail.objects.select_related("par"), pk=pk)
    genre = genres().get(trouve.genre)
    if genre is None or not request.user.has_perm(genre.permission):
        raise PermissionDenied
    if genre.a_son_auteur and trouve.par_id != request.user.pk:
        raise Http404
    return trouve, genre


def arrete(travail: Travail) -> bool:
    """Whether it should run, has given no sign of life for a while and does not wait for its
    turn."""
    if travail.etat not in (Etat.PRET, Etat.EN_COURS):
        return False
    return _silence(travail) > _SILENCE and devant(travail) is None


def _attente(travail: Travail) -> str:
    """Where it stands, in words; "": it is done, or being done."""
    avant = None if travail.fini_le else devant(travail)
    if avant is None:
        return ""
    return f"{compte(avant, 'travail', 'travaux')} avant le vôtre" if avant else "le vôtre suit"


def _silence(travail: Travail) -> timedelta:
    """Since its last sign of life."""
    vu_le = travail.resultat.get("vu_le")
    return timezone.now() - (datetime.fromisoformat(vu_le) if vu_le else travail.cree_le)
