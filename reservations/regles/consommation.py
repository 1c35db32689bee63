"""Which bookings and counts are charged: one judge for the parent's month and for the invoice. No
Django, today is an argument (docs/comprendre/consommation.md)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import cached_property

from famille.socle.dire import centimes_en_euros, en_lettres, en_nombre
from famille.socle.ville import perimetre

from .juge import Moment, Unite, UniteComptee
from .reductions.calcul import ARRONDI, ARRONDI_APRES_PLUSIEURS
from .tarifs import TAUX, TRANCHES, Prix

Quotient = tuple[date, date | None, Decimal]


def calcul_de(prix: Prix, quotient: Quotient | None, *, tarif: str) -> dict:
    """How a price is made, in JSON's own types: its data, the quotient's days, and `phrases`, one
    for each rule applied."""
    debut, fin, _valeur = quotient or (None, None, None)
    return prix.donnees() | {
        "tarif": tarif,
        "mode": TRANCHES if prix.taux is None else TAUX,
        "quotient_du": debut and debut.isoformat(),
        "quotient_au": fin and fin.isoformat(),
        "phrases": list(_phrases(prix, quotient)),
    }


def _phrases(prix: Prix, quotient: Quotient | None) -> Iterator[str]:
    yield (
        f"Tarif en vigueur depuis le {en_lettres(prix.en_vigueur_le)} (délibération"
        f" {prix.deliberation})."
    )
    if prix.selon_quotient and quotient:
        debut, fin, valeur = quotient
        jusqua = f" au {en_lettres(fin)}" if fin else ""
        quand = f"du {en_lettres(debut)}{jusqua}" if fin else f"depuis le {en_lettres(debut)}"
        yield f"Quotient familial de {en_nombre(valeur)}, valable {quand} : {_regle(prix)}."
    elif prix.au_maximum:
        yield prix.avis_quotient
    if prix.hors_commune and prix.majoration:
        plus = en_nombre(prix.majoration)
        yield f"Tarif des familles hors {perimetre().du} : {plus} % de plus."
    elif prix.hors_commune:
        yield f"Tarif des familles hors {perimetre().du}."
    for dite in prix.reductions_dites:
        yield f"{dite[:1].upper()}{dite[1:]}."
    if prix.reductions:
        yield ARRONDI_APRES_PLUSIEURS if len(prix.reductions) > 1 else ARRONDI
    if prix.supplement:
        plus = centimes_en_euros(prix.supplement)
        yield f"Venue sans réservation : {plus} de supplément par unité."


def _regle(prix: Prix) -> str:
    """ "tranche de 600 à 800", "842 × 0,008", "842 × 0,008, ramené au plancher de 2,10 €"."""
    if prix.taux is not None:
        brut = f"{en_nombre(prix.quotient or Decimal(0))} × {en_nombre(prix.taux)}"
        return f"{brut}, ramené au {prix.borne}" if prix.borne else brut
    if prix.de is None and prix.jusqua is None:
        return f"{centimes_en_euros(prix.unitaire)} pour tous"
    if prix.jusqua is None:
        return f"tranche au-dessus de {en_nombre(prix.de or Decimal(0))}"
    return (
        f"tranche de {en_nombre(prix.de)} à {en_nombre(prix.jusqua)}"
        if prix.de
        else f"tranche jusqu’à {en_nombre(prix.jusqua)}"
    )


CENTIME, CENT = Decimal("0.01"), Decimal(100)


class Statut(StrEnum):
    """The state of a line. The first four are `Reservation.Presence`; the last: it is past, and
    nobody ticked it."""

    PREVU = "prevu"
    PRESENT = "present"
    ABSENT = "absent"
    ABSENT_JUSTIFIE = "absent-justifie"
    PAS_NOTEE = "pas-notee"


class Anomalie(StrEnum):
    """A reason for an agent to check a line before the invoice leaves."""

    PAS_NOTEE = "pas-notee"
    SANS_QUOTIENT = "sans-quotient"
    SANS_TARIF = "sans-tarif"
    PRIX_NUL = "prix-nul"
    SANS_RESERVATION = "sans-reservation"


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
    """The judgement of a bloc: `dus` of `sur` créneaux are charged, of which `absents` although the
    child was away. `facturable`: they can be charged today; else `motif` says why, in French.
    `a_venir`: not over, the price is an estimate; `pas_notee`: partly past, and not ticked."""

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
        """The sentence on what a partly excused bloc leaves to pay; "" for another."""
        return (
            f"Absence justifiée pour {self.sur - self.dus} sur {self.sur} : cette part n’est pas"
            " facturée." * self.partiel
        )


def juger(
    presences: Sequence[tuple[date, str]], *, aujourdhui: date, facturer_non_pointees: bool
) -> JourFacturable:
    """Judge one bloc by the (day, presence) of its créneaux. Only excused absences are free: the
    rest of a week is charged. A day to come is charged once it is over."""
    sur = len(presences)
    restent = [
        (jour, presence) for jour, presence in presences if presence != Statut.ABSENT_JUSTIFIE
    ]
    if not restent:
        return _excuse(sur)
    prevus = [jour for jour, presence in restent if presence == Statut.PREVU]
    a_venir = any(jour >= aujourdhui for jour in prevus)
    pas_notee = any(jour < aujourdhui for jour in prevus)
    statut = presence_du_jour({presence for _jour, presence in presences})
    statut = Statut.PAS_NOTEE if statut == Statut.PREVU and not a_venir else statut
    attend = pas_notee and not facturer_non_pointees
    motif = _PHRASES[Statut.PREVU] if a_venir else _ATTEND if attend else ""
    phrase = motif or _PHRASES[statut]
    absents = sum(presence == Statut.ABSENT for _jour, presence in restent)
    return JourFacturable(
        statut, not motif, len(restent), sur, motif, phrase, a_venir, pas_notee, absents
    )


def _excuse(sur: int) -> JourFacturable:
    phrase = _PHRASES[Statut.ABSENT_JUSTIFIE]
    return JourFacturable(Statut.ABSENT_JUSTIFIE, False, 0, sur, motif=phrase, phrase=phrase)


def presence_du_jour(presences: Collection[str]) -> Statut:
    """The presence of a day that counts once: the child came if he came for a part of it."""
    return next(statut for statut in _ORDRE if statut in presences)


@dataclass(frozen=True)
class JourCompte:
    """A child's day that is booked *and* counted, in counted units: `pris` (used); `attendus`
    (booked, nothing known yet); `manques` (booked and not used, charged as the grid says)."""

    jugement: JourFacturable
    pris: Decimal
    attendus: Decimal = Decimal(0)
    manques: Decimal = Decimal(0)

    @property
    def unites(self) -> Decimal:
        return self.pris + self.attendus + self.manques

    def quantite(self, part: Decimal) -> Decimal:
        """The units charged. `part`: the percent charged of what was booked and not used."""
        return self.pris + self.attendus + self.non_pris(part)

    def non_pris(self, part: Decimal) -> Decimal:
        """The units charged for what was not used, to the hundredth."""
        return (self.manques * part / CENT).quantize(CENTIME, rounding=ROUND_HALF_UP)

    def phrase(self, part: Decimal) -> str:
        """The sentence on what was not used; "" without any."""
        if not self.manques or (part == CENT and not self.pris):
            return ""  # the judgement's own sentence says it
        du = "n’est pas facturé" if not part else f"est facturé à {en_nombre(part)} % du prix"
        return f"Ce qui était réservé et n’a pas été pris {du}."


def juger_un_jour_compte(
    presences: Sequence[str],
    jour: date,
    compte: tuple[Decimal, str] | None,
    *,
    aujourdhui: date,
    facturer_non_pointees: bool,
) -> JourCompte:
    """`presences`: of the units booked that day; `compte`: the quantity that was counted, with its
    presence. Who came by the list or by the count came; an excused absence is free as long as the
    child did not come; what is counted needs no tick."""
    dites = Counter(presences)
    reserves, pris = Decimal(len(presences)), Decimal(dites[Statut.PRESENT])
    excuses, prevus = Decimal(dites[Statut.ABSENT_JUSTIFIE]), Decimal(dites[Statut.PREVU])
    if compte is not None:
        quantite, presence = compte
        prevus = Decimal(0)
        if presence == Statut.PRESENT:
            pris = max(pris, quantite)
        else:
            reserves = max(reserves, quantite)
            excuses = max(excuses, quantite) if presence == Statut.ABSENT_JUSTIFIE else excuses
    attendus = min(prevus, max(reserves - pris - excuses, Decimal(0)))
    manques = max(reserves - pris - excuses - attendus, Decimal(0))
    sur = max(len(presences), 1)
    if not pris + attendus + manques:
        return JourCompte(_excuse(sur), pris)
    a_venir = bool(attendus) and jour >= aujourdhui
    pas_notee = bool(attendus) and not a_venir
    des_attendus = Statut.PREVU if a_venir else Statut.PAS_NOTEE
    statut = Statut.PRESENT if pris else des_attendus if attendus else Statut.ABSENT
    attend = pas_notee and not facturer_non_pointees
    motif = _PHRASES[Statut.PREVU] if a_venir else _ATTEND if attend else ""
    dus = max(sur - int(excuses), 1)
    phrase = motif or _PHRASES[statut]
    jugement = JourFacturable(statut, not motif, dus, sur, motif, phrase, a_venir, pas_notee)
    return JourCompte(jugement, pris, attendus, manques)


def repartir_le_compte(
    quantite: Decimal, reserves: Mapping[int, int], foyer: int
) -> dict[int, Decimal]:
    """Share a count between households: to each what it booked (`reserves`: household → units), in
    the order of their keys; the surplus to the household whose day it was (`foyer`) if it booked,
    else to the first. A day that nobody booked goes wholly to `foyer`.

    >>> repartir_le_compte(Decimal(2), {1: 1, 2: 1}, 2)
    {1: Decimal('1'), 2: Decimal('1')}
    """
    if not reserves:
        return {foyer: quantite}
    parts, reste = {}, quantite
    for qui in sorted(reserves):
        parts[qui] = min(Decimal(reserves[qui]), reste)
        reste -= parts[qui]
    parts[foyer if foyer in parts else min(parts)] += reste
    return parts


@dataclass(frozen=True)
class Montant:
    """`quantite` × `prix_unitaire` = `montant`, to the cent."""

    quantite: Decimal
    unite: Unite | UniteComptee
    prix_unitaire: Decimal

    @cached_property
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
