"""A private file, given only to whom may read it (G7, D11; docs/comprendre/fichiers.md)."""

from base64 import b64decode, b64encode
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from famille.journal.modifications import noter_consultation
from famille.models import Document, Utilisateur
from famille.socle.chiffrement import PAGE, Illisible, chiffrer, dechiffrer
from famille.socle.connectee import RequeteConnectee
from famille.socle.envoi import donner, telecharger
from famille.socle.erreurs import Refus
from famille.socle.mesure import Occupe, TropSouvent, compter

from . import laboratoire
from .actions import foyers_de

# A page of ours may frame it (the agents' desk), nothing else may; whatever it holds runs nothing
# and loads nothing. Chromium shows no PDF at all under `sandbox`, which is for pictures only.
_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self';"
    " base-uri 'none'"
)
_CSP_IMAGE = f"{_CSP}; sandbox"
_MONTRABLES = {"application/pdf", "image/jpeg", "image/png"}
_BLOQUE, _EN_ANALYSE = 410, 409
DUREE = 24 * 3600  # seconds that a small picture is kept
PAR_HEURE = 120  # pictures made for one account; those that are kept cost nothing
TROP = "Trop d’images en peu de temps : ouvrez le document pour le voir."
# In place of a picture, a sheet: a browser frames a picture that does not come as a broken one.
_FEUILLE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64" fill="none"'
    b' stroke="#767c80" stroke-width="2" stroke-linejoin="round" stroke-linecap="round">'
    b'<path d="M20 12h16l10 10v30H20zM36 12v10h10M27 32h12M27 38h12M27 44h8"/></svg>'
)


@require_safe
def document(request: RequeteConnectee, pk: UUID) -> HttpResponseBase:
    """The file, shown, or downloaded with ?telecharger=1. 404: unknown, or another family's."""
    return repondre_un_document(request, _lisible(request.user, pk))


def repondre_un_document(request: RequeteConnectee, trouve: Document) -> HttpResponseBase:
    """The file, let read and noted by the caller; else a page: being scanned, or infected."""
    if trouve.etat == Document.Etat.INFECTE:
        return render(
            request, "famille/documents/bloque.html", {"document": trouve}, status=_BLOQUE
        )
    if trouve.etat == Document.Etat.EN_ANALYSE:
        return render(
            request, "famille/documents/en_analyse.html", {"document": trouve}, status=_EN_ANALYSE
        )
    a_telecharger = "telecharger" in request.GET or trouve.type_mime not in _MONTRABLES
    return _envoyer(telecharger, trouve) if a_telecharger else _montre(trouve)


@require_safe
def vignette(request: RequeteConnectee, pk: UUID) -> HttpResponseBase:
    """A small picture of one's family's paper; a sheet where none can be made. 404: another's."""
    trouve = get_object_or_404(Document.objects.de(request.user), pk=pk)
    image = vignette_de(trouve, pour=request.user)
    response = HttpResponse(
        image or _FEUILLE, content_type="image/jpeg" if image else "image/svg+xml"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = _CSP_IMAGE
    add_never_cache_headers(response)
    return response


def vignette_de(document: Document, *, pour: Utilisateur) -> bytes | None:
    """A JPEG of at most 320 pixels, or None: this paper has none (a PDF of text), or not now. Made
    once, then kept a day, encrypted: looking at a page again opens no file."""
    if not document.ouvrable or not document.fichier:
        return None
    cle = f"vignette:{document.pk}:{document.sha256[:16]}"
    gardee = _lue(cache.get(cle))
    if gardee is not None:
        return gardee or None
    try:
        compter("vignette", pour, par_heure=PAR_HEURE, refus=TROP)
        with document.fichier.open("rb") as flux:
            faite = laboratoire.examiner("vignette", flux.read())
    except (Occupe, TropSouvent):
        return None  # too many at this moment: asked again, it may come
    except (Refus, OSError):
        faite = b""
    cache.set(cle, chiffrer(b64encode(faite).decode(), usage=PAGE), DUREE)
    return faite or None


def _lue(jeton: str | None) -> bytes | None:
    """None: not kept, or by keys that this site has no more; b"": there is none."""
    try:
        return b64decode(dechiffrer(jeton, usage=PAGE)) if jeton else None
    except Illisible:
        return None


def _lisible(utilisateur: Utilisateur, pk: UUID) -> Document:
    """Its own family's, or, with the right, any that was sent, which leaves a trace."""
    sien = Document.objects.de(utilisateur).filter(pk=pk).first()
    sien = sien or Document.objects.recus_par(utilisateur).filter(pk=pk).first()
    if sien:
        return sien
    if not utilisateur.has_perm("famille.view_document"):
        raise Http404
    autre = get_object_or_404(
        Document.objects.remis(utilisateur).select_related("foyer", "enfant"), pk=pk
    )
    for foyer in foyers_de(autre):
        # A file's name may tell an illness, and the journal of readings is not for it.
        nom = "de santé" if autre.genre in Document.DE_SANTE else autre.nom
        sante_de = autre.enfant if autre.genre in Document.DE_SANTE else None
        noter_consultation(foyer, f"document {nom}", par=utilisateur, sante_de=sante_de)
    return autre


def _montre(document: Document) -> HttpResponseBase:
    """From our own address even with S3: the headers that make it harmless in a page are ours."""
    response = _envoyer(donner, document)
    image = document.type_mime.startswith("image/")
    response.headers["Content-Security-Policy"] = _CSP_IMAGE if image else _CSP
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


def _envoyer(maniere: Callable[..., Any], document: Document) -> HttpResponseBase:
    try:
        return maniere(
            document.fichier.storage,
            document.fichier.name,
            sous=document.nom,
            type_mime=document.type_mime,
        )
    except FileNotFoundError as erreur:
        raise Http404 from erreur
