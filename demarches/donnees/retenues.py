"""Documents that a demande holds: `famille` asks it through the settings before a family deletes
one."""

from uuid import UUID

from demarches.models import Demande, PieceJointe
from famille.models import Document, Foyer

D_UNE_AUTRE = "Une demande faite par une autre personne autorisée s’appuie dessus."


def des_demandes(documents: list[Document], foyers: list[Foyer]) -> dict[UUID, str]:
    """dict pk → sentence. Nothing is told of the demande of another household (D11)."""
    cles = [document.pk for document in documents]
    pieces = PieceJointe.objects.filter(document__in=cles).select_related("demande").order_by("pk")
    miens = {foyer.pk for foyer in foyers}
    return {piece.document_id: _phrase(piece.demande, miens) for piece in pieces}


def _phrase(demande: Demande, miens: set[int]) -> str:
    if demande.foyer_id not in miens:
        return D_UNE_AUTRE
    if demande.statut == Demande.Statut.BROUILLON:
        return (
            f"Il est joint à « {demande.titre_court} », que vous n’avez pas encore envoyée :"
            " retirez-le depuis cette démarche."
        )
    return f"Il accompagne votre demande {demande.numero}, déjà envoyée : elle garde ses pièces."
