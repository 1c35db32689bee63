"""Where bookings meet the queue: entering it, leaving it, serving it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from famille.socle.requetes import RequeteEcrite
from reservations.lecture.file_attente import a_verrouiller
from reservations.models import Attente
from reservations.models.demandes import Action
from reservations.moteur.demande import Envoi
from reservations.moteur.jugement import Jugement
from reservations.regles.juge import Motif, Suite, Verdict

from . import entrees
from .entrees import DEJA_EN_FILE, dire_le_rang
from .service import servir_file

__all__ = [
    "a_verrouiller",
    "entrer",
    "refuser_si_ailleurs",
    "servir",
    "sortir",
    "sortir_les_servis",
]


def refuser_si_ailleurs(envoi: Envoi, jugements: list[Jugement]) -> None:
    """A queueing line becomes a refusal when the child's other home already waits for the bloc."""
    lignes = [j for j in jugements if j.ligne.action == Action.ATTENDRE and j.verdict.possible]
    if not lignes:
        return
    ailleurs = {
        (a.enfant_id, a.activite_id, a.bloc) for a in _de(lignes) if a.foyer_id != envoi.foyer.pk
    }
    for jugement in lignes:
        if jugement.ligne.cle in ailleurs:
            jugement.verdict = Verdict(DEJA_EN_FILE, Motif.DEJA_RESERVE, Suite.AUTRE_JOUR)


def entrer(envoi: Envoi, jugements: list[Jugement]) -> dict[tuple, str]:
    """Put the children of these lines, judged, in the queue. {key of the line: sentence that tells
    the rank}."""
    if not jugements:
        return {}
    return {
        j.ligne.cle: dire_le_rang(
            entrees.entrer(
                envoi.foyer,
                j.ligne.enfant_id,
                j.ligne.activite_id,
                j.bloc,
                par=envoi.par,
                maintenant=envoi.maintenant,
            )
        )
        for j in jugements
        if j.bloc
    }


def sortir_les_servis(envoi: Envoi, jugements: list[Jugement]) -> None:
    """Who has just booked the bloc no longer waits for it."""
    if not jugements:
        return
    obtenus = {j.ligne.cle for j in jugements}
    attentes = [a for a in _de(jugements) if (a.enfant_id, a.activite_id, a.bloc) in obtenus]
    if attentes:
        servir(
            entrees.sortir(attentes, etat=Attente.Etat.ACCEPTEE, maintenant=envoi.maintenant),
            maintenant=envoi.maintenant,
        )


def sortir(attentes: QuerySet[Attente], *, maintenant: datetime) -> set[int]:
    """Take these out of the queue, offers included; the créneaux (pks, held) whose queue is then to
    be served."""
    return entrees.sortir(list(attentes), etat=Attente.Etat.RETIREE, maintenant=maintenant)


def servir(creneaux: Iterable[int], *, maintenant: datetime) -> None:
    """Offer what has been freed on these créneaux (pks, held) to whoever waits for it."""
    if creneaux:
        servir_file(creneaux, maintenant=maintenant)


def _de(jugements: list[Jugement]) -> list[Any]:
    """The waits of the children of these lines, a little more than theirs."""
    return ATTENTES.lire(
        enfants=tuple({j.ligne.enfant_id for j in jugements}),
        activites=tuple({j.ligne.activite_id for j in jugements}),
        blocs=tuple({j.ligne.bloc for j in jugements}),
    )


ATTENTES = RequeteEcrite(
    lambda enfants, activites, blocs: Attente.objects.en_cours().filter(
        enfant__pk__in=enfants, activite__pk__in=activites, bloc__in=blocs
    )
)
