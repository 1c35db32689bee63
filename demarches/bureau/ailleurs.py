"""The desk elsewhere: a household's demandes on its page, and those found by number."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from demarches.instruction.acces import INSTRUIRE
from demarches.models import Demande
from famille.dossier.foyers.bureau.volets import DERNIERS, Fait, GesteOffert, Volet, combien
from famille.dossier.recherche.numeros import MAX, Numerote, Trouvaille
from famille.models import Utilisateur
from famille.socle.dire import compte
from famille.socle.saisie.nombre import Nombre

from . import PREFIXE, menu, urls_de

MONTREES = 30
Statut = Demande.Statut


class VoletDemandes(Volet):
    code, titre, ordre, permission = "demandes", "Demandes", 30, INSTRUIRE
    gabarit = "demarches/bureau/_du_foyer.html"

    @classmethod
    def comptes(cls, foyer: int, agent: Utilisateur) -> dict[str, Any]:
        """The number beside the menu."""
        return {menu.CLE: Nombre(menu.premieres_a_traiter().values("pk"))}

    def lire(self) -> None:
        """What a list shows: no answer is read."""
        demandes = Demande.objects.deposees().filter(foyer=self.foyer).select_related("enfant")
        self.demandes = list(
            demandes.sans_les_reponses().order_by("-deposee_le", "pk")[: MONTREES + 1]
        )

    def nombre(self) -> str:
        return combien(len(self.demandes), MONTREES)

    def en_cours(self) -> list[str]:
        nombres = {
            "demande à traiter": self._au_statut(Statut.EN_ATTENTE),
            "demande à compléter": self._au_statut(Statut.A_COMPLETER),
        }
        return [
            compte(nombre, mot, mot.replace("demande", "demandes"))
            for mot, nombre in nombres.items()
            if nombre
        ]

    def _au_statut(self, statut: str) -> int:
        return sum(demande.statut == statut for demande in self.demandes)

    def gestes(self) -> list[GesteOffert]:
        saisir = reverse(f"{PREFIXE}_modeladmin_saisir")
        return [GesteOffert(20, "Saisir une démarche", f"{saisir}?foyer={self.foyer.pk}")]

    def faits(self) -> list[Fait]:
        return [_fait(demande) for demande in self.demandes[:DERNIERS]]

    def contexte(self) -> dict[str, Any]:
        faits = [_fait(demande) for demande in self.demandes[:MONTREES]]
        liste = reverse(f"{PREFIXE}_modeladmin_index")
        return {"faits": faits, "liste": f"{liste}?etat=toutes&q={self.foyer.numero}"}


def _fait(demande: Demande) -> Fait:
    qui = f", {demande.enfant.prenom}" if demande.enfant else ""
    return Fait(
        timezone.localdate(demande.deposee_le),
        f"{demande.titre_court}{qui}",
        demande.statut_dit,
        demande.statut,
        urls_de(demande),
        demande.numero or "",
    )


class DemandesNumerotees(Numerote):
    titre = "Demandes"
    permission = INSTRUIRE
    prefixes = ("D",)
    chiffres = 5

    def trouver(self, numero: str) -> list[Trouvaille]:
        trouvees = Demande.objects.deposees().filter(numero__startswith=numero)
        return [
            Trouvaille(une.numero, f"{une.titre_court}, {une.foyer}", urls_de(une))
            for une in trouvees.select_related("foyer").order_by("-numero")[:MAX]
        ]
