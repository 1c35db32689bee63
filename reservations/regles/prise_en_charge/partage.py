"""What each payer pays of each line (docs/comprendre/facturation.md). No Django.

The price is first what the reductions leave. Then each payer in its turn pays a percentage of what
is left that day, up to its ceilings; the family pays the rest. To the cent: a line of several days
is first shared between them. What is billed already keeps what it has spent of the ceilings.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

CENTIME = Decimal("0.01")
CENT = Decimal(100)
ZERO = Decimal("0.00")
ORDRE = (
    "Les réductions d’abord ; puis les payeurs, dans l’ordre de leur liste, chacun sur ce qui reste"
    " à payer quand vient son tour ; l’autre parent en dernier ; la famille paie le reste."
)

type Montants = dict[date, Decimal]


@dataclass(frozen=True)
class Droit:
    """A right, as `DroitPayeur` says it. `enfant`: None, all; `services`: empty, all; None of a
    ceiling: there is none."""

    cle: int
    debut: date
    fin: date | None = None
    enfant: int | None = None
    pourcent: Decimal = CENT
    par_jour: Decimal | None = None
    plafond: Decimal | None = None
    jours: int | None = None
    services: frozenset[str] = frozenset()
    retards: bool = False
    absences: bool = False

    def vaut(self, ligne: "APartager") -> bool:
        """Whether it may pay something of this line, its days left aside."""
        return (
            self.enfant in (None, ligne.enfant)
            and (not self.services or ligne.service in self.services)
            and (self.retards or not ligne.retard)
            and self.cle not in ligne.refuses
        )

    def au(self, jour: date, fin: date | None = None) -> bool:
        """Whether it is in force that day, or on a day from then to `fin`."""
        return self.debut <= (fin or jour) and (self.fin is None or jour <= self.fin)


@dataclass(frozen=True)
class APartager:
    """A line to share, of days `jours` (at least one). `montant`: its price, in euros; `absence`:
    what of it is charged for an absence; `refuses`: rights (keys) whose payer has refused it.
    `deja`: right → what it pays of it already, on a published invoice."""

    cle: str
    enfant: int
    jours: Sequence[date]
    montant: Decimal
    absence: Decimal = ZERO
    service: str = ""
    retard: bool = False
    refuses: frozenset[int] = frozenset()
    deja: Mapping[int, Montants] = field(default_factory=dict)


@dataclass
class _Depense:
    """What a right has spent: (child, day) → euros."""

    droit: Droit
    faite: dict[tuple[int, date], Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def ajouter(self, enfant: int, montants: Montants, signe: int = 1) -> None:
        for jour, montant in montants.items():
            self.faite[enfant, jour] += signe * montant

    def possible(self, enfant: int, jour: date, voulu: Decimal) -> Decimal:
        """What it may pay of `voulu` for this child on this day."""
        droit, ce_jour = self.droit, self.faite.get((enfant, jour), ZERO)
        limites = [voulu]
        if droit.par_jour is not None:
            limites.append(droit.par_jour - ce_jour)
        if droit.plafond is not None:
            limites.append(droit.plafond - sum(self.faite.values(), ZERO))
        if droit.jours is not None and ce_jour <= 0:
            pris = sum(montant > 0 for montant in self.faite.values())
            limites.append(voulu if pris < droit.jours else ZERO)
        return max(min(limites), ZERO)


def repartir(montant: Decimal, jours: Sequence[date]) -> Montants:
    """The same sum, in whole cents, day by day: the first ones have the cents that are left."""
    centimes, reste = divmod(int(montant.scaleb(2)), len(jours))
    return {jour: Decimal(centimes + (rang < reste)).scaleb(-2) for rang, jour in enumerate(jours)}


def partager(
    lignes: Iterable[APartager],
    droits: Sequence[Droit],
    ailleurs: Iterable[tuple[int, int, Montants]] = (),
) -> dict[str, list[tuple[int, Montants]]]:
    """line → (right, what it pays, day by day), in order; nothing for a line that the family pays
    alone. `droits`: in the order in which they pay; `ailleurs`: (right, child, what it pays already
    of another line)."""
    depenses = {droit.cle: _Depense(droit) for droit in droits}
    for cle, enfant, montants in ailleurs:
        if cle in depenses:
            depenses[cle].ajouter(enfant, montants)
    toutes = sorted(lignes, key=lambda une: (not une.deja, min(une.jours), une.cle))
    for ligne in toutes:
        for cle, montants in ligne.deja.items():
            if cle in depenses:
                depenses[cle].ajouter(ligne.enfant, montants)
    trouves = ((ligne.cle, _parts(ligne, depenses)) for ligne in toutes if ligne.montant > 0)
    return {cle: parts for cle, parts in trouves if parts}


def _parts(ligne: APartager, depenses: Mapping[int, _Depense]) -> list[tuple[int, Montants]]:
    jours = sorted(set(ligne.jours))
    restes = repartir(ligne.montant, jours)
    absences = repartir(min(ligne.absence, ligne.montant), jours)
    presents = {jour: restes[jour] - absences[jour] for jour in jours}
    parts = []
    for cle, depense in depenses.items():
        if not depense.droit.vaut(ligne):
            continue
        deja = ligne.deja.get(cle, {})
        depense.ajouter(ligne.enfant, deja, -1)
        payes = _du_droit(depense, ligne, restes, presents)
        gardes = {
            jour: max(payes.get(jour, ZERO), deja.get(jour, ZERO)) for jour in {*payes, *deja}
        }
        depense.ajouter(ligne.enfant, gardes)
        if payes:
            parts.append((cle, payes))
    return parts


def _du_droit(
    depense: _Depense, ligne: APartager, restes: Montants, presents: Montants
) -> Montants:
    """What this right pays, taken off `restes` (what is left) and `presents` (of it, what is of no
    absence)."""
    droit, payes = depense.droit, {}
    for jour in restes:
        if not droit.au(jour):
            continue
        base = restes[jour] if droit.absences else min(restes[jour], presents[jour])
        voulu = (base * droit.pourcent / CENT).quantize(CENTIME, ROUND_HALF_UP)
        paye = depense.possible(ligne.enfant, jour, voulu)
        if paye:
            payes[jour] = paye
            restes[jour] -= paye
            presents[jour] = max(presents[jour] - paye, ZERO)
            depense.ajouter(ligne.enfant, {jour: paye})
    depense.ajouter(ligne.enfant, payes, -1)
    return payes
