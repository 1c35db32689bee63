"""A debt paid in several times, as it stands now: for its family, for the régie."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.urls import reverse

from famille.models import Echeancier, Facture, Foyer
from famille.regles.echeances import MINIMUM, EcheanceDue, partager, repartir_le_paye
from famille.regles.montants import ZERO
from famille.socle.dire import en_euros, en_lettres


@dataclass(frozen=True)
class EcheanceDite:
    due: EcheanceDue
    aujourdhui: date

    @property
    def jour(self) -> str:
        return en_lettres(self.due.jour)

    @property
    def montant(self) -> str:
        return en_euros(self.due.montant)

    @property
    def mot(self) -> str:
        if not self.due.reste:
            return "Payée"
        if self.due.en_retard(self.aujourdhui):
            return f"En retard, il reste {en_euros(self.due.reste)}"
        if self.due.reste < self.due.montant:
            return f"Il reste {en_euros(self.due.reste)}"
        return "À payer"

    @property
    def statut(self) -> str:
        """Which colour and drawing ({% pastille %})."""
        if not self.due.reste:
            return "validee"
        return "rejetee" if self.due.en_retard(self.aujourdhui) else "a-completer"


@dataclass(frozen=True)
class EcheancierLu:
    """`factures`: those that it covers, the oldest first."""

    echeancier: Echeancier
    factures: list[Facture]
    aujourdhui: date

    @property
    def reste_du(self) -> Decimal:
        return sum((max(facture.solde, ZERO) for facture in self.factures), ZERO)

    @property
    def dues(self) -> list[EcheanceDue]:
        echeances = [(une.jour, une.montant) for une in self.echeancier.echeances.all()]
        return repartir_le_paye(echeances, self.reste_du)

    @property
    def lignes(self) -> list[EcheanceDite]:
        return [EcheanceDite(due, self.aujourdhui) for due in self.dues]

    @property
    def prochaine(self) -> EcheanceDite | None:
        """The first one that is not wholly paid."""
        return next((ligne for ligne in self.lignes if ligne.due.reste > 0), None)

    @property
    def restantes(self) -> int:
        """How many are not wholly paid."""
        return sum(due.reste > 0 for due in self.dues)

    @property
    def en_retard(self) -> bool:
        return any(due.en_retard(self.aujourdhui) for due in self.dues)

    @property
    def a_payer(self) -> Decimal:
        """What the next payment asks: all that is late, else the next instalment."""
        retards = sum((due.reste for due in self.dues if due.en_retard(self.aujourdhui)), ZERO)
        return retards or (self.prochaine.due.reste if self.prochaine else ZERO)

    @property
    def parts(self) -> dict[int, Decimal]:
        """invoice (key) → what of it the next payment pays."""
        return partager(self.a_payer, [(une.pk, max(une.solde, ZERO)) for une in self.factures])

    @property
    def payable(self) -> bool:
        """Online, by the family."""
        return self.a_payer >= MINIMUM

    @property
    def lien(self) -> str:
        return reverse("famille:payer_echeance", args=[self.echeancier.pk])

    @property
    def demande(self) -> str:
        return en_euros(self.a_payer)

    @property
    def reste(self) -> str:
        return en_euros(self.reste_du)

    @property
    def total(self) -> str:
        return en_euros(self.echeancier.montant)


def lire_les_echeanciers(echeanciers: Iterable[Echeancier], aujourdhui: date) -> list[EcheancierLu]:
    """The same, in order: read `avec_tout`. No query."""
    return [
        EcheancierLu(un, sorted(un.factures.all(), key=lambda f: (f.emise_le, f.pk)), aujourdhui)
        for un in echeanciers
    ]


def en_cours(foyers: Iterable[Foyer | int], aujourdhui: date) -> list[EcheancierLu]:
    """The plans of these households. Three queries, one where there is none."""
    siens = Echeancier.objects.filter(foyer__in=foyers, etat=Echeancier.Etat.EN_COURS)
    lus = siens.select_related("foyer").prefetch_related("echeances", "factures")
    return lire_les_echeanciers(lus.order_by("cree_le", "pk"), aujourdhui)
