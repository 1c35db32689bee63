"""The household's places in the queue, as the calendar shows them."""

from collections.abc import Iterable
from datetime import date

from reservations.lecture.file_attente import attentes_des, rangs_de
from reservations.models import Attente
from reservations.regles.cases import EnAttente

from .panier import Panier


def lire_attentes(paniers: Iterable[Panier], *, debut: date, fin: date) -> dict[tuple, EnAttente]:
    """(household, child, activity, bloc) → its place. No query for households that wait for
    nothing; else one, and one more when somebody is in a queue."""
    attendent = [panier.foyer for panier in paniers if panier.attend]
    attentes = attentes_des(attendent, debut=debut, fin=fin) if attendent else {}
    rangs = rangs_de(a for a in attentes.values() if a.etat == Attente.Etat.EN_ATTENTE)
    return {
        cle: EnAttente(str(attente.reference), rangs.get(attente.pk), attente.expire_le)
        for cle, attente in attentes.items()
    }
