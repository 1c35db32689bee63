"""Who eats on a day, and as what: the plates of the order, and those that are made by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q

from famille.models import Enfant, FicheSanitaire, SanteDeclaree, Service
from famille.models.sante import FICHE_ILLISIBLE
from famille.regles.foyer import age_le
from reservations.models import Activite, CommandeCuisine, Reservation
from reservations.presences.securite import lire_la_sante
from reservations.regles.accueil.cuisine import (
    A_PART,
    SANS_ECOLE,
    Plat,
    a_part,
    compter,
    par_ecole,
    regime_servi,
    tranche_d_age,
)

AUCUN = FicheSanitaire.Regime.AUCUN
# activities of which a kitchen may be told
OU_L_ON_MANGE = Q(service=Service.RESTAURATION) | ~Q(cuisine_courriel="")


@dataclass(frozen=True)
class Convive:
    """A child who is expected, and his plate."""

    reservation: Reservation
    plat: Plat
    fiche: FicheSanitaire | None
    declarees: Sequence[SanteDeclaree] = field(default_factory=list)

    @property
    def enfant(self) -> Enfant:
        return self.reservation.enfant

    @property
    def a_part(self) -> bool:
        return self.plat.regime in A_PART

    @cached_property
    def illisible(self) -> str:
        """That no key of this site reads his record, in a sentence; "" when one does."""
        return FICHE_ILLISIBLE if self.fiche and self.fiche.illisible else ""


def lire_les_convives(activite: Activite, jours: Sequence[date]) -> dict[date, list[Convive]]:
    """day → its guests, one a child, in the order of names. Four queries, whatever the number of
    days and children."""
    lues = (
        Reservation.objects.attendues()
        .filter(creneau__activite=activite, creneau__jour__in=jours)
        .select_related("enfant__ecole", "creneau")
        .order_by("enfant__nom", "enfant__prenom", "enfant_id", "creneau__moment")
    )
    fiches, declarees = lire_la_sante({reservation.enfant_id for reservation in lues})
    groupes = [(un.nom, un.age_min, un.age_max) for un in activite.groupes.all()]
    par_jour: dict[date, dict[int, Convive]] = {jour: {} for jour in jours}
    for une in lues:  # a child of both half-days eats once
        fiche, siennes = fiches.get(une.enfant_id), declarees[une.enfant_id]
        plat = _plat(une, fiche, siennes, groupes)
        par_jour[une.creneau.jour].setdefault(une.enfant_id, Convive(une, plat, fiche, siennes))
    return {jour: list(siens.values()) for jour, siens in par_jour.items()}


def _plat(
    reservation: Reservation,
    fiche: FicheSanitaire | None,
    declarees: Sequence[SanteDeclaree],
    groupes: Sequence[tuple[str, int, int]],
) -> Plat:
    """What a parent has just written counts at once, though nobody has checked it: a plate too
    careful is no harm."""
    enfant = reservation.enfant
    sources = [un for un in (*reversed(declarees), fiche) if un]
    lisibles = [un for un in sources if not un.illisible]
    regime = next((un for un in lisibles if un.regime and un.regime != AUCUN), None)
    return Plat(
        enfant.ecole.nom if enfant.ecole else SANS_ECOLE,
        tranche_d_age(age_le(reservation.creneau.jour, enfant.naissance), groupes),
        regime_servi(
            pai=any(un.pai for un in sources),
            allergie=any(un.a_table for un in lisibles),
            regime=regime.get_regime_display() if regime else "",
            illisible=len(lisibles) < len(sources),
        ),
    )


def dire_les_plats(plats: Mapping[Plat, int]) -> dict[str, Any]:
    """What a screen and a mail tell of an order."""
    return {"ecoles": par_ecole(plats), "a_part": a_part(plats), "total": sum(plats.values())}


def compter_les_plats(convives: Sequence[Convive]) -> dict[Plat, int]:
    return compter(convive.plat for convive in convives)


def commandes_du(activite: Activite, jour: date) -> list[CommandeCuisine]:
    """The first, then its corrections."""
    return list(
        CommandeCuisine.objects.filter(activite=activite, jour=jour)
        .select_related("par")
        .order_by("rang")
    )
