"""What became of a tick, an arrival, a departure; and the days on which one notes them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from famille.models import Utilisateur
from famille.socle.dire import en_jour
from famille.socle.ville import service
from reservations.models import Reservation
from reservations.planning.directions import RECUL_DIRECTION, reservations_de

FAIT, DEJA, DEPASSE, REFUSE = "fait", "deja", "depasse", "refuse"
DISPARUE = (
    "Cette réservation n’est plus sur vos listes : elle a été annulée, ou ce centre ne vous est pas"
    " confié. Actualisez la liste."
)


@dataclass(frozen=True)
class Resultat:
    """`pointage`: what was asked. `issue`: FAIT; DEJA, nothing to change; DEPASSE, a later tick
    stands; REFUSE. `phrase` for the last two."""

    pointage: Any
    issue: str
    reservation: Reservation | None = None
    phrase: str = ""


def verrouiller(pks: set[int], par: Utilisateur) -> dict[int, Reservation]:
    """{pk: Reservation} among those that `par` may tick, locked in the order of their keys."""
    lignes = reservations_de(par).filter(pk__in=pks).order_by("pk")
    lignes = lignes.select_related("creneau__activite", "enfant", "foyer", "pointee_par")
    return {ligne.pk: ligne for ligne in lignes.select_for_update(of=("self",), no_key=True)}


def jours_depuis(jour: date) -> int:
    """How many days ago that day was; negative when it is to come."""
    return (timezone.localdate() - jour).days


def motif_du_jour(jour: date, recul: int) -> str:
    """Why nobody who may go back `recul` days ticks on `jour`, in words; "" when one may."""
    if jours_depuis(jour) < 0:
        return f"Ce jour n’est pas encore venu : vous pourrez pointer {en_jour(jour)}."
    if jours_depuis(jour) <= recul:
        return ""
    if recul == RECUL_DIRECTION:
        return (
            f"On pointe le jour même et les {recul} jours suivants. Pour corriger plus tard,"
            f" appelez {service().le}."
        )
    return (
        f"On corrige une présence pendant {recul} jours : après, elle a pu être facturée et ne"
        " change plus ici."
    )
