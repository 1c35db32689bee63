"""The .ics that goes with a submission's mail: its days as they stand when the mail is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from reservations.models import Creneau, DemandeReservation, Reservation
from reservations.regles.juge import etendue

from .agenda import RendezVous, calendrier, rendez_vous

_EVENEMENT = DemandeReservation.Canal.EVENEMENT


@dataclass(frozen=True)
class Nomme:
    """A child as the receipt names him: the row may be gone."""

    pk: int
    prenom: str


def agenda_de_la_demande(demande: DemandeReservation) -> str:
    """The text of the .ics, "" when no line booked or cancelled anything. Two queries, whatever the
    number of lines.

    What has changed again since wins: a day booked then given back is CANCELLED, one booked anew is
    CONFIRMED.
    """
    lignes = [ligne for ligne in demande.lignes if ligne["resultat"] in ("reserve", "annule")]
    if not lignes:
        return ""
    creneaux = _creneaux(lignes, toutes=demande.canal == _EVENEMENT)
    actuelles = set(
        Reservation.objects.filter(
            foyer=demande.foyer_id, enfant__in={li["enfant"] for li in lignes}, creneau__in=creneaux
        ).values_list("enfant_id", "creneau_id")
    )
    jours = [
        un for ligne in lignes for un in _rendez_vous(demande, ligne, creneaux.values(), actuelles)
    ]
    return calendrier(_sans_doublon(jours), methode="PUBLISH")


def _creneaux(lignes: list[dict[str, Any]], *, toutes: bool) -> dict[Any, Creneau]:
    """{pk: Creneau} that these lines may be about. `toutes`: those closed meanwhile too, since an
    event closes them."""
    voulus = {(ligne["activite"], *etendue(ligne["bloc"])) for ligne in lignes}
    condition = reduce(or_, (Q(activite=qui, jour__range=(du, au)) for qui, du, au in voulus))
    lus = Creneau.objects.filter(condition).select_related("activite__structure")
    return (lus if toutes else lus.filter(places__ouvert=True)).in_bulk()


def _rendez_vous(
    demande: DemandeReservation,
    ligne: dict[str, Any],
    creneaux: Any,
    actuelles: set[tuple[int, int]],
) -> Iterator[RendezVous]:
    for creneau in creneaux:
        if creneau.activite_id == ligne["activite"] and couvre(ligne["bloc"], creneau):
            reserve = (ligne["enfant"], creneau.pk) in actuelles
            enfant = Nomme(ligne["enfant"], ligne["prenom"])
            yield rendez_vous(
                demande.foyer_id, enfant, creneau, le=demande.soumise_le, annule=not reserve
            )


def couvre(cle: str, creneau: Creneau) -> bool:
    """Whether the bloc of this key may hold this créneau of its activity."""
    debut, fin = etendue(cle)
    return debut <= creneau.jour <= fin and (len(cle) <= 10 or cle[11:] == creneau.moment[2:])


def _sans_doublon(jours: list[RendezVous]) -> list[RendezVous]:
    return list({un.uid: un for un in jours}.values())
