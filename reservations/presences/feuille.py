"""The sheet on paper: the children of a day by group, one line a child, one box a half-day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from famille.models import Enfant
from reservations.models import Activite, Creneau, Groupe, Reservation

from .liste import en_ligne
from .securite import Personne, Securite, lire_la_securite


@dataclass
class LigneDePapier:
    """A child; `cases`: for each créneau of the sheet (pk) his Reservation, or None where he is not
    booked.

    `personnes`: of the household that booked, of both when each booked a half-day."""

    enfant: Enfant
    age: int
    cases: dict[int, Reservation | None]
    securite: Securite | None
    personnes: list[Personne] = field(default_factory=list)

    @property
    def reservation(self) -> Reservation | None:
        """The first of them."""
        return next((une for une in self.cases.values() if une), None)


@dataclass(frozen=True)
class GroupeDePapier:
    nom: str
    lignes: Sequence[LigneDePapier]


@dataclass(frozen=True)
class Feuille:
    creneaux: Sequence[Creneau]
    groupes: Sequence[GroupeDePapier]
    reservations: Sequence[Reservation]


def lire_la_feuille(activite: Activite, jour: date, *, securite: bool) -> Feuille:
    """Two queries, four more with `securite` (whoever asks for it notes the reading)."""
    creneaux = Creneau.du_jour(activite, jour)
    reservations = list(
        Reservation.objects.filter(creneau__in=creneaux)
        .select_related("enfant")
        .order_by("enfant__nom", "enfant__prenom", "enfant_id", "creneau__moment")
    )
    faits = lire_la_securite(reservations, jour) if securite else {}
    groupes = list(activite.groupes.all())
    par_groupe: dict[Groupe | None, dict[int, LigneDePapier]] = {}
    for reservation in reservations:
        lue, fait = en_ligne(reservation, jour, groupes), faits.get(reservation.pk)
        nouvelle = LigneDePapier(
            reservation.enfant, lue.age, dict.fromkeys(creneau.pk for creneau in creneaux), fait
        )
        ligne = par_groupe.setdefault(lue.groupe, {}).setdefault(reservation.enfant_id, nouvelle)
        ligne.cases[reservation.creneau_id] = reservation
        ligne.personnes += [
            personne
            for personne in (fait.personnes if fait else [])
            if personne not in ligne.personnes
        ]
    ordre = [groupe for groupe in [*groupes, None] if groupe in par_groupe]
    titre_des_autres = "Sans groupe" if groupes else "Tous les enfants"
    feuillets = [
        GroupeDePapier(
            groupe.nom if groupe else titre_des_autres, list(par_groupe[groupe].values())
        )
        for groupe in ordre
    ]
    return Feuille(creneaux, feuillets, reservations)
