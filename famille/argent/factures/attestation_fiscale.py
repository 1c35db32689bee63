"""What a household has paid in a year for the care of children under six, as its tax return asks.

Care only: neither meals, nor the share of a day that pays one, give a tax credit (code général des
impôts, art. 200 quater B); nor do days charged for an absence, unless the town has it otherwise
(ministerial answer 13-78406QE).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

from django.db.models import QuerySet

from famille.models import (
    Enfant,
    Facture,
    Foyer,
    LigneFacture,
    Paiement,
    PartPaiement,
    RecouvrementTresor,
    ReglageRegie,
    Utilisateur,
)
from famille.regles.montants import CENTIME, ZERO
from famille.socle.dire import en_euros

from .credits import imputations_de

AGE_LIMITE = 6  # under six on 1 January of the year


@dataclass(frozen=True)
class GardePayee:
    """One child's part, in euros."""

    enfant: Enfant
    paye: Decimal

    @property
    def montant(self) -> str:
        return en_euros(self.paye)


def annees_payees(foyers: Sequence[Foyer]) -> list[tuple[int, Foyer]]:
    """(year, household) in which something was paid, the latest first. One query."""
    par_cle = {foyer.pk: foyer for foyer in foyers}
    factures = Facture.objects.aux_familles().filter(foyer__in=par_cle)
    lues = _annees(Paiement.objects.aux_familles().filter(foyer__in=par_cle), factures)
    return [(annee, par_cle[foyer]) for annee, foyer in lues]


def annees_payees_par(utilisateur: Utilisateur) -> list[tuple[int, Foyer]]:
    """The same, of what this account may read: of a household that it has left too. Two queries."""
    lues = _annees(Paiement.objects.de(utilisateur), Facture.objects.de(utilisateur))
    par_cle = Foyer.objects.in_bulk({foyer for _annee, foyer in lues})
    return [(annee, par_cle[foyer]) for annee, foyer in lues]


def _annees(paiements: QuerySet[Paiement], factures: QuerySet[Facture]) -> list[tuple[int, int]]:
    """(year, household's key) of these payments, and of what the Trésor has collected."""
    payes = paiements.filter(etat=Paiement.Etat.PAYE).order_by()
    recouvres = RecouvrementTresor.objects.filter(facture__in=factures, annule_le=None).order_by()
    annees = payes.values_list("paye_le__year", "foyer").union(
        recouvres.values_list("encaisse_le__year", "facture__foyer")
    )
    return sorted(annees.order_by(), key=lambda une: (-une[0], une[1]))


def garde_payee(foyer: Foyer, annee: int, jusqu_au: date | None = None) -> list[GardePayee]:
    """Each child under six with what was paid in this year for his care, by age. `jusqu_au`: and by
    that day, the last of an adult in this household. Six queries.

    A payment, and what the Trésor public has collected, counts for each line of its invoice in
    proportion, and so does a credit deducted from it; what a credit note has taken off does not
    count.
    """
    parts = PartPaiement.objects.filter(
        paiement__foyer=foyer,
        paiement__etat=Paiement.Etat.PAYE,
        paiement__paye_le__year=annee,
        facture__payeur=None,
    )
    recouvres = RecouvrementTresor.objects.filter(
        facture__foyer=foyer, facture__payeur=None, annule_le=None, encaisse_le__year=annee
    )
    deduits = imputations_de(foyer, annee)
    if jusqu_au:
        parts = parts.filter(paiement__paye_le__date__lte=jusqu_au)
        recouvres = recouvres.filter(encaisse_le__lte=jusqu_au)
        deduits = deduits.filter(le__date__lte=jusqu_au)
    payes: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for facture, montant in chain(
        parts.values_list("facture", "montant"),
        recouvres.values_list("facture", "montant"),
        deduits.values_list("vers", "montant"),
    ):
        payes[facture] += montant
    gardes = _parts_de_garde(payes, absences=ReglageRegie.lire().attester_les_absences)
    enfants = Enfant.objects.filter(
        pk__in=gardes, naissance__gt=date(annee - AGE_LIMITE, 1, 1)
    ).order_by("naissance")
    return [
        GardePayee(enfant, gardes[enfant.pk].quantize(CENTIME, rounding=ROUND_HALF_UP))
        for enfant in enfants
        if gardes[enfant.pk]
    ]


def total(gardes: Iterable[GardePayee]) -> Decimal:
    return sum((garde.paye for garde in gardes), ZERO)


def garde_de(montant: Decimal, *, absence: Decimal, repas: Decimal) -> Decimal:
    """What of a line of care, in euros, was care: not `absence`, charged while the child was away,
    nor the meals of the rest. `repas`: of the whole line, so that the absence has its share of it.

    >>> garde_de(Decimal(20), absence=Decimal(10), repas=Decimal(5))
    Decimal('7.5')
    """
    return (montant - absence) * (montant - repas) / montant if montant else ZERO


def _parts_de_garde(payes: dict[int, Decimal], *, absences: bool) -> dict[int, Decimal]:
    """child → what was paid for his care; `payes`: invoice → euros; `absences`: they count too."""
    lignes = LigneFacture.objects.filter(facture__in=payes, corrigee=False)
    dus: dict[int, Decimal] = defaultdict(lambda: ZERO)
    bruts: dict[int, Decimal] = defaultdict(lambda: ZERO)  # before what an agent took off
    gardes: dict[tuple[int, int], Decimal] = defaultdict(lambda: ZERO)
    champs = ("facture", "enfant", "nature", "montant", "dont_absence", "dont_repas")
    for facture, enfant, nature, montant, absence, repas in lignes.values_list(*champs):
        dus[facture] += montant
        bruts[facture] += max(montant, ZERO)
        if enfant and nature == LigneFacture.Nature.GARDE:
            gardes[facture, enfant] += garde_de(
                montant, absence=ZERO if absences else absence, repas=repas
            )
    par_enfant: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for (facture, enfant), montant in gardes.items():
        if bruts[facture]:
            par_enfant[enfant] += min(payes[facture], dus[facture]) * montant / bruts[facture]
    return par_enfant
