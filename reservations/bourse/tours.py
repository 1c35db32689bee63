"""Whose turn it is to take a place given up: read of the queue as it stands now."""

from collections.abc import Collection
from datetime import datetime

from reservations.lecture.file_attente import rangs_de
from reservations.models import Attente, Cession, ReglageReservations
from reservations.regles.attente import Nuit, a_son_tour


def quand_vient_son_tour(cession: Cession, attentes: Collection[Attente]) -> dict[int, datetime]:
    """{wait (pk): from when it may take it}. Who stands alone at the head may at once."""
    reglage = ReglageReservations.load()
    nuit = Nuit(reglage.nuit_debut, reglage.nuit_fin)
    rangs = rangs_de(attentes)
    return {
        une.pk: a_son_tour(
            cession.le, rangs.get(une.pk, 1), heures=reglage.bourse_heures, nuit=nuit
        )
        for une in attentes
    }
