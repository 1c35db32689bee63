"""The piece beside the demande: how each kind of file is seen, how large, and which way up.

Turning and zooming are classes (bureau.css): links do it, and bureau.js without loading the page
again.
"""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.http import QueryDict
from django.urls import reverse

from demarches.models import Demande, PieceJointe
from famille.models import Document, Utilisateur

Etat = Document.Etat
IMAGES = ("image/jpeg", "image/png")
ZOOMS = (100, 150, 200, 300)
TOURS = (0, 90, 180, 270)


def pieces_pour(agent: Utilisateur) -> Any:
    """Prefetch of the pieces of a demande, each with `remise` (bool): this agent may open it."""
    lisibles = Document.objects.remis(agent).filter(pk=OuterRef("document"))
    pieces = PieceJointe.objects.select_related("document__cachet")
    return Prefetch("pieces", pieces.annotate(remise=Exists(lisibles)).order_by("pk"))


def pieces_lisibles(demande: Demande) -> list[Any]:
    """list of `piece` dicts: what the agent of `pieces_pour` may read, in the order of the
    pages."""
    return [piece(jointe.document) for jointe in demande.pieces_jointes if jointe.remise]


def piece(document: Document) -> dict[str, Any]:
    """dict(document, adresse, genre): how a piece is seen; `genre` is pdf, image, telecharger,
    attente or bloque."""
    if document.etat == Etat.INFECTE:
        genre = "bloque"
    elif document.etat == Etat.EN_ANALYSE:
        genre = "attente"
    elif document.type_mime == "application/pdf":
        genre = "pdf"
    else:
        genre = "image" if document.type_mime in IMAGES else "telecharger"
    return {
        "document": document,
        "adresse": reverse("famille:document", args=[document.pk]),
        "genre": genre,
    }


def vue(pieces: list[dict[str, Any]], demandes: QueryDict) -> dict[str, Any] | None:
    """dict(piece, rang, suivante, zoom, tour, plus, moins, tourne): what is shown. `demandes`: the
    address's `piece`, `zoom` and `tour`; what is unknown there is as if absent. None without any
    piece."""
    if not pieces:
        return None
    rang = next(
        (n for n, une in enumerate(pieces) if str(une["document"].pk) == demandes.get("piece")), 0
    )
    zoom, tour = _parmi(ZOOMS, demandes.get("zoom")), _parmi(TOURS, demandes.get("tour"))
    return {
        "piece": pieces[rang],
        "rang": rang + 1,
        "suivante": pieces[(rang + 1) % len(pieces)]["document"].pk if len(pieces) > 1 else None,
        "zoom": zoom,
        "tour": tour,
        "plus": ZOOMS[min(ZOOMS.index(zoom) + 1, len(ZOOMS) - 1)],
        "moins": ZOOMS[max(ZOOMS.index(zoom) - 1, 0)],
        "tourne": (tour + 90) % 360,
    }


def _parmi(valeurs: tuple[int, int, int, int], texte: str | None) -> int:
    return next((valeur for valeur in valeurs if str(valeur) == texte), valeurs[0])
