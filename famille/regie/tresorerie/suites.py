"""What became of a titre that the Treasury has taken, in words."""

from decimal import Decimal

from famille.models import TitreTresor
from famille.socle.dire import en_euros

ZERO = Decimal("0.00")
AVEC_SA_SUITE = "lignes__creance__facture__recouvrements"  # to prefetch


def suites_du_titre(titre: TitreTresor) -> list[str]:
    """Collected, taken off, taken back by the régie and still to take off; []: nothing yet. No
    query, once `AVEC_SA_SUITE` is prefetched."""
    if titre.refuse_le or titre.origine_id:
        return []
    lignes = list(titre.lignes.all())
    creances = {ligne.creance_id: ligne.creance for ligne in lignes}.values()
    encaisse = sum(
        (
            recu.montant
            for creance in creances
            for recu in creance.facture.recouvrements.all()
            if recu.annule_le is None and recu.le >= titre.bordereau.cree_le
        ),
        ZERO,
    )
    annule = sum((ligne.annule for ligne in lignes), ZERO)
    dites = [f"{en_euros(encaisse)} encaissés"] if encaisse else []
    dites += [f"{en_euros(annule)} annulés"] if annule else []
    if any(une.reprise_le for une in creances) and titre.montant > encaisse + annule:
        dites.append("Repris par la régie : à annuler")
    return dites
