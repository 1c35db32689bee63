"""The children of one day of an activity, and its queue."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from famille.regles.foyer import age_le
from reservations.models import Activite, Attente, Reservation
from reservations.regles.juge import etendue

from .remplissage import CaseRemplissage, lire_le_remplissage


@dataclass(frozen=True)
class Inscrit:
    """A child booked: `reservation` has its `enfant`, `foyer` and `demande`."""

    reservation: Reservation
    age: int


@dataclass(frozen=True)
class ListeDuJour:
    case: CaseRemplissage
    inscrits: list[Inscrit] = field(default_factory=list)


@dataclass(frozen=True)
class JourDActivite:
    listes: list[ListeDuJour]
    attentes: list[Attente]


def lire_le_jour_d_activite(activite: Activite, jour: date) -> JourDActivite:
    """Eight queries: those of the fill screen, the children, the queue."""
    remplissage = lire_le_remplissage(
        type(activite).objects.filter(pk=activite.pk), debut=jour, fin=jour
    )
    cases = remplissage.jours[0].colonnes[0][1] if remplissage.jours else ()
    reservations = Reservation.objects.filter(creneau__in=[case.creneau for case in cases])
    reservations = reservations.select_related("enfant", "foyer", "demande").order_by(
        "enfant__nom", "enfant__prenom"
    )
    par_creneau: dict[int, list[Inscrit]] = {case.creneau: [] for case in cases}
    for reservation in reservations:
        inscrit = Inscrit(reservation, age_le(jour, reservation.enfant.naissance))
        par_creneau[reservation.creneau_id].append(inscrit)
    listes = [ListeDuJour(case, par_creneau[case.creneau]) for case in cases]
    return JourDActivite(listes, _attentes(activite, jour))


def _attentes(activite: Activite, jour: date) -> list[Any]:
    en_cours = (
        Attente.objects.en_cours()
        .filter(activite=activite)
        .select_related("enfant", "foyer")
        .order_by("pk")
    )
    return [attente for attente in en_cours if _couvre(attente.bloc, jour)]


def _couvre(bloc: str, jour: date) -> bool:
    debut, fin = etendue(bloc)
    return debut <= jour <= fin
