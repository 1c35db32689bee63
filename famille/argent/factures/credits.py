"""What a household has too much pays its next invoice (docs/comprendre/facturation.md)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from famille.models import Facture, Foyer, Imputation, Utilisateur
from famille.socle.dire import en_euros


@dataclass(frozen=True)
class CreditDeduit:
    """One line of what an invoice comes to. `retire`: it is taken off this invoice, where a credit
    was deducted; else it is what this one gave to another."""

    autre: Facture
    montant: Decimal
    retire: bool

    @property
    def dit(self) -> str:
        """As it moves what is owed: "− 24,84 €" where it is deducted."""
        return en_euros(-self.montant if self.retire else self.montant)


def credits_deduits(facture: Facture) -> list[CreditDeduit]:
    """What credits paid of this invoice, and its own deducted from others. One query."""
    siennes = Imputation.objects.filter(Q(de=facture) | Q(vers=facture))
    return [
        CreditDeduit(une.de, une.montant, retire=True)
        if une.vers_id == facture.pk
        else CreditDeduit(une.vers, une.montant, retire=False)
        for une in siennes.select_related("de", "vers")
    ]


@transaction.atomic
def imputer_les_credits(factures: Sequence[Facture], *, par: Utilisateur | None) -> None:
    """Pay these invoices, in order, by their households' credits, the oldest first. `factures`:
    just published; their `regle` follows. Two queries when nobody has a credit."""
    if not factures:
        return
    siens = _credits({facture.foyer_id for facture in factures})
    imputations = []
    for facture in factures:
        for credit in siens[facture.foyer_id, facture.payeur_id]:
            montant = min(-credit.solde, facture.solde)
            if montant > 0:
                credit.regle -= montant
                facture.regle += montant
                imputations.append(Imputation(de=credit, vers=facture, montant=montant, par=par))
    Imputation.objects.bulk_create(imputations)
    for une in imputations:
        Facture.objects.filter(pk=une.de_id).regler(-une.montant)
        Facture.objects.filter(pk=une.vers_id).regler(une.montant)


def _credits(foyers: Iterable[int]) -> dict[tuple[int, int | None], list[Facture]]:
    """(household, who pays in its place) → its invoices that have too much, the oldest first, held:
    what one has paid is not deducted from what another owes."""
    siens: dict[tuple[int, int | None], list[Facture]] = defaultdict(list)
    trop_percues = Facture.objects.trop_percues().filter(foyer__in=foyers)
    for facture in trop_percues.order_by("pk").select_for_update():
        siens[facture.foyer_id, facture.payeur_id].append(facture)
    return siens


def imputations_de(foyer: Foyer, annee: int) -> QuerySet[Imputation, Any]:
    """What credits paid in this year of this household's invoices. Those that another software had
    received are not told: when they were paid is not known here."""
    siennes = Imputation.objects.filter(vers__foyer=foyer, vers__payeur=None, le__year=annee)
    return siennes.filter(de__repris_de="")
