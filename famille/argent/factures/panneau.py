"""What is owed, on the dashboard (G4)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from famille.dossier.tableau_de_bord.panneaux import AFaire, Bouton, Panneau
from famille.models import Facture, Foyer
from famille.regles.montants import ZERO
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_euros
from famille.socle.requetes import RequeteEcrite

from .en_plusieurs_fois import en_cours
from .lecture import FactureDite, dire, paiement_en_ligne

EN_RETARD = "Une échéance de votre paiement en plusieurs fois est en retard."
LUES = 40  # of those that are owed; a household that owes more is told no sum


class PanneauDesFactures(Panneau):
    """One query: what is owed, the most pressing first; three more for whoever has a plan."""

    ordre = 20

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        lues = _DUES.lire(foyers=tuple(foyer.pk for foyer in foyers), maintenant=timezone.now())
        self.toutes = len(lues) <= LUES
        dues = dire(lues, timezone.localdate())
        self.au_tresor = [dite for dite in dues if dite.facture.au_tresor]
        self.dues = [dite for dite in dues if not dite.facture.au_tresor]
        self.payables = [dite for dite in self.dues if dite.payable]
        plans = {dite.facture.foyer_id for dite in self.dues if dite.facture.echeancier_id}
        self.plans = en_cours(plans, timezone.localdate()) if plans else []

    def a_faire(self) -> list[AFaire]:
        jour, geste = timezone.localdate(), "Voir et payer" if paiement_en_ligne() else "Voir"
        retards = [dite.facture for dite in self.payables if (dite.facture.echeance or jour) < jour]
        ailleurs = "" if paiement_en_ligne() else reverse("famille:factures")
        faire = [
            AFaire(EN_RETARD, ailleurs or plan.lien, geste) for plan in self.plans if plan.en_retard
        ]
        if not retards:
            return faire
        lien = _vers_le_paiement(self.payables)
        return [*faire, AFaire(_dire_les_retards(retards), lien, geste)]

    def boutons(self) -> list[Bouton]:
        """What is owed leads to the page before the bank; to the invoices, which say where to pay,
        when nothing is paid online or they are too many."""
        plan = next((un for un in self.plans if un.payable), None)
        lien, somme, quoi = reverse("famille:factures"), "", "mes factures"
        if self.toutes and self.payables:
            lien, somme, quoi = _vers_le_paiement(self.payables), _somme(self.payables), ""
        elif self.toutes and plan:
            lien, somme, quoi = plan.lien, plan.demande, "votre échéance"
        elif self.toutes:
            return [self._bouton_calme()]
        if paiement_en_ligne():
            return [Bouton(30, f"Payer {somme}".strip(), quoi, lien, "euro")]
        factures, dit = reverse("famille:factures"), f"{somme} à payer".strip()
        return [Bouton(30, "Factures", dit, factures, "euro")]

    def _bouton_calme(self) -> Bouton:
        dit = f"{_somme(self.dues)} en cours" if self.dues else "rien à payer"
        if self.au_tresor and not self.dues:
            dit = f"{_somme(self.au_tresor)} au Trésor public"
        return Bouton(30, "Factures", dit, reverse("famille:factures"), "euro", attend=False)


def _dire_les_retards(retards: list[Facture]) -> str:
    """A debit that the bank sent back is no lateness of the family's."""
    if len(retards) > 1:
        if all(facture.refus for facture in retards):
            return f"{len(retards)} factures restent à payer : leur prélèvement a été refusé."
        return f"{len(retards)} factures sont en retard de paiement."
    [facture] = retards
    if facture.refus:
        return f"Le prélèvement de la facture {facture.numero} a été refusé : elle reste à payer."
    return f"La facture {facture.numero} est en retard de paiement."


def _somme(dites: list[FactureDite]) -> str:
    return en_euros(sum((dite.facture.solde for dite in dites), ZERO))


def _vers_le_paiement(dites: list[FactureDite]) -> str:
    """The page before the bank; the invoices, for two households (D11) or nothing online."""
    if not paiement_en_ligne() or len({dite.facture.foyer_id for dite in dites}) > 1:
        return reverse("famille:factures")
    choix = urlencode([("facture", dite.facture.numero) for dite in dites])
    return f"{reverse('famille:payer')}?{choix}"


def _dire_les_dues(foyers: Any, maintenant: Any) -> QuerySet[Facture]:
    dues = Facture.objects.dues().aux_familles().filter(foyer__pk__in=foyers).avec_tenue(maintenant)
    return dues.order_by("echeance", "pk")[: LUES + 1]


_DUES = RequeteEcrite(_dire_les_dues)
