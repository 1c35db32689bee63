"""What a receipt says of the places in the queue that an event ends."""

from reservations.lecture import file_attente
from reservations.models import DemandeReservation
from reservations.moteur.jugement import libelle


def accuse(evenement, foyer, maintenant):
    """The receipt of a household that only waited."""
    return DemandeReservation(
        cle=f"evenement-{evenement.pk}-{foyer.pk}-{maintenant:%Y%m%d%H%M%S%f}",
        foyer=foyer,
        par=evenement.par,
        canal=DemandeReservation.Canal.EVENEMENT,
        motif=evenement.motif,
        soumise_le=maintenant,
        lignes=[],
    )


def lignes_d_attente(attentes, motif):
    """{pk: line of the receipt}: a place in the queue that ends."""
    lus = file_attente.lire_blocs(attentes)
    return {
        attente.pk: _ligne_d_attente(attente, lus.get(attente.pk), motif) for attente in attentes
    }


def _ligne_d_attente(attente, lu, motif):
    nom = libelle(lu[1]) if lu else attente.bloc
    return {
        "enfant": attente.enfant_id,
        "prenom": attente.enfant.prenom,
        "activite": attente.activite_id,
        "activite_nom": str(attente.activite),
        "bloc": attente.bloc,
        "libelle": f"{nom}, liste d’attente",
        "action": "annuler",
        "resultat": "annule",
        "phrase": motif,
        "motif": "",
        "suite": "",
        "centimes": None,
        "debut": attente.debut.isoformat(),
    }
