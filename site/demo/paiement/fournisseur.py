"""What the portal asks of a provider (famille.argent.paiement.fournisseur), answered in this
process."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.core.cache import cache
from django.http import QueryDict
from django.urls import reverse

from famille.argent.paiement.controles import verifier
from famille.argent.paiement.fournisseur import OrdreOuvert
from famille.regles.paiement import EtatReponse, Reponse
from famille.socle.dire import en_euros

GARDE = timedelta(days=400)  # as long as a demo town may be looked at
# The results, as PayFiP codes them: (what is said, state, means).
RESULTATS = {
    "P": ("Paiement par carte accepté", EtatReponse.PAYE, "carte"),
    "V": ("Paiement par prélèvement accepté", EtatReponse.PAYE, "prelevement"),
    "R": ("Carte refusée par la banque", EtatReponse.REFUSE, "carte"),
    "Z": ("Prélèvement refusé par la banque", EtatReponse.REFUSE, "prelevement"),
    "A": ("Paiement abandonné", EtatReponse.ABANDONNE, "carte"),
}


@dataclass
class Operation:
    """One payment opened, kept in the cache that all the processes share."""

    idop: str
    reference: str
    montant: str
    objet: str
    url_retour: str
    resultat: str = ""

    @classmethod
    def lue(cls, idop: str) -> Self | None:
        """None: never opened, or forgotten."""
        gardee = cache.get(f"demo:paiement:{idop}")
        return cls(**gardee) if gardee else None

    def garder(self) -> None:
        cache.set(f"demo:paiement:{self.idop}", asdict(self), GARDE.total_seconds())

    @property
    def euros(self) -> str:
        return en_euros(Decimal(self.montant))

    @property
    def est_payee(self) -> bool:
        return bool(self.resultat) and RESULTATS[self.resultat][1] is EtatReponse.PAYE


class PaiementDeDemonstration:
    """See Fournisseur. Refuses to be outside of the demo (RuntimeError)."""

    def __init__(self) -> None:
        if not settings.DEMO:
            raise RuntimeError("the demo's payments exist in the demo and in the tests only")

    @staticmethod
    def fautes(**options: Any) -> list[str]:
        """See Fournisseur."""
        return [f"L’option {nom} du paiement de démonstration n’existe pas." for nom in options]

    def verifier(self) -> str:
        """See Fournisseur."""
        return "Ville de démonstration, régie enfance"

    def demander(
        self,
        *,
        reference: str,
        montant: Decimal,
        courriel: str,
        objet: str,
        exercice: int,
        url_retour: str,
        url_notification: str,
    ) -> OrdreOuvert:
        """See Fournisseur."""
        verifier(reference, montant, exercice, url_retour, url_notification)
        operation = Operation(str(uuid4()), reference, str(montant), objet, url_retour)
        operation.garder()
        return OrdreOuvert(operation.idop, reverse("demo:paiement", args=[operation.idop]))

    def interroger(self, identifiant: str) -> Reponse:
        """See Fournisseur."""
        operation = Operation.lue(identifiant)
        if operation is None:
            return Reponse(EtatReponse.INCONNU, "P1")
        if not operation.resultat:
            return Reponse(EtatReponse.EN_COURS, "P5")
        _dit, etat, moyen = RESULTATS[operation.resultat]
        return Reponse(
            etat,
            operation.resultat,
            reference=operation.reference,
            montant=Decimal(operation.montant),
            moyen=moyen,
        )

    def identifiant_notifie(self, donnees: QueryDict) -> str:
        """See Fournisseur."""
        try:
            return str(UUID(donnees.get("idop", "")))
        except ValueError:
            return ""
