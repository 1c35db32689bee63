"""What other software may be told of: each room says its own facts."""

from dataclasses import dataclass

from famille.socle.offres import offres


@dataclass(frozen=True)
class FaitAnnonce:
    """`code`: as programs know it ("facture.publiee"); `titre`: as an administrator reads it."""

    code: str
    titre: str


def faits() -> dict[str, FaitAnnonce]:
    """code → FaitAnnonce, of all the rooms."""
    return {fait.code: fait for offre in reversed(offres()) for fait in offre.faits}


PAIEMENT_RECU = FaitAnnonce("paiement.recu", "Un paiement est reçu")
PAIEMENT_ANNULE = FaitAnnonce(
    "paiement.annule", "Un paiement reçu ne compte plus : rejeté ou annulé"
)
FACTURE_PUBLIEE = FaitAnnonce("facture.publiee", "Une facture ou un avoir est publié")
DES_FAMILLES = (FACTURE_PUBLIEE, PAIEMENT_RECU, PAIEMENT_ANNULE)
