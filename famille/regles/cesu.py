"""What a CESU may pay of an invoice: childcare, line by line, and no meal.

Crèche, halte-garderie and garderie; a leisure centre for children under six on the day (code du
travail, art. L1271-1). Never a meal, nor the share of a day that pays one.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from famille.models import Facture, LigneFacture, Paiement, PartPaiement, Service

from .foyer import age_le

AGE_LIMITE = 6
ZERO = Decimal("0.00")
TOUJOURS = {Service.CRECHE, Service.HALTE_GARDERIE, Service.GARDERIE}


def est_payable(service: str, *, jour: date, naissance: date | None) -> bool:
    """Whether a day of this service is childcare for a CESU. An age that is not known is not under
    six."""
    if service in TOUJOURS:
        return True
    if service != Service.ACCUEILS_DE_LOISIRS or naissance is None:
        return False
    return age_le(jour, naissance) < AGE_LIMITE


def payable_en_cesu(factures: Sequence[Facture]) -> dict[int, Decimal]:
    """invoice (key) → what a CESU may still pay of it, in euros: its childcare that is not
    corrected, less what CESU have paid already, and no more than what is owed. Two queries."""
    gardes: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lignes = LigneFacture.objects.filter(
        facture__in=factures, corrigee=False, nature=LigneFacture.Nature.GARDE
    )
    champs = ("facture", "service", "jour", "enfant__naissance", "montant", "dont_repas")
    for facture, service, jour, naissance, montant, repas in lignes.values_list(*champs):
        if est_payable(service, jour=jour, naissance=naissance):
            gardes[facture] += montant - repas
    parts = PartPaiement.objects.filter(
        facture__in=factures, paiement__moyen=Paiement.Moyen.CESU, paiement__etat=Paiement.Etat.PAYE
    )
    for facture, montant in parts.values_list("facture", "montant"):
        gardes[facture] -= montant
    return {facture.pk: max(min(gardes[facture.pk], facture.solde), ZERO) for facture in factures}
