"""What the kitchen must know of a day: heads by age group, diets, and apart those whose plate is
not that of the others."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from famille.models import Enfant
from reservations.models import Creneau, Reservation

from .feuille import Feuille, LigneDePapier


@dataclass(frozen=True)
class APart:
    """A child with a food allergy or a PAI, even just written, or whose record cannot be
    read; `groupe`: of his age."""

    enfant: Enfant
    groupe: str
    ligne: LigneDePapier


@dataclass(frozen=True)
class Cuisine:
    """`comptes`: (group, how many expected at each créneau); `totaux`: the same of all; `regimes`:
    (diet, how many of all the groups). Of health, nothing where the sheet was read without it."""

    creneaux: Sequence[Creneau]
    comptes: Sequence[tuple[str, list[int]]]
    totaux: list[int]
    regimes: Sequence[tuple[str, int]]
    a_part: Sequence[APart]
    sans_fiche: int

    @property
    def lignes(self) -> list[tuple[str, list[tuple[Creneau, int]]]]:
        """`comptes`, each number with its créneau: on a telephone no head stands above it."""
        return [(nom, self._par_creneau(nombres)) for nom, nombres in self.comptes]

    @property
    def tous(self) -> list[tuple[Creneau, int]]:
        return self._par_creneau(self.totaux)

    def _par_creneau(self, nombres: list[int]) -> list[tuple[Creneau, int]]:
        return list(zip(self.creneaux, nombres, strict=False))  # no group: no number


def lire_la_cuisine(feuille: Feuille) -> Cuisine:
    """Of a sheet already read, health included or not. Who is said absent, or whose absence the
    family has announced, is not counted."""
    comptes, regimes, a_part, sans_fiche = [], Counter[str](), [], 0
    for groupe in feuille.groupes:
        attendus = [ligne for ligne in groupe.lignes if any(map(_attendue, ligne.cases.values()))]
        par_creneau = [
            sum(_attendue(ligne.cases[creneau.pk]) for ligne in attendus)
            for creneau in feuille.creneaux
        ]
        comptes.append((groupe.nom, par_creneau))
        for ligne in attendus:
            fait = ligne.securite
            if fait is None:
                continue
            sans_fiche += fait.fiche is None
            if fait.regime:
                regimes[fait.regime] += 1
            if fait.a_part:
                a_part.append(APart(ligne.enfant, groupe.nom, ligne))
    totaux = [sum(colonne) for colonne in zip(*(un for _nom, un in comptes), strict=True)]
    return Cuisine(feuille.creneaux, comptes, totaux, regimes.most_common(), a_part, sans_fiche)


def _attendue(reservation: Reservation | None) -> bool:
    return bool(
        reservation
        and reservation.presence not in Reservation.ABSENTS
        and (reservation.absence_annoncee_le is None or reservation.presence == "present")
    )
