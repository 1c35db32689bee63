"""Who is in the building now: the list to take out, and to call over on the pavement."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from django.utils import timezone

from famille.models import Enfant, Utilisateur
from famille.regles.foyer import age_le
from famille.socle.dire import heure_dite
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
class EnClasse:
    """Who came for a morning that is over, and whose departure nobody noted: in class by the hour
    alone. `finie_a`: when that morning ended; `dehors_a`: when the school lets them go."""

    nom: str
    enfants: Sequence[EnfantLa]
    finie_a: str
    dehors_a: str


@dataclass(frozen=True)
class Batiment:
    """`activites`: (name, children there), the empty ones left out; `partis`: those who left;
    `en_classe`: apart, and in no count; `ecole_finie`: they have all left the school by now."""

    activites: Sequence[tuple[str, Sequence[EnfantLa]]]
    partis: int
    en_classe: Sequence[EnClasse] = ()
    ecole_finie: bool = False

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
    la: dict[Activite, list[EnfantLa]] = defaultdict(list)
    en_classe: dict[Activite, list[EnfantLa]] = defaultdict(list)
    partis = 0
    for (activite, _enfant), reservations in siennes.items():
        du_jour = [portes[une.pk] for une in reservations]
        passees = ((une.creneau.moment, portes[une.pk]) for une in reservations)
        depuis, sans_depart = (
            la_depuis(portes_ouvertes(activite, passees, jour)),
            la_depuis(du_jour),
        )
        partis += sans_depart is None and any(porte.depart for porte in du_jour)
        if depuis:
            la[activite].append(_enfant_la(reservations, depuis, maintenant))
        elif sans_depart:
            en_classe[activite].append(_enfant_la(reservations, sans_depart, maintenant))
    heure = timezone.localtime(maintenant).time()
    return Batiment(
        [(activite.nom, enfants) for activite, enfants in la.items()],
        partis,
        [
            EnClasse(activite.nom, enfants, _dite(activite.midi_a), _dite(activite.reprend_a))
            for activite, enfants in en_classe.items()
        ],
        all(activite.reprend_a and activite.reprend_a <= heure for activite in en_classe),
    )


def _dite(heure: time | None) -> str:
    return heure_dite(heure) if heure else ""


def _enfant_la(
    reservations: Sequence[Reservation], depuis: datetime, maintenant: datetime
) -> EnfantLa:
    premiere = reservations[0]
    activite, jour = premiere.creneau.activite, premiere.creneau.jour
    fin = fin_attendue(activite, {une.creneau.moment for une in reservations}, jour)
    age = age_le(jour, premiere.enfant.naissance)
    groupe = next((g.nom for g in activite.groupes.all() if g.age_min <= age <= g.age_max), "")
    return EnfantLa(premiere.enfant, age, groupe, depuis, fin, bool(fin and maintenant > fin))
