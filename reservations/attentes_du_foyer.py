"""The household's places in the queue, as the calendar shows them."""

from datetime import date

from .cases import EnAttente
from .file_attente import attentes_des, rangs_de
from .models import Attente


def lire_attentes(foyers, *, debut: date, fin: date) -> dict[tuple, EnAttente]:
    """(household, child, activity, bloc) → its place. One query; one more when somebody waits."""
    attentes = attentes_des(foyers, debut=debut, fin=fin)
    rangs = rangs_de(a for a in attentes.values() if a.etat == Attente.Etat.EN_ATTENTE)
    return {
        cle: EnAttente(str(attente.reference), rangs.get(attente.pk), attente.expire_le)
        for cle, attente in attentes.items()
    }
