"""Who eats on a day, and as what: the plates of the order, and those that are made by name."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.db.models import Q

from famille.models import Enfant, FicheSanitaire, SanteDeclaree, Service
from famille.models.sante import FICHE_ILLISIBLE
from famille.regles.foyer import age_le
from reservations.models import Activite, CommandeCuisine, Reservation
from reservations.regles.accueil.cuisine import (
    A_PART,
    SANS_ECOLE,
    Changement,
    Plat,
    changements,
    compter,
    regime_servi,
    tranche_d_age,
)
from reservations.regles.calendrier import Calendrier

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
    """Of each of these days, one a child, in the order of names. Four queries, whatever the number
    of days and children."""
    lues = (
        Reservation.objects.attendues()
        .filter(creneau__activite=activite, creneau__jour__in=jours)
        .select_related("enfant__ecole", "creneau")
        .order_by("enfant__nom", "enfant__prenom", "enfant_id", "creneau__moment")
    )
    enfants = {reservation.enfant_id for reservation in lues}
    fiches = {fiche.enfant_id: fiche for fiche in FicheSanitaire.objects.filter(enfant__in=enfants)}
    declarees: dict[int, list[SanteDeclaree]] = defaultdict(list)
    for declaree in SanteDeclaree.objects.filter(enfant__in=enfants):
        declarees[declaree.enfant_id].append(declaree)
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


def compter_les_plats(convives: Sequence[Convive]) -> dict[Plat, int]:
    return compter(convive.plat for convive in convives)


def limite_de(activite: Activite, jour: date, calendrier: Calendrier) -> datetime:
    """When the order of `jour` leaves: once nothing more can be booked."""
    return activite.pour_reserver.limite(jour, calendrier)


def commandes_du(activite: Activite, jour: date) -> list[CommandeCuisine]:
    """The first, then its corrections."""
    return list(
        CommandeCuisine.objects.filter(activite=activite, jour=jour)
        .select_related("par")
        .order_by("rang")
    )


def changements_depuis(
    commandes: Sequence[CommandeCuisine], convives: Sequence[Convive]
) -> list[Changement]:
    """Since the last that was sent; nothing when none was, or it cannot be read."""
    if not commandes or commandes[-1].illisible:
        return []
    return changements(commandes[-1].plats, compter_les_plats(convives))
