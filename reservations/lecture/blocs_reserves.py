"""What households have booked, as blocs and their rows: for the consumption and the absences (G11,
D11)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import OuterRef, QuerySet

from famille.models import Enfant, Foyer
from reservations.models import Activite, ConsommationImportee, Reservation
from reservations.regles.juge import Bloc, Calendrier, CreneauLu, Moment

from .lignes import grouper, semaines_entieres
from .ville import lire_la_ville


@dataclass(frozen=True)
class BlocReserve:
    """A bloc that a household has booked for a child, and its rows in the order of the days.
    `limite`: until when it could be cancelled."""

    foyer: Foyer
    enfant: Enfant
    activite: Activite
    bloc: Bloc
    reservations: tuple[Reservation, ...]
    limite: datetime


def lire_blocs_reserves(foyers: Iterable[Foyer], debut: date, fin: date) -> list[BlocReserve]:
    """What these households have booked from `debut` to `fin`, widened to whole weeks; nothing of a
    child's other home. Two queries, whatever the volume."""
    debut, fin = semaines_entieres(debut, fin)
    lignes = (
        Reservation.objects.filter(foyer__in=list(foyers), creneau__jour__range=(debut, fin))
        .select_related("foyer", "enfant", "creneau__activite__structure")
        .order_by(
            "enfant__naissance", "enfant", "creneau__activite__structure__nom", "creneau__activite"
        )
    )
    groupes: dict[tuple, list[Reservation]] = defaultdict(list)
    for ligne in lignes:
        groupes[ligne.foyer_id, ligne.enfant_id, ligne.creneau.activite_id].append(ligne)
    calendrier = lire_la_ville(debut, fin).calendrier
    return [un for siennes in groupes.values() for un in _grouper(siennes, calendrier)]


def _grouper(siennes: Sequence[Reservation], calendrier: Calendrier) -> list[BlocReserve]:
    """The blocs of one child in one activity, of what is booked only."""
    premiere, par_creneau = siennes[0], {ligne.creneau_id: ligne for ligne in siennes}
    activite = premiere.creneau.activite
    delai = activite.pour_annuler
    creneaux = [
        CreneauLu(li.creneau_id, li.creneau.jour, Moment(li.creneau.moment), 0, 0) for li in siennes
    ]
    return [
        BlocReserve(
            premiere.foyer,
            premiere.enfant,
            activite,
            bloc,
            tuple(par_creneau[creneau.pk] for creneau in bloc.creneaux),
            delai.limite(bloc.debut, calendrier),
        )
        for bloc in grouper(activite, creneaux, calendrier)
    ]


def comptages_du_jour() -> QuerySet[ConsommationImportee]:
    """For an Exists on Reservation: what a file says of the child's day there. It counts a day, not
    each of its créneaux, and who is counted needs no tick."""
    return ConsommationImportee.objects.filter(
        enfant=OuterRef("enfant"),
        activite=OuterRef("creneau__activite"),
        jour=OuterRef("creneau__jour"),
    )
