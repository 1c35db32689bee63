"""A household's invoices and payments, on the agents' page of it."""

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from famille.dossier.foyers.bureau.droits import ENCAISSER, VOIR_LES_FACTURES
from famille.dossier.foyers.bureau.volets import (
    DERNIERS,
    Avis,
    Carte,
    Fait,
    GesteOffert,
    Volet,
    combien,
)
from famille.dossier.papiers import AEtablir
from famille.models import Facture, LigneARevoir, Paiement, Utilisateur
from famille.regles.montants import ZERO
from famille.socle.dire import compte, en_euros, en_lettres
from famille.socle.offres import lien_offert
from famille.socle.saisie.nombre import Nombre

from .aides.lecture import lire_les_aides
from .attestation_fiscale import annees_payees
from .lecture import FactureDite, dire

VOIR_LES_AIDES, NOTER_UNE_AIDE = "famille.view_droitpayeur", "famille.add_droitpayeur"
MONTREES = 24  # two years of them
FAUSSES = "ligne déjà facturée n’est plus juste", "lignes déjà facturées ne sont plus justes"


class VoletFactures(Volet):
    code, titre, ordre = "factures", "Factures et paiements", 40
    permission = VOIR_LES_FACTURES
    gabarit = "famille/factures/bureau/_du_foyer.html"

    @classmethod
    def comptes(cls, foyer: int, agent: Utilisateur) -> dict[str, Any]:
        fausses = LigneARevoir.objects.a_traiter().filter(ligne__facture__foyer=foyer)
        return {"lignes_a_revoir": Nombre(fausses.order_by().values("pk"))}

    def lire(self) -> None:
        """One query: what is owed may be older than what is shown."""
        publiees = self.foyer.factures.publiees()
        dernieres = publiees.order_by("-emise_le", "-pk")[: MONTREES + 1].values("pk")
        non_soldees = self.foyer.factures.aux_familles().non_soldees()
        lues = publiees.filter(Q(pk__in=dernieres) | Q(pk__in=non_soldees.values("pk")))
        lues = lues.avec_tenue().select_related("payeur").order_by("-emise_le", "-pk")
        dites = dire(lues, timezone.localdate())
        self.dites = dites[: MONTREES + 1]
        siennes = [dite for dite in dites if not (dite.facture.est_avoir or dite.facture.payeur_id)]
        dues = [dite for dite in siennes if dite.facture.solde > 0]
        self.credit = -_somme([dite for dite in siennes if dite.facture.solde < 0])
        self.au_tresor = [dite for dite in dues if dite.facture.au_tresor]
        self.dues = [dite for dite in dues if not dite.facture.au_tresor]

    def nombre(self) -> str:
        return combien(len(self.dites), MONTREES)

    def avis(self) -> list[Avis]:
        avis = []
        if a_revoir := self.compte("lignes_a_revoir"):
            siennes = reverse("factures:a_revoir", query={"q": self.foyer.numero})
            avis.append(Avis(f"{compte(a_revoir, *FAUSSES)}.", siennes, "Voir et régulariser"))
        if retards := [dite for dite in self.dues if dite.statut == "rejetee"]:
            quoi = compte(len(retards), "facture")
            avis.append(Avis(f"{quoi} en retard de paiement, {en_euros(_somme(retards))}."))
        return avis

    def cartes(self) -> list[Carte]:
        prelevees = [dite for dite in self.dues if dite.facture.se_preleve]
        lignes = [f"dont {en_euros(_somme(prelevees))} à prélever"] if prelevees else []
        echeances = [dite.facture.echeance for dite in self.dues if dite.payable]
        if prochaine := min(filter(None, echeances), default=None):
            lignes.append(f"à payer avant le {en_lettres(prochaine)}")
        if self.au_tresor:
            lignes.append(f"et {en_euros(_somme(self.au_tresor))} au Trésor public")
        if self.credit:
            lignes.append(f"{en_euros(self.credit)} d’avoir à déduire ou à rembourser")
        return [Carte(20, "Reste dû", en_euros(_somme(self.dues)), tuple(lignes))]

    def gestes(self) -> list[GesteOffert]:
        if not self.request.user.has_perm(ENCAISSER):
            return []
        return [GesteOffert(40, "Encaisser", reverse("regie:foyer", args=[self.foyer.pk]))]

    def faits(self) -> list[Fait]:
        return [*map(_facture, self.dites[:DERNIERS]), *self._paiements(DERNIERS)]

    def _aides(self) -> dict[str, Any]:
        """What payers pay of its invoices; nothing where the room of the payers is not offered."""
        if not self.request.user.has_perm(VOIR_LES_AIDES):
            return {}
        aides = lire_les_aides(self.foyer.droits_payeurs.all(), prevues=False)
        peut = self.request.user.has_perm(NOTER_UNE_AIDE)
        return {
            "aides": [(aide, lien_offert("droit_payeur", aide.droit.pk)) for aide in aides],
            "voit_les_aides": True,
            "noter_une_aide": lien_offert("droit_nouveau", self.foyer.pk) if peut else "",
        }

    def _paiements(self, nombre: int) -> list[Fait]:
        payes = self.foyer.paiements.payes().order_by("-paye_le", "-pk")
        return [self._paiement(un) for un in payes[:nombre]]

    def _paiement(self, paiement: Paiement) -> Fait:
        """Receipts are the régie's."""
        lien = self.request.user.has_perm(ENCAISSER) and paiement.numero_recu
        return Fait(
            timezone.localdate(paiement.paye_le),
            paiement.get_moyen_display(),
            "Encaissé",
            "validee",
            lien=reverse("regie:recu", args=[paiement.numero_recu]) if lien else "",
            numero=paiement.numero_recu or "",
            montant=en_euros(paiement.montant),
        )

    def papiers(self) -> list[AEtablir]:
        fiscales = [
            AEtablir(
                f"Attestation fiscale {annee}",
                reverse("factures:attestation_fiscale", args=[self.foyer.numero, annee]),
            )
            for annee, _foyer in annees_payees([self.foyer])
        ]
        publiees = self.foyer.factures.publiees().order_by("-emise_le", "-pk")
        return fiscales + [
            AEtablir(
                f"{facture.titre} {facture.numero}",
                reverse("factures:facture_papier", args=[facture.numero]),
                aide=f"{facture.objet}, {en_euros(facture.total)}",
            )
            for facture in publiees[:MONTREES]
        ]

    def contexte(self) -> dict[str, Any]:
        return {
            "dites": self.dites[:MONTREES],
            "paiements": self._paiements(MONTREES),
            **self._aides(),
        }


def _somme(dites: list[FactureDite]) -> Any:
    return sum((dite.facture.solde for dite in dites), ZERO)


def _facture(dite: FactureDite) -> Fait:
    facture: Facture = dite.facture
    return Fait(
        facture.emise_le or facture.mois,
        facture.objet,
        dite.mot,
        dite.statut,
        lien=reverse("factures:facture", args=[facture.numero]),
        numero=facture.numero or "",
        montant=dite.total,
    )
