"""What is owed, on the dashboard (G4)."""

from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, QuerySet, When
from django.urls import reverse
from django.utils import timezone

from famille.models import Facture, Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.requetes import RequeteEcrite
from famille.tableau_de_bord.panneaux import Panneau

from .lecture import dire

if TYPE_CHECKING:
    from famille.socle.requetes.ecrites import Parametre


DERNIERES = 3
LUES = 24  # those to pay before all others, however old


class PanneauDesFactures(Panneau):
    gabarit = "famille/factures/panneau.html"
    ordre = 40
    colonne = "etroite"

    def __init__(self) -> None:
        self.factures = []

    def contexte(self, request: RequeteConnectee, foyers: list[Foyer]) -> dict[str, Any] | None:
        """Those to pay, the most pressing first, else the last ones; None before the first invoice.
        One query."""
        self.factures = _FACTURES.lire(
            foyers=tuple(foyer.pk for foyer in foyers), maintenant=timezone.now()
        )
        if not self.factures:
            return None
        a_payer = sorted(self._a_payer(), key=lambda facture: facture.echeance)
        montrees = (a_payer or self.factures)[:DERNIERES]
        return {
            "factures": dire(montrees, timezone.localdate()),
            "du": en_euros(sum(facture.solde for facture in a_payer)) if a_payer else "",
        }

    def a_faire(self, request: RequeteConnectee, foyers: list[Foyer]) -> list[Any]:
        jour = timezone.localdate()
        retards = [
            facture
            for facture in self._a_payer()
            if facture.echeance < jour and not facture.mandat_id
        ]
        if not retards:
            return []
        texte = (
            f"La facture {retards[0].numero} est en retard de paiement."
            if len(retards) == 1
            else f"{len(retards)} factures sont en retard de paiement."
        )
        return [{"texte": texte, "lien": reverse("famille:factures"), "libelle": "Voir et payer"}]

    def _a_payer(self) -> list[Any]:
        return [facture for facture in self.factures if not facture.est_avoir and facture.solde > 0]


def _dire_les_factures(foyers: "list[Parametre]", maintenant: "Parametre") -> QuerySet[Facture]:
    publiees = Facture.objects.publiees().filter(foyer__pk__in=foyers).avec_tenue(maintenant)
    rien = Case(When(genre=Facture.Genre.FACTURE, total__gt=F("regle"), then=0), default=1)
    return publiees.order_by(rien, "-emise_le", "-pk")[:LUES]


_FACTURES = RequeteEcrite(_dire_les_factures)
