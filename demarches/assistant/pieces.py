"""The files of a page's POST: uploaded, taken again from the household's file, or removed."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from demarches.depot.brouillon import joindre, joindre_du_dossier, retirer
from demarches.models import Demande
from famille.documents.fichiers import FichierRefuse
from famille.models import Document
from famille.socle.dire import en_chiffres

if TYPE_CHECKING:
    from demarches.assistant.vue import Assistant
    from demarches.declaration.etapes import PieceField


def traiter_les_pieces(assistant: "Assistant", etape: str, action: str) -> dict[Any, str]:
    """{field: French sentence} of the files that are refused; the others are joined. Before the
    page's check."""
    demande, request, refus = assistant.demande, assistant.request, {}
    for champ, piece in demande.demarche.champs_de_piece(demande, etape).items():
        nom = f"{etape}-{champ}"
        if action == f"retirer-{champ}":
            retirer(demande, etape, champ)
        elif fichier := request.FILES.get(nom):
            try:
                enfant = piece.enfant or demande.enfant
                joindre(
                    demande,
                    etape,
                    champ,
                    fichier,
                    par=request.user,
                    genre=piece.genre,
                    enfant=enfant,
                )
            except FichierRefuse as erreur:
                refus[champ] = str(erreur)
        elif reprise := request.POST.get(f"{nom}-dossier"):
            document = (
                proposables(demande, piece).filter(pk=reprise).first()
                if est_uuid(reprise)
                else None
            )
            if document:
                joindre_du_dossier(demande, etape, champ, document)
    return refus


def recopier_les_dates(demande: Demande, etape: str, saisie: dict[str, Any]) -> None:
    """Write in `saisie` the date that a joined document is already known by, where the family has
    typed none (D6)."""
    datees = [
        piece for piece in demande.pieces_jointes if piece.etape == etape and piece.document.emis_le
    ]
    champs = demande.demarche.champs_de_piece(demande, etape) if datees else {}
    for piece in datees:
        if piece.champ in champs:
            champ_date = champs[piece.champ].champ_date
            if champ_date and not any(saisie.get(champ_date, [])):
                saisie[champ_date] = [en_chiffres(piece.document.emis_le)]


def proposables(demande: Demande, champ: "PieceField") -> QuerySet[Document]:
    """QuerySet of the documents of the file that still serve at this field, a PieceField (CRPA
    L113-12, D6)."""
    if champ.genre in Document.DE_SANTE and demande.enfants_fermes:
        return Document.objects.none()
    titulaire = Q(foyer=demande.foyer)
    # his own papers, which both his homes see, and those that this household has of him
    if champ.enfant:
        titulaire = Q(foyer=None, enfant=champ.enfant) | Q(foyer=demande.foyer, enfant=champ.enfant)
    return Document.objects.du_dossier().filter(
        titulaire,
        genre=champ.genre,
        etat__in=[Document.Etat.SAIN, Document.Etat.NON_ANALYSE],
        valable_jusqu_au__gte=timezone.localdate(),
    )


def est_uuid(texte: str) -> bool:
    """Whether a key that the database may be asked for."""
    try:
        UUID(texte)
    except ValueError:
        return False
    return True
