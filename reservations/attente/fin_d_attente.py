"""What a receipt says of the places in the queue that an event ends."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from famille.models import Foyer
from reservations.lecture import file_attente
from reservations.models import Attente, DemandeReservation, Evenement
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from reservations.moteur.jugement import Jugement, libelle_du_bloc
from reservations.regles.juge import Verdict

if TYPE_CHECKING:
    from reservations.lecture.lignes import LigneInscription
    from reservations.regles.blocs import Bloc


def accuse(evenement: Evenement, foyer: Foyer, maintenant: datetime) -> DemandeReservation:
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


def lignes_d_attente(attentes: list[Attente], motif: str) -> dict[Any, dict[str, Any]]:
    """{pk: line of the receipt}: a place in the queue that ends."""
    lus = file_attente.lire_blocs(attentes)
    return {
        attente.pk: _ligne_d_attente(attente, lus.get(attente.pk), motif) for attente in attentes
    }


def _ligne_d_attente(
    attente: Attente, lu: "tuple[LigneInscription, Bloc] | None", motif: str
) -> dict[str, Any]:
    nom = libelle_du_bloc(lu[1], attente.activite.service) if lu else attente.bloc
    ligne = LigneDemandee(attente.enfant_id, attente.activite_id, attente.bloc, Action.ANNULER)
    fait = Jugement(ligne, attente.enfant.prenom, attente.activite, None, Verdict(motif))
    return fait.en_json(acceptee=True, phrase=motif) | {
        "libelle": f"{nom}, liste d’attente",
        "debut": attente.debut.isoformat(),
    }
