"""Entering the queue, and leaving it, for a caller who holds the counters."""

from collections.abc import Iterable
from datetime import datetime

from famille.models import Foyer, Utilisateur
from famille.socle.erreurs import Refus
from reservations.lecture.file_attente import creneaux_de, rangs_de
from reservations.models import Attente
from reservations.regles.juge import Bloc

from .service import conclure, rendre

DEJA_EN_FILE = "Déjà en liste d’attente pour ce jour."


def entrer(
    foyer: Foyer,
    enfant_id: int,
    activite_id: int,
    bloc: Bloc,
    *,
    par: Utilisateur | None,
    maintenant: datetime,
) -> Attente:
    """Put a child in the queue, for a caller who holds the counters of the bloc and has judged it
    full (`soumettre`). Twice: the same row. Refus: the other home waits."""
    deja = (
        Attente.objects.en_cours()
        .filter(enfant=enfant_id, activite=activite_id, bloc=bloc.cle)
        .first()
    )
    if deja is None:
        return Attente.objects.create(
            enfant_id=enfant_id,
            activite_id=activite_id,
            bloc=bloc.cle,
            debut=bloc.debut,
            foyer=foyer,
            par=par,
            demandee_le=maintenant,
        )
    if deja.foyer_id != foyer.pk:
        raise Refus(DEJA_EN_FILE)
    return deja


def dire_le_rang(attente: Attente) -> str:
    """ "En liste d’attente, au 2e rang." """
    rang = rangs_de([attente]).get(attente.pk, 1)
    return f"En liste d’attente, au {rang}{'er' if rang == 1 else 'e'} rang."


def sortir(attentes: Iterable[Attente], *, etat: str, maintenant: datetime) -> set[int]:
    """End these waits and offers for a caller who holds the counters of their blocs; the créneaux
    (pks) whose queue is then to be served: those that have a place more, and those that whoever
    waited together may now do with."""
    touches: set[int] = set()
    for attente in attentes:
        if conclure(attente, etat, maintenant=maintenant, creneaux=[]):
            rendre(attente.creneaux)
            touches |= creneaux_de([attente]) if attente.ensemble else set(attente.creneaux)
    return touches
