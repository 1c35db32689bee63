"""Who is in the building now: the list to take out, and to call over on the pavement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from famille.models import Enfant, Utilisateur
from famille.regles.foyer import age_le
from reservations.models import Activite, Reservation, Structure
from reservations.planning.directions import reservations_de
from reservations.regles.accueil.passages import la_depuis

from .lecture import fin_attendue, lire_les_portes, portes_ouvertes


@dataclass(frozen=True)
class EnfantLa:
    """`fin`: when he is due to leave; `en_retard`: it is past."""

    enfant: Enfant
    age: int
    groupe: str
    depuis: datetime
    fin: datetime | None
    en_retard: bool


@dataclass(frozen=True)
class Batiment:
    """`activites`: (name, children there), the empty ones left out; `partis`: those who left."""

    activites: Sequence[tuple[str, Sequence[EnfantLa]]]
    partis: int

    @property
    def total(self) -> int:
        return sum(len(enfants) for _nom, enfants in self.activites)


def lire_le_batiment(structure: Structure, *, par: Utilisateur) -> Batiment:
    """Of today, among the lists of this centre that `par` reads; four queries."""
    maintenant = timezone.now()
    jour = timezone.localdate(maintenant)
    lues = (
        reservations_de(par)
        .filter(creneau__jour=jour, creneau__activite__structure=structure)
        .select_related("enfant", "creneau__activite")
        .prefetch_related("creneau__activite__groupes")
        .order_by("creneau__activite__nom", "enfant__nom", "enfant__prenom", "pk")
    )
    siennes: dict[tuple[Activite, int], list[Reservation]] = defaultdict(list)
    for reservation in lues:
        siennes[reservation.creneau.activite, reservation.enfant_id].append(reservation)
    portes = lire_les_portes(lues)
    la: dict[str, list[EnfantLa]] = defaultdict(list)
    partis = 0
    for (activite, _enfant), reservations in siennes.items():
        du_jour = [portes[une.pk] for une in reservations]
        passees = ((une.creneau.moment, portes[une.pk]) for une in reservations)
        depuis = la_depuis(portes_ouvertes(activite, passees, jour))
        partis += depuis is None and any(porte.depart for porte in du_jour)
        if depuis:
            fin = fin_attendue(activite, {une.creneau.moment for une in reservations}, jour)
            enfant = reservations[0].enfant
            age = age_le(jour, enfant.naissance)
            groupe = next(
                (g.nom for g in activite.groupes.all() if g.age_min <= age <= g.age_max), ""
            )
            en_retard = bool(fin and maintenant > fin)
            la[activite.nom].append(EnfantLa(enfant, age, groupe, depuis, fin, en_retard))
    return Batiment(list(la.items()), partis)
