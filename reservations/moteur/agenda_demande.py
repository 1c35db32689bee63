"""The .ics that goes with a submission's mail: its days as they stand when the mail is written."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

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
    limite: datetime | None = None
    moments: list[str] = field(default_factory=list)


def agenda_de_la_demande(demande: DemandeReservation, activites: Mapping[int, Activite]) -> str:
    """The text of the .ics, "" when no line booked or cancelled anything. Two queries or three,
    whatever the number of lines. `activites`: those of its lines, by pk, with their structures.

    What stands now of each day wins: a morning given back leaves its afternoon, a day of which
    nothing is left is CANCELLED.
    """
    lignes = [ligne for ligne in demande.lignes if ligne["resultat"] in ("reserve", "annule")]
    if not lignes:
        return ""
    jours = [jour for ligne in lignes for jour in etendue(ligne["bloc"])]
    la = Creneau.objects.filter(
        activite__in={ligne["activite"] for ligne in lignes}, jour__range=(min(jours), max(jours))
    ).order_by()
    creneaux = _creneaux(la, toutes=demande.canal == _EVENEMENT)
    actuelles = _actuelles(demande, lignes, la)
    return calendrier(
        (
            _dire(demande, un, actuelles.get((un.enfant.pk, un.activite.pk, jour), []), jour)
            for jour, un in _jours(lignes, activites, creneaux)
        ),
        methode="PUBLISH",
    )


def _creneaux(la: QuerySet[Creneau], *, toutes: bool) -> dict[int, list[tuple[date, str]]]:
    """activity → the days and parts of a day that it has there. `toutes`: those closed meanwhile
    too, since an event closes them."""
    par_activite = defaultdict(list)
    lus = la.values_list("activite_id", "jour", "moment", "places__ouvert")
    for activite, jour, moment, ouvert in lus:
        if ouvert or toutes:
            par_activite[activite].append((jour, moment))
    return par_activite


def _actuelles(
    demande: DemandeReservation, lignes: list[dict[str, Any]], la: QuerySet[Creneau]
) -> dict[tuple[int, int, date], list[str]]:
    """(child, activity, day) → the parts of it that this household has booked now."""
    enfants = {ligne["enfant"] for ligne in lignes}
    siennes = Reservation.objects.filter(
        foyer=demande.foyer_id, enfant__in=enfants, creneau__in=la
    ).order_by()
    par_jour: dict[tuple[int, int, date], list[str]] = defaultdict(list)
    for enfant, activite, jour, moment in siennes.values_list(
        "enfant_id", "creneau__activite_id", "creneau__jour", "creneau__moment"
    ):
        par_jour[enfant, activite, jour].append(moment)
    return par_jour


def _jours(
    lignes: list[dict[str, Any]],
    activites: Mapping[int, Activite],
    creneaux: dict[int, list[tuple[date, str]]],
) -> Iterator[tuple[date, _Jour]]:
    """The days that these lines touch, once each."""
    limites = limites_d_annulation(lignes, activites)
    trouves: dict[tuple[int, int, str, date], _Jour] = {}
    for ligne in lignes:
        enfant, cle = Nomme(ligne["enfant"], ligne["prenom"]), ligne["activite"]
        for jour, moment in _couverts(ligne["bloc"], creneaux.get(cle, [])):
            activite = activites[cle]
            un = trouves.setdefault(
                (enfant.pk, cle, activite.part(moment), jour), _Jour(enfant, activite)
            )
            un.moments.append(moment)
            un.limite = limites.get((cle, ligne["bloc"]))
    for (*_qui, jour), un in trouves.items():
        yield jour, un


def _couverts(bloc: str, creneaux: list[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    """Those that the bloc of this key may hold."""
    debut, fin = etendue(bloc)
    part = bloc[11:]
    for jour, moment in creneaux:
        if debut <= jour <= fin and part in {"", moment[2:]}:
            yield jour, moment


def _dire(demande: DemandeReservation, un: _Jour, actuels: list[str], jour: date) -> RendezVous:
    """`actuels`: what stands of this day; of a part of it, only what is of that part counts."""
    part = un.activite.part(un.moments[0])
    restent = [moment for moment in actuels if un.activite.part(moment) == part]
    return rendez_vous(
        demande.foyer_id,
        un.enfant,
        un.activite,
        jour,
        restent or un.moments,
        le=demande.soumise_le,
        annule=not restent,
        limite=un.limite,
    )
