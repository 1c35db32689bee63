"""What a CESU and holiday vouchers may pay of an invoice, line by line: the rest is refused.

CESU: crèche, halte-garderie and garderie; a leisure centre for children under six on the day (code
du travail, art. L1271-1). Never a meal, nor the share of a day that pays one. Chèques-vacances:
holidays and leisure activities, with their meals (code du tourisme, art. L411-2): leisure centres,
and neither school meals nor the care of children around school or in a crèche.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from famille.models import Facture, LigneFacture, Paiement, PartPaiement, Service
from famille.regles.foyer import age_le
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros

AGE_LIMITE = 6
Nature = LigneFacture.Nature
DE_LOISIRS = (Service.ACCUEILS_DE_LOISIRS,)
TOUJOURS = {Service.CRECHE, Service.HALTE_GARDERIE, Service.GARDERIE}


def est_payable(service: str, *, jour: date, naissance: date | None) -> bool:
    """Whether a day of this service is childcare for a CESU: an unknown age is not under six."""
    if service in TOUJOURS:
        return True
    if service != Service.ACCUEILS_DE_LOISIRS or naissance is None:
        return False
    return age_le(jour, naissance) < AGE_LIMITE


@dataclass
class _Lue:
    """`garde`: the childcare in euros; `refus`: what a CESU does not pay of it, in words."""

    garde: Decimal = ZERO
    refus: set[str] = field(default_factory=set)


def payable_par(moyen: str, factures: Sequence[Facture]) -> dict[int, Decimal] | None:
    """invoice (key) → what this means may still pay; None if it pays anything. Two queries."""
    if moyen == Paiement.Moyen.CESU:
        return payable_en_cesu(factures)
    if moyen == Paiement.Moyen.CHEQUE_VACANCES:
        loisirs: dict[int, Decimal] = defaultdict(lambda: ZERO)
        lignes = LigneFacture.objects.filter(
            facture__in=factures, corrigee=False, service__in=DE_LOISIRS, nature=Nature.GARDE
        )
        for facture, montant in lignes.values_list("facture", "montant"):
            loisirs[facture] += montant
        return _restent(loisirs, factures, Paiement.Moyen.CHEQUE_VACANCES)
    return None


def payable_en_cesu(factures: Sequence[Facture]) -> dict[int, Decimal]:
    """invoice (key) → what a CESU may still pay of it, in euros: its childcare that is not
    corrected, less what CESU have paid already, and no more than what is owed. Two queries."""
    lues = _lire(factures)
    gardes = {facture.pk: lues[facture.pk].garde for facture in factures}
    return _restent(gardes, factures, Paiement.Moyen.CESU)


def dire_le_cesu(facture: Facture) -> str:
    """What a CESU may still pay, and why not the rest; "" once nothing is owed. Two queries."""
    if facture.solde <= 0:
        return ""
    lues = _lire([facture])
    garde = {facture.pk: lues[facture.pk].garde}
    montant = _restent(garde, [facture], Paiement.Moyen.CESU)[facture.pk]
    refus = sorted(lues[facture.pk].refus)
    reste = f"il ne paie {'ni ' if len(refus) > 1 else 'pas '}{' ni '.join(refus)}"
    if montant == facture.solde:
        return "Un CESU peut payer toute cette facture, au guichet."
    if montant:
        suite = f" Pour le reste, {reste}." if refus else ""
        return f"Un CESU peut payer {en_euros(montant)} de cette facture, au guichet.{suite}"
    if refus:
        return f"Un CESU ne peut rien payer de cette facture : {reste}."
    return "Des CESU ont déjà payé tout ce qu’ils pouvaient de cette facture."


def _lire(factures: Sequence[Facture]) -> dict[int, _Lue]:
    lues: dict[int, _Lue] = defaultdict(_Lue)
    lignes = LigneFacture.objects.filter(facture__in=factures, corrigee=False)
    champs = ("facture", "nature", "service", "jour", "enfant__naissance", "montant", "dont_repas")
    for facture, nature, service, jour, naissance, montant, repas in lignes.values_list(*champs):
        lue = lues[facture]
        if repas or nature == Nature.REPAS or service == Service.RESTAURATION:
            lue.refus.add("les repas")
        if nature == Nature.REPAS or (nature == Nature.AUTRE and montant < 0):
            continue  # a discount is nothing to pay
        if nature == Nature.AUTRE:
            lue.refus.add("les frais qui ne sont pas de la garde")
        elif est_payable(service, jour=jour, naissance=naissance):
            lue.garde += montant - repas
        elif service == Service.ACCUEILS_DE_LOISIRS:
            lue.refus.add("l’accueil de loisirs à partir de six ans")
    return lues


def _restent(
    sommes: dict[int, Decimal], factures: Sequence[Facture], moyen: str
) -> dict[int, Decimal]:
    """These sums, less what this means has paid already, and no more than what is owed."""
    parts = PartPaiement.objects.filter(
        facture__in=factures, paiement__moyen=moyen, paiement__etat=Paiement.Etat.PAYE
    )
    for facture, montant in parts.values_list("facture", "montant"):
        sommes[facture] -= montant
    return {facture.pk: max(min(sommes[facture.pk], facture.solde), ZERO) for facture in factures}
