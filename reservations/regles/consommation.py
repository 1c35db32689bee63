"""What is charged of what was booked or counted: one judge for the parent's month and the invoice.
No Django, today is an argument (docs/comprendre/consommation.md)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from .juge import Moment, Unite, UniteComptee

CENTIME = Decimal("0.01")


class Statut(StrEnum):
    """What a line counts for. The first four are `Reservation.Presence`; the last: over, and nobody
    ticked it."""

    PREVU = "prevu"
    PRESENT = "present"
    ABSENT = "absent"
    ABSENT_JUSTIFIE = "absent-justifie"
    PAS_NOTEE = "pas-notee"


class Anomalie(StrEnum):
    """What an agent should look at before an invoice goes."""

    PAS_NOTEE = "pas-notee"
    SANS_QUOTIENT = "sans-quotient"
    SANS_TARIF = "sans-tarif"
    PRIX_NUL = "prix-nul"


_ORDRE = (Statut.PRESENT, Statut.PREVU, Statut.ABSENT, Statut.ABSENT_JUSTIFIE)
_PHRASES = {
    Statut.PRESENT: "",
    Statut.ABSENT: (
        "Absence sans justificatif : une réservation qui n’est pas annulée à temps reste due."
    ),
    Statut.ABSENT_JUSTIFIE: "Absence justifiée : elle n’est pas facturée.",
    Statut.PREVU: "À venir : le prix est une estimation.",
    Statut.PAS_NOTEE: (
        "La présence n’a pas été notée : une réservation qui n’est pas annulée à temps reste due."
    ),
}
_ATTEND = "La présence n’est pas encore notée : rien n’est facturé avant qu’elle le soit."


@dataclass(frozen=True)
class JourFacturable:
    """`dus` of `sur` créneaux are charged, `absents` of those while the child was away.
    `facturable`: they can be, today; else `motif` says why, in French. `a_venir`: it is not over,
    its price is an estimate; `pas_notee`: over, in part at least, and not ticked."""

    statut: Statut
    facturable: bool
    dus: int
    sur: int
    motif: str = ""
    phrase: str = ""
    a_venir: bool = False
    pas_notee: bool = False
    absents: int = 0

    @property
    def partiel(self) -> bool:
        return 0 < self.dus < self.sur

    @property
    def partage(self) -> str:
        """What a partly excused bloc leaves to pay, "" for another."""
        return (
            f"Absence justifiée pour {self.sur - self.dus} sur {self.sur} : cette part n’est pas"
            " facturée." * self.partiel
        )


def juger(
    presences: Sequence[tuple[date, str]], *, aujourdhui: date, facturer_non_pointees: bool
) -> JourFacturable:
    """One bloc, as the (day, presence) of its créneaux. An excused absence is free, and only that:
    what is charged of a week is what is left of it. What is to come is charged once it is over."""
    sur = len(presences)
    restent = [
        (jour, presence) for jour, presence in presences if presence != Statut.ABSENT_JUSTIFIE
    ]
    if not restent:
        phrase = _PHRASES[Statut.ABSENT_JUSTIFIE]
        return JourFacturable(Statut.ABSENT_JUSTIFIE, False, 0, sur, motif=phrase, phrase=phrase)
    prevus = [jour for jour, presence in restent if presence == Statut.PREVU]
    a_venir = any(jour >= aujourdhui for jour in prevus)
    pas_notee = any(jour < aujourdhui for jour in prevus)
    statut = _statut({presence for _jour, presence in presences}, a_venir=a_venir)
    attend = pas_notee and not facturer_non_pointees
    motif = _PHRASES[Statut.PREVU] if a_venir else _ATTEND if attend else ""
    phrase = motif or _PHRASES[statut]
    absents = sum(presence == Statut.ABSENT for _jour, presence in restent)
    return JourFacturable(
        statut, not motif, len(restent), sur, motif, phrase, a_venir, pas_notee, absents
    )


def _statut(presences: set[str], *, a_venir: bool) -> Statut:
    """The child came as soon as he came for a part of it."""
    statut = next(statut for statut in _ORDRE if statut in presences)
    return Statut.PAS_NOTEE if statut == Statut.PREVU and not a_venir else statut


@dataclass(frozen=True)
class Montant:
    """`quantite` × `prix_unitaire` = `montant`, to the cent."""

    quantite: Decimal
    unite: Unite | UniteComptee
    prix_unitaire: Decimal

    @property
    def montant(self) -> Decimal:
        return (self.quantite * self.prix_unitaire).quantize(CENTIME, rounding=ROUND_HALF_UP)


def montant_du(
    unitaire: int,
    nombre: Decimal | int,
    unite: Unite | UniteComptee,
    jugement: JourFacturable,
    moment: Moment | None = None,
) -> Montant:
    """What is charged of `nombre` units at `unitaire` cents. Where a part is excused, as many units
    as are left when that is a whole number, else the price is shared among its créneaux, those of
    `moment`."""
    prix, nombre = Decimal(unitaire).scaleb(-2), Decimal(nombre)
    restant = nombre * jugement.dus / jugement.sur
    if not jugement.partiel or restant == int(restant):
        return Montant(restant, unite, prix)
    part = (prix * nombre / jugement.sur).quantize(CENTIME, rounding=ROUND_HALF_UP)
    return Montant(
        Decimal(jugement.dus),
        Unite.JOURNEE if moment == Moment.JOURNEE else Unite.DEMI_JOURNEE,
        part,
    )


def part_d_absence(montant: Decimal, jugement: JourFacturable) -> Decimal:
    """What of `montant`, in euros, is charged for an absence: no care was given for it."""
    if not jugement.absents:
        return Decimal("0.00")
    return (montant * jugement.absents / jugement.dus).quantize(CENTIME, rounding=ROUND_HALF_UP)


def part_du_repas(montant: Decimal, pourcent: Decimal) -> Decimal:
    """What of `montant`, in euros, pays a meal, by the share that the grid declares."""
    return (montant * pourcent / 100).quantize(CENTIME, rounding=ROUND_HALF_UP)
