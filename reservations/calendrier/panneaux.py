"""What bookings put on the dashboard: at most two queries a panel, whatever the household holds."""

from datetime import date
from itertools import groupby
from typing import Any

from django.utils import timezone

from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_jour, enumerer
from famille.socle.requetes import RequeteEcrite
from famille.tableau_de_bord.panneaux import Panneau
from reservations.lecture.presences_dites import RESERVE, dire_ensemble, nom_du_moment
from reservations.models import Reservation

from .choses_a_faire import choses_a_faire

MONTRES = 5  # rows of the card; the rest is in the calendar
_LUES = 3 * (MONTRES + 1)  # a day of one child has three créneaux at most


class PanneauDesReservations(Panneau):
    """The next days booked; the offers to answer and the choices that wait to be submitted (G28,
    G29)."""

    gabarit = "reservations/calendrier/panneau.html"
    ordre = 10

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any] | None:
        lignes = _A_VENIR.lire(
            foyers=tuple(foyer.pk for foyer in foyers), jour=timezone.localdate()
        )
        jours = [_jour(list(siennes)) for _cle, siennes in groupby(lignes, key=_cle)]
        return {"jours": jours[:MONTRES]} if jours else None

    def a_faire(self, request: RequeteConnectee, foyers: list[Foyer]) -> list[dict[str, Any]]:
        return choses_a_faire(foyers, maintenant=timezone.now())


_A_VENIR = RequeteEcrite(
    lambda foyers, jour: (
        Reservation.objects.filter(foyer__pk__in=foyers, creneau__jour__gte=jour)
        .select_related("enfant", "creneau__activite__structure")
        .order_by(
            "creneau__jour", "enfant__naissance", "enfant", "creneau__activite", "creneau__moment"
        )[:_LUES]
    )
)


def _cle(ligne: Reservation) -> tuple[date, int, int]:
    return ligne.creneau.jour, ligne.enfant_id, ligne.creneau.activite_id


def _jour(siennes: list[Reservation]) -> dict[str, Any]:
    """One child's day in one activity: dict(enfant, activite, quand, quoi, dites)."""
    premiere = siennes[0]
    return {
        "enfant": premiere.enfant,
        "activite": premiere.creneau.activite,
        "quand": en_jour(premiere.creneau.jour),
        "quoi": enumerer(nom_du_moment(ligne.creneau.moment) for ligne in siennes),
        "dites": dire_ensemble(siennes, timezone.localdate(), prevue=RESERVE),
    }
