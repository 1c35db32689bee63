"""Where an agent puts right what a child's file lacks, for the page of his family."""

from collections.abc import Iterable

from famille.foyers.bureau import url
from famille.foyers.bureau.droits import MODIFIER
from famille.models import LIRE_LA_SANTE, Document, Enfant, Foyer, Utilisateur
from famille.regles.dossier import Piece, Point


def gestes_des_manques(
    foyer: Foyer, enfant: Enfant, points: Iterable[Point], *, agent: Utilisateur
) -> tuple[tuple[str, str], ...]:
    """((address, label)…) of what this agent may write of what is missing; () when nothing is, or
    without the right."""
    manquent = {point.piece for point in points if point.a_faire}
    if not manquent or not agent.has_perm(MODIFIER):
        return ()
    gestes = []
    if manquent & {Piece.FICHE, Piece.ASSURANCE} and agent.has_perm(LIRE_LA_SANTE):
        gestes.append((url("tenir_la_sante", foyer.pk, enfant.pk), "Remplir la fiche sanitaire"))
    if Piece.VACCINS in manquent and agent.has_perm(LIRE_LA_SANTE):
        vaccins = f"?genre={Document.Genre.VACCINS}&enfant={enfant.pk}"
        gestes.append((url("nouveau_document", foyer.pk) + vaccins, "Ajouter le carnet"))
    if Piece.AUTORISATIONS in manquent:
        gestes.append((url("autorisations", foyer.pk, enfant.pk), "Noter les autorisations"))
    return tuple(gestes)
