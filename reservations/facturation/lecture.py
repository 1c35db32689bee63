"""A billing run as agents read it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from famille.socle.dire import en_euros, en_heure, en_jour
from reservations.lecture.filtres import Mois
from reservations.models import CampagneFacturation

Etat = CampagneFacturation.Etat
SANS_FACTURE = "Aucune facture"


@dataclass(frozen=True)
class AnomalieLue:
    """`exemples`: [(household's key, sentence)], the first ones."""

    nombre: int
    libelle: str
    exemples: list[tuple[int, str]]

    @property
    def reste(self) -> int:
        return self.nombre - len(self.exemples)


@dataclass(frozen=True)
class CampagneLue:
    campagne: CampagneFacturation
    anomalies: list[AnomalieLue]

    @property
    def titre(self) -> str:
        return f"Factures {self.mois.complement}"

    @property
    def mois(self) -> Mois:
        return Mois.du(self.campagne.mois)

    @property
    def sans_facture(self) -> bool:
        """Computed, and nothing is to be checked nor published."""
        return self.a_verifier and not self.factures

    @property
    def retenue_jusqu_a(self) -> str:
        """ "10 h 12", while its publication may be taken back; "" for another."""
        jusqua = self.campagne.publiee_apres
        return en_heure(jusqua) if jusqua and self.campagne.etat == Etat.PUBLICATION else ""

    @property
    def etat(self) -> str:
        if self.retenue_jusqu_a:
            return f"Publication à {self.retenue_jusqu_a}"
        return SANS_FACTURE if self.sans_facture else str(self.campagne.get_etat_display())

    @property
    def code_etat(self) -> str:
        """Which colour: the states of a job."""
        return {Etat.PUBLIEE: "fini", Etat.ABANDONNEE: "echec"}.get(
            Etat(self.campagne.etat), "en-cours"
        )

    @property
    def factures(self) -> int:
        return self.campagne.bilan.get("factures", 0)

    @property
    def lignes(self) -> int:
        return self.campagne.bilan.get("lignes", 0)

    @property
    def total(self) -> str:
        return en_euros(self.montant)

    @property
    def montant(self) -> Decimal:
        return Decimal(self.campagne.bilan.get("total", 0))

    @property
    def preleve(self) -> str:
        """What mandates will collect, "" for nothing."""
        montant = Decimal(self.campagne.bilan.get("preleve", 0))
        return en_euros(montant) if montant else ""

    @property
    def deja(self) -> int:
        return self.campagne.bilan.get("deja", 0)

    @property
    def reportees(self) -> int:
        return self.campagne.bilan.get("reportees", 0)

    @property
    def modifiees(self) -> int:
        """How many drafts had changed between the check and the publication."""
        return len(self.campagne.modifiees)

    @property
    def au_travail(self) -> bool:
        en_marche = self.campagne.etat in (Etat.PREPARATION, Etat.PUBLICATION)
        return en_marche and not self.retenue_jusqu_a

    @property
    def a_verifier(self) -> bool:
        return self.campagne.etat == Etat.A_VERIFIER


def lire_campagne(campagne: CampagneFacturation) -> CampagneLue:
    return CampagneLue(campagne, [_anomalie(une) for une in campagne.bilan.get("anomalies", ())])


def _anomalie(donnees: dict) -> AnomalieLue:
    exemples = [
        (un["foyer"], f"{un['enfant']}, {en_jour(date.fromisoformat(un['jour']))}, {un['quoi']}")
        for un in donnees["exemples"]
    ]
    return AnomalieLue(donnees["nombre"], donnees["libelle"], exemples)
