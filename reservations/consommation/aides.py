"""What payers pay of what a household used (`famille.models.argent.aides`): taken off each line,
so that what the parent reads, what is billed and what is compared are the same sums."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING

from django.db.models import Q

from famille.models import DroitPayeur, Facture, PartPayeur
from famille.socle.dire import en_euros, enumerer
from reservations.lecture.aides_dites import en_droit
from reservations.lecture.filtres import Mois
from reservations.lecture.payeurs import Payeurs, payeurs_de
from reservations.regles.prise_en_charge.partage import CENTIME, APartager, Montants, partager

from .lecture import mois_vecus

if TYPE_CHECKING:
    from .lignes import LigneConsommee

ZERO = Decimal("0.00")
UNE_SEMAINE = timedelta(weeks=1)  # a bloc may end after its month
REMONTE = 12  # months before, of which a ceiling may be spent and not billed yet
PERSONNE = 0  # of a line whose child is no more


type PartDuDroit = tuple[int, Montants]


@dataclass(frozen=True)
class PartDite:
    """What a right pays of a line: `qui`, its payer; `quoi`, the right."""

    droit: int
    qui: str
    quoi: str
    par_jour: Montants

    @property
    def montant(self) -> Decimal:
        return sum(self.par_jour.values(), ZERO)

    @property
    def dite(self) -> str:
        return f"{self.qui} ({self.quoi})"


class Droits:
    """Those of some households in a month, in the order in which they pay."""

    def __init__(self, lus: Iterable[DroitPayeur]) -> None:
        self.de: dict[int, list[DroitPayeur]] = defaultdict(list)
        for un in sorted(lus, key=lambda un: (un.payeur.rang, un.debut, un.pk)):
            self.de[un.foyer_id].append(un)
        self.noms = {un.pk: (un.payeur.nom, un.quoi) for siens in self.de.values() for un in siens}
        # household → source → (right, child, what it will pay), of what is not billed yet
        self.reserves: dict[int, dict[str, list[tuple[int, int, Montants]]]] = defaultdict(dict)

    def de_nouveau(self) -> "Droits":
        """The same rights, of which only what is billed is spent."""
        autres = Droits(un for siens in self.de.values() for un in siens)
        autres.connues, autres.tiers = self.connues, self.tiers
        return autres

    @property
    def foyers(self) -> list[int]:
        return sorted(self.de)

    @cached_property
    def connues(self) -> "tuple[_Connues, dict[str, set[int]]]":
        return _parts_connues(list(self.noms))

    @cached_property
    def tiers(self) -> Payeurs:
        return payeurs_de(self.foyers)

    @property
    def plafonnes(self) -> list[DroitPayeur]:
        """Those whose ceiling runs over months."""
        tous = (un for siens in self.de.values() for un in siens)
        return [un for un in tous if est_limite(un)]

    def plafonnes_avant(self, mois: Mois) -> tuple[list[int], list[Mois]]:
        """(households, months before this one) where a ceiling of theirs began to be spent: what
        is not billed of them yet is reserved. Twelve months back at most, those that were used:
        two queries where a ceiling runs."""
        longs = [un for un in self.plafonnes if un.debut < mois.debut]
        if not longs:
            return [], []
        premier = min(un.debut for un in longs)
        autour = [mois.decale(-ecart) for ecart in range(REMONTE, 0, -1)]
        foyers = sorted({un.foyer_id for un in longs})
        return foyers, mois_vecus(foyers, [un for un in autour if un.fin >= premier])

    def deduire(self, lignes: Sequence["LigneConsommee"]) -> list["LigneConsommee"]:
        """The same lines, each with what it leaves to the family. They are all those of a month of
        these households, since ceilings run over them; months come in order. Two queries, once."""
        for pk, groupe in groupby(lignes, key=attrgetter("quoi.foyer")):
            siennes = self.payables(groupe)
            parts = self.partager(pk, [self.a_partager(une) for une in siennes])
            for une in siennes:
                if une.quoi.source in parts:
                    self._retirer(une, parts[une.quoi.source])
        return list(lignes)

    def payables(self, lignes: Iterable["LigneConsommee"]) -> list["LigneConsommee"]:
        """Those that the household would pay: a placement pays its own days."""
        return [
            une
            for une in lignes
            if une.prix.montant and not self.tiers.du(une.quoi.enfant, une.quoi.foyer, une.jour)
        ]

    def partager(self, foyer: int, lignes: Sequence[APartager]) -> dict[str, list[PartDuDroit]]:
        """line → (right, what it pays day by day); what is not billed of them is then spent."""
        deja, sources = self.connues[0], {une.cle for une in lignes}
        ailleurs = [
            (droit, enfant, montants)
            for source, parts in deja.items()
            if source not in sources
            for droit, (enfant, montants) in parts.items()
        ]
        ailleurs += [une for siennes in self.reserves[foyer].values() for une in siennes]
        trouvees = partager(lignes, [en_droit(un) for un in self.de[foyer]], ailleurs)
        self.reserves[foyer] |= {
            une.cle: [(droit, une.enfant, jours) for droit, jours in trouvees[une.cle]]
            for une in lignes
            if une.cle in trouvees and une.cle not in deja
        }
        return trouvees

    def a_partager(self, ligne: "LigneConsommee") -> APartager:
        deja, refus = self.connues
        quoi, prix = ligne.quoi, ligne.prix
        siennes = deja.get(quoi.source, {})
        return APartager(
            cle=quoi.source,
            enfant=quoi.enfant,
            jours=sorted({creneau.jour for creneau in quoi.creneaux} or {ligne.jour}),
            montant=prix.montant or ZERO,
            absence=prix.dont_absence,
            service=ligne.activite.service,
            retard=ligne.retard,
            refuses=frozenset(refus.get(quoi.source, ())),
            deja={droit: montants for droit, (_enfant, montants) in siennes.items()},
        )

    def _retirer(self, ligne: "LigneConsommee", parts: list[PartDuDroit]) -> None:
        du = ligne.prix
        du.parts = tuple(PartDite(droit, *self.noms[droit], jours) for droit, jours in parts)
        prix = du.montant or ZERO
        reste = prix - du.aide
        du.montant, du.dont_absence = reste, min(du.dont_absence, reste)
        du.dont_repas = (du.dont_repas * reste / prix).quantize(CENTIME, ROUND_HALF_UP)
        payes = enumerer(f"{part.dite} {en_euros(part.montant)}" for part in du.parts)
        suite = f"il vous reste {en_euros(reste)}" if reste else "il ne vous reste rien à payer"
        ligne.raison.calcul = ligne.raison.calcul | {
            "aide": f"Prix de {en_euros(prix)}, dont payés par d’autres : {payes} ; {suite}.",
            "prix": str(prix),
            "parts": [
                {"qui": part.qui, "quoi": part.quoi, "montant": str(part.montant)}
                for part in du.parts
            ],
        }


def est_limite(droit: DroitPayeur) -> bool:
    """Whether a ceiling, of euros or of days, runs over its months."""
    return droit.plafond is not None or droit.jours is not None


def lire_les_droits(mois: Mois, foyers: Sequence[int], *, jusqua: Mois | None = None) -> Droits:
    """Those that may pay something of this month, or of those that follow up to `jusqua`. One
    query."""
    siens = DroitPayeur.objects.filter(
        Q(fin=None) | Q(fin__gte=mois.debut),
        foyer__in=foyers,
        debut__lte=(jusqua or mois).fin + UNE_SEMAINE,
    )
    return Droits(siens.select_related("payeur"))


def tenir_les_droits(foyers: Iterable[int]) -> None:
    """Until the end of the transaction, nobody else spends the ceilings of these households: asked
    before what is published is computed."""
    siens = DroitPayeur.objects.filter(foyer__in=list(foyers)).order_by("pk")
    list(siens.select_for_update(of=("self",)).values_list("pk"))


type _Connues = dict[str, dict[int, tuple[int, Montants]]]


def _parts_connues(droits: list[int]) -> tuple[_Connues, dict[str, set[int]]]:
    """source → right → (child, what it pays of a published line); source → rights whose payer has
    refused it, and whose part is the family's again."""
    connues: _Connues = defaultdict(dict)
    refus: dict[str, set[int]] = defaultdict(set)
    pour_la_famille = Q(refus_pour=PartPayeur.Pour.FAMILLE)
    lues = (
        PartPayeur.objects.publiees()
        .filter(droit__in=droits, ligne__facture__genre=Facture.Genre.FACTURE)
        .filter(Q(ligne__corrigee=False) | pour_la_famille)
    )
    champs = ("ligne__source", "droit", "ligne__enfant", "dates", "refus_pour")
    for source, droit, enfant, dates, refuse in lues.values_list(*champs):
        if refuse == PartPayeur.Pour.FAMILLE:
            refus[source].add(droit)
        else:
            montants = {date.fromisoformat(un): Decimal(du) for un, du in dates.items()}
            connues[source][droit] = enfant or PERSONNE, montants
    return connues, refus
