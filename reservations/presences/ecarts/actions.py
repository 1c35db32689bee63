"""Accept that who had booked did not come."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from famille.models import Utilisateur
from reservations.lecture.filtres import Mois
from reservations.models import Activite, Reservation
from reservations.presences.actions import Pointage, pointer
from reservations.presences.issues import DEJA, FAIT

from .lecture import EcartDeComptage, lire_les_ecarts


@dataclass(frozen=True)
class AbsencesNotees:
    """How many children were noted absent, and why others were not, each sentence once."""

    notes: int
    refus: list[str]


def noter_les_absences(
    activite: Activite,
    mois: Mois,
    *,
    par: Utilisateur,
    jour: date | None = None,
    sources: Collection[str] = (),
) -> AbsencesNotees:
    """Tick absent those who had booked and whom the count did not see: these (`sources`), or all
    those of `jour`. What the count has told meanwhile is left alone; a tick is refused as on the
    presence lists."""
    voulus = [
        un
        for du_jour in lire_les_ecarts(mois, activite)
        for un in du_jour.non_pointes
        if un.source in sources or (jour is not None and un.ligne.jour == jour)
    ]
    maintenant = timezone.now()
    par_enfant = _reservations(activite, voulus)
    pointages = [
        Pointage(pk, Reservation.Presence.ABSENT, maintenant)
        for un in voulus
        for pk in par_enfant.get((un.ligne.foyer_id, un.ligne.enfant_id, un.ligne.jour), ())
    ]
    resultats = pointer(pointages, par=par) if pointages else []
    faits = {
        (une.reservation.enfant_id, une.reservation.creneau.jour)
        for une in resultats
        if une.reservation and une.issue in (FAIT, DEJA)
    }
    refus = dict.fromkeys(
        une.phrase for une in resultats if une.issue not in (FAIT, DEJA) and une.phrase
    )
    return AbsencesNotees(len(faits), list(refus))


def _reservations(
    activite: Activite, voulus: Collection[EcartDeComptage]
) -> dict[tuple[int, int, date], list[int]]:
    """(household, child, day) → the bookings that nobody has ticked. One query."""
    lues = Reservation.objects.filter(
        creneau__activite=activite,
        creneau__jour__in={un.ligne.jour for un in voulus},
        enfant__in={un.ligne.enfant_id for un in voulus},
        presence=Reservation.Presence.PREVU,
    ).order_by("pk")
    trouvees: dict[tuple[int, int, date], list[int]] = {}
    for pk, foyer, enfant, jour in lues.values_list("pk", "foyer", "enfant", "creneau__jour"):
        trouvees.setdefault((foyer, enfant, jour), []).append(pk)
    return trouvees
