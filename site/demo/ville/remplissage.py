"""How the town is filled once it is open: by a job, of which each lot (demo.ville.fabrique) is done
once whoever is killed meanwhile."""

from typing import Any

from famille.models import Travail, Utilisateur
from famille.travaux.actions import lancer

GENRE = "ville-de-demonstration"
REMPLIE = "La ville de démonstration est remplie."
LOT = "lot"  # of the job's `parametres`: how many are done


def demander(ville: dict[str, Any], *, par: Utilisateur) -> Travail:
    """To the worker, before what nobody waits for. `ville`: of fabrique.Ville.en_donnees; `par`:
    the mark."""
    return lancer(GENRE, "Ville de démonstration", ville | {LOT: 0}, par=par)


def ce_qui_est_fait() -> int | None:
    """In hundredths; None: the town is full, or is not begun."""
    travail = Travail.objects.filter(genre=GENRE).first()
    if travail is None or travail.etat in (Travail.Etat.FINI, Travail.Etat.ECHEC):
        return None
    return 100 * travail.fait // max(travail.total, 1)
