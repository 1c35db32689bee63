"""What the children's files still want, said to who has changed nothing: that is not to be up to
date."""

from collections.abc import Iterator

from demarches.models import Demande
from famille.foyers.dossier import points_des, sans_les_recues
from famille.models import Autorisation, Enfant
from famille.regles.dossier import Etat, Piece, Point
from famille.socle.dire import en_lettres
from famille.socle.offres import recues

from .autorisations import QUESTIONS, en_vigueur

NOMS = {
    Piece.FICHE: "fiche sanitaire",
    Piece.ASSURANCE: "assurance",
    Piece.VACCINS: "carnet de vaccination",
}


def manques(demande: Demande) -> list[str]:
    """ "baignade (Hugo)", "assurance après le 20 décembre 2026 (Léa)"; nothing of what was sent."""
    lus = points_des(Enfant.objects.du([demande.foyer]))
    envoyees = recues([demande.foyer_id]) if lus else []
    repondues = en_vigueur([enfant for enfant, _points in lus])
    return [
        f"{quoi} ({enfant.prenom})"
        for enfant, points in lus
        for point in sans_les_recues(points, enfant, envoyees)
        if point.a_faire
        for quoi in _dire(point, [un for un in QUESTIONS if (enfant.pk, un) not in repondues])
    ]


def _dire(point: Point, sans_reponse: list[Autorisation.Genre]) -> Iterator[str]:
    if point.piece == Piece.AUTORISATIONS:
        yield from (f"{un.label[:1].lower()}{un.label[1:]}" for un in sans_reponse)
    elif point.etat == Etat.FINIT and point.jusqu_au:
        yield f"{NOMS[point.piece]} après le {en_lettres(point.jusqu_au)}"
    else:
        yield NOMS[point.piece]
