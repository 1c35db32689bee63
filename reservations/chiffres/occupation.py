"""How full the centres were, in places, counted by the database; each figure opens its children."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count, Exists, Q, Sum

from reservations.lecture.blocs_reserves import comptages_du_jour
from reservations.models import Activite, Creneau, Reservation

from .lecture import PRESENT, PREVU, EnfantCompte, par_enfant


class Figure(StrEnum):
    """What is counted of the places of an activity, and opens its children."""

    RESERVEES = "reservees"
    VENUES = "venues"
    COMPTEES = "comptees"
    ABSENTES = "absentes"
    A_POINTER = "a-pointer"
    A_VENIR = "a-venir"

    @property
    def nom(self) -> str:
        return NOMS_DES_FIGURES[self]

    def condition(self, aujourdhui: date) -> Q:
        sans_pointage = Q(presence=PREVU, creneau__jour__lt=aujourdhui)
        comptee = Exists(comptages_du_jour())
        return {
            Figure.RESERVEES: Q(),
            Figure.VENUES: Q(presence=PRESENT),
            Figure.ABSENTES: Q(presence__in=Reservation.ABSENTS),
            Figure.COMPTEES: sans_pointage & Q(comptee),
            Figure.A_POINTER: sans_pointage & ~Q(comptee),
            Figure.A_VENIR: Q(presence=PREVU, creneau__jour__gte=aujourdhui),
        }[self]


NOMS_DES_FIGURES = {
    Figure.RESERVEES: "Réservées",
    Figure.VENUES: "Venus",
    Figure.COMPTEES: "Comptés par fichier",
    Figure.ABSENTES: "Absents",
    Figure.A_POINTER: "À pointer",
    Figure.A_VENIR: "À venir",
}


@dataclass(frozen=True)
class Occupation:
    """The occupancy of an activity, in places: a place is one child on one créneau."""

    activite: Activite
    offertes: int
    nombres: Mapping[Figure, int]

    @property
    def figures(self) -> list[tuple[Figure, int, int | None]]:
        """(figure, places, share of those offered): what is booked, who came and who is counted
        have a share."""
        return [(une, self.nombres.get(une, 0), self._part(une)) for une in Figure]

    def _part(self, une: Figure) -> int | None:
        if une not in (Figure.RESERVEES, Figure.VENUES, Figure.COMPTEES) or not self.offertes:
            return None
        return 100 * self.nombres.get(une, 0) // self.offertes


def lire_l_occupation(debut: date, fin: date, *, aujourdhui: date) -> list[Occupation]:
    """Three queries. A closed créneau offers nothing."""
    offertes: dict[int, int] = dict(
        Creneau.objects.filter(jour__range=(debut, fin), places__ouvert=True)
        .order_by()
        .values_list("activite")
        .annotate(en_tout=Sum("places__capacite"))
    )
    lues = (
        Reservation.objects.filter(creneau__jour__range=(debut, fin))
        .order_by()
        .values_list("creneau__activite")
        .annotate(
            **{une.name: Count("pk", filter=une.condition(aujourdhui) or None) for une in Figure}
        )
    )
    comptes = {activite: dict(zip(Figure, nombres, strict=True)) for activite, *nombres in lues}
    return [
        Occupation(activite, offertes.get(activite.pk, 0), comptes.get(activite.pk, {}))
        for activite in Activite.objects.filter(pk__in={*offertes, *comptes}).select_related(
            "structure"
        )
    ]


def enfants_d_une_figure(
    activite: Activite, debut: date, fin: date, figure: Figure, *, aujourdhui: date
) -> list[EnfantCompte]:
    """The children who have these places. One query."""
    siennes = Reservation.objects.filter(
        creneau__activite=activite, creneau__jour__range=(debut, fin)
    )
    return par_enfant(siennes.filter(figure.condition(aujourdhui)))
