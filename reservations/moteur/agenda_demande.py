"""The .ics that goes with a submission's mail: its days as they stand when the mail is written."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from reservations.models import Activite, Creneau, DemandeReservation, Reservation
from reservations.regles.juge import etendue

from .agenda import RendezVous, calendrier, rendez_vous
from .recit import limites_d_annulation

_EVENEMENT = DemandeReservation.Canal.EVENEMENT


@dataclass(frozen=True)
class Nomme:
    """A child as the receipt names him: the row may be gone."""

    pk: int
    prenom: str


@dataclass
class _Jour:
    """What the lines say of one child in one activity, on one day or a part of it."""

    enfant: Nomme
    activite: Activite
    creneaux: list[Creneau]
    limite: datetime | None = None


def agenda_de_la_demande(demande: DemandeReservation) -> str:
    """The text of the .ics, "" when no line booked or cancelled anything. Two queries or three,
    whatever the number of lines.

    What stands now of each day wins: a morning given back leaves its afternoon, a day of which
    nothing is left is CANCELLED.
    """
    lignes = [ligne for ligne in demande.lignes if ligne["resultat"] in ("reserve", "annule")]
    if not lignes:
        return ""
    creneaux = _creneaux(lignes, toutes=demande.canal == _EVENEMENT)
    actuelles = _actuelles(demande, lignes)
    return calendrier(
        (
            _dire(demande, un, actuelles.get((un.enfant.pk, un.activite.pk, jour), []), jour)
            for jour, un in _jours(lignes, creneaux)
        ),
        methode="PUBLISH",
    )


def _creneaux(lignes: list[dict[str, Any]], *, toutes: bool) -> list[Creneau]:
    """Those that these lines may be about. `toutes`: those closed meanwhile too, since an event
    closes them."""
    voulus = {(ligne["activite"], *etendue(ligne["bloc"])) for ligne in lignes}
    condition = reduce(or_, (Q(activite=qui, jour__range=(du, au)) for qui, du, au in voulus))
    lus = Creneau.objects.filter(condition).select_related("activite__structure")
    return list(lus if toutes else lus.filter(places__ouvert=True))


def _actuelles(
    demande: DemandeReservation, lignes: list[dict[str, Any]]
) -> dict[tuple[int, int, date], list[str]]:
    """(child, activity, day) → the parts of it that this household has booked now."""
    jours = [jour for ligne in lignes for jour in etendue(ligne["bloc"])]
    lues = Reservation.objects.filter(
        foyer=demande.foyer_id,
        enfant__in={ligne["enfant"] for ligne in lignes},
        creneau__activite__in={ligne["activite"] for ligne in lignes},
        creneau__jour__range=(min(jours), max(jours)),
    )
    par_jour = defaultdict(list)
    champs = ("enfant_id", "creneau__activite_id", "creneau__jour", "creneau__moment")
    for enfant, activite, jour, moment in lues.values_list(*champs):
        par_jour[enfant, activite, jour].append(moment)
    return par_jour


def _jours(lignes: list[dict[str, Any]], creneaux: list[Creneau]) -> Iterator[tuple[date, _Jour]]:
    """The days that these lines touch, once each."""
    activites = {creneau.activite_id: creneau.activite for creneau in creneaux}
    limites = limites_d_annulation(lignes, activites)
    trouves: dict[tuple[int, int, str, date], _Jour] = {}
    for ligne in lignes:
        for creneau in creneaux:
            if creneau.activite_id == ligne["activite"] and couvre(ligne["bloc"], creneau):
                enfant = Nomme(ligne["enfant"], ligne["prenom"])
                part = creneau.activite.part(creneau.moment)
                un = trouves.setdefault(
                    (enfant.pk, creneau.activite_id, part, creneau.jour),
                    _Jour(enfant, creneau.activite, []),
                )
                un.creneaux.append(creneau)
                un.limite = limites.get((ligne["activite"], ligne["bloc"]))
    for (*_qui, jour), un in trouves.items():
        yield jour, un


def _dire(demande: DemandeReservation, un: _Jour, actuels: list[str], jour: date) -> RendezVous:
    """`actuels`: what stands of this day; of a part of it, only what is of that part counts."""
    part = un.activite.part(un.creneaux[0].moment)
    restent = [moment for moment in actuels if un.activite.part(moment) == part]
    return rendez_vous(
        demande.foyer_id,
        un.enfant,
        un.activite,
        jour,
        restent or [creneau.moment for creneau in un.creneaux],
        le=demande.soumise_le,
        annule=not restent,
        limite=un.limite,
    )


def couvre(cle: str, creneau: Creneau) -> bool:
    """Whether the bloc of this key may hold this créneau of its activity."""
    debut, fin = etendue(cle)
    return debut <= creneau.jour <= fin and (len(cle) <= 10 or cle[11:] == creneau.moment[2:])
