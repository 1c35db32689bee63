"""What a household has sent and nobody has decided, told to the rules: a page that reads them does
not ask for it again. The engine reads none of it: nothing is booked on what is not checked."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from famille.models import Foyer, Utilisateur
from famille.regles.dossier import Piece
from famille.socle.offres import Recue, la_recue, recues
from reservations.regles.faits import Faits, Motif, PieceRecue

from .lignes import Lecture, LigneInscription

_PIECES = {Motif.FICHE: Piece.FICHE, Motif.ASSURANCE: Piece.ASSURANCE}


def avec_les_recues(lecture: Lecture) -> Lecture:
    """The same, each line with what was sent of what it lacks. One query, none where nothing is
    missing."""
    lecture.lignes = lignes_avec_les_recues(lecture.lignes, lecture.fin)
    return lecture


def lignes_avec_les_recues(lignes: list[LigneInscription], fin: date) -> list[LigneInscription]:
    """The same of these lines, in their order, for days until `fin`."""
    manquent = [ligne for ligne in lignes if _manque(ligne.faits, fin)]
    parmi = recues({ligne.foyer.pk for ligne in manquent}) if manquent else []
    return [_avec(ligne, parmi) for ligne in lignes] if parmi else lignes


def places_demandees(foyers: Iterable[Foyer], compte: Utilisateur) -> list[Recue]:
    """The places that these households have asked for, of those that this account may see."""
    parmi = recues([foyer.pk for foyer in foyers], compte)
    return [une for une in parmi if une.quoi == "place"]


def _manque(faits: Faits, fin: date) -> bool:
    """Whether a paper does not cover all these days."""
    papiers = (
        (faits.fiche_exigee, faits.fiche_jusqu_au),
        (faits.assurance_exigee, faits.assurance_jusqu_au),
    )
    return any(exige and (jusqu_au is None or jusqu_au < fin) for exige, jusqu_au in papiers)


def _avec(ligne: LigneInscription, parmi: list[Recue]) -> LigneInscription:
    siennes = [une for une in parmi if une.foyer == ligne.foyer.pk]
    lues = {motif: la_recue(siennes, quoi, ligne.enfant.pk) for motif, quoi in _PIECES.items()}
    dites = {
        motif: PieceRecue(une.phrase, une.jusqu_au or date.max, une.a_completer)
        for motif, une in lues.items()
        if une
    }
    return replace(ligne, faits=replace(ligne.faits, recues=dites)) if dites else ligne
