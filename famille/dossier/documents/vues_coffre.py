"""Mes documents (G7): listed, shown, deleted. Another's is a 404 (docs/comprendre/fichiers.md)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from famille.dossier.papiers import Genre, a_etablir, lire
from famille.models import Document, Enfant, Foyer
from famille.socle import supprimes
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import agir

from . import coffre
from .actions import retirer_document

SANS_FOYER = "famille/foyers/sans_foyer.html"
PAR_PAGE = 20
DERNIERS = 5  # papers of the portal on the first page; the others are on their own
PAPIERS_LUS = 400
FILTRES = [("enfant", "Pour qui"), ("genre", "Nature"), ("etat", "État")]


@require_safe
def documents(request: RequeteConnectee) -> HttpResponse:
    """`?enfant=`, `?genre=`, `?etat=`, `?page=`."""
    foyers = _mes_foyers(request)
    if not foyers:
        return render(request, SANS_FOYER)
    toutes = coffre.lignes(coffre.documents_de(request.user), foyers, request.user)
    retenues, voulus = coffre.filtrer(toutes, request.GET)
    page = Paginator(retenues, PAR_PAGE).get_page(request.GET.get("page"))
    choix = coffre.choix(toutes)
    contexte = {
        "page": page,
        "groupes": coffre.groupes(list(page.object_list)),
        "vide": not toutes,
        "filtres": [(nom, dit) for nom, dit in FILTRES if len(choix[nom]) > 1],
        "choix": choix,
        "voulus": voulus,
        "filtree": any(voulus.values()),
        "papiers": lire(foyers, DERNIERS + 1),
        "derniers": DERNIERS,
        "a_etablir": a_etablir(list(Enfant.objects.du(foyers))),
        "plusieurs": len(foyers) > 1,
    }
    return render(request, "famille/documents/coffre/liste.html", contexte)


@require_safe
def papiers(request: RequeteConnectee) -> HttpResponse:
    """All that the portal has issued: `?genre=`, `?page=`."""
    foyers = _mes_foyers(request)
    if not foyers:
        return render(request, SANS_FOYER)
    genre = request.GET.get("genre", "")
    genre = genre if genre in Genre else ""
    page = Paginator(lire(foyers, PAPIERS_LUS, genre), PAR_PAGE).get_page(request.GET.get("page"))
    contexte = {"page": page, "genre": genre, "genres": Genre.choices, "plusieurs": len(foyers) > 1}
    return render(request, "famille/documents/coffre/papiers.html", contexte)


@require_safe
def apercu(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """The document in the page's own viewer, with what is known of it."""
    [ligne] = coffre.lignes([_le_sien(request, pk)], _mes_foyers(request), request.user)
    return render(
        request,
        "famille/documents/coffre/apercu.html",
        {"ligne": ligne, "document": ligne.document},
    )


@require_http_methods(["GET", "POST"])
def supprimer(request: RequeteConnectee, pk: UUID) -> HttpResponse:
    """Asked once more, then done; why not, when something depends on it."""
    document, foyers = _le_sien(request, pk), _mes_foyers(request)
    if request.method == "POST":
        with agir(request):
            retirer_document(document, par=request.user, foyers=foyers)
            supprimes.noter(request, pk, "document")
            messages.success(request, f"« {document.nom} » est supprimé de vos documents.")
            return redirect("famille:documents")
        return redirect("famille:supprimer_document", pk=pk)
    [ligne] = coffre.lignes([document], foyers, request.user)
    return render(
        request, "famille/documents/coffre/supprimer.html", {"ligne": ligne, "document": document}
    )


def _le_sien(request: RequeteConnectee, pk: UUID) -> Document:
    return get_object_or_404(coffre.documents_de(request.user), pk=pk)


def _mes_foyers(request: RequeteConnectee) -> list[Any]:
    return list(Foyer.objects.de(request.user).prefetch_related("responsables"))
