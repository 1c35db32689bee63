"""Serving the queue out of any request: what a writer could not lock, and the free places that
somebody waits for."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from reservations.lecture import file_attente
from reservations.moteur.reprises import rejouer
from reservations.moteur.verrou import ecriture, verrouiller

from .servir import a_proposer, servir_file


def servir_creneaux(creneaux: Iterable[int], *, maintenant: datetime | None = None) -> int:
    """Offer what is free on these créneaux (pks) and on those that go with them; how many offers.
    Safe to repeat."""
    voulus = set(creneaux)

    def essai():
        with ecriture():
            tenus = file_attente.a_verrouiller(voulus)
            verrouiller(tenus)
            return len(servir_file(tenus, maintenant=maintenant or timezone.now()))

    return rejouer(essai, quoi="servir")


def servir_ce_qui_reste(*, maintenant: datetime | None = None) -> int:
    """Offer the places that are free while somebody waits for them: a paper was given meanwhile,
    the night before the deadline is over, a task was lost. How many offers. Locks nothing while
    there is nothing to offer."""
    maintenant = maintenant or timezone.now()
    a_servir = a_proposer(
        file_attente.libres_attendus(timezone.localdate(maintenant)), maintenant=maintenant
    )
    return servir_creneaux(a_servir, maintenant=maintenant) if a_servir else 0
