"""Who submits what: households one after the other, each client its own, and what each asks."""

import random
from collections.abc import Iterator

from bench.villes.ville import Menage, VilleDeBench

LIGNES = 20  # a submission
# households, the last ones, that have booked everything: the planner sees a town and no desert
SOCLE = 100
ETALEMENTS = 40  # different choices, when demand is spread


class Tirage:
    """`chaud`: everybody wants the same days. Otherwise each choice is twenty créneaux of them
    all."""

    def __init__(self, ville: VilleDeBench, *, chaud: bool):
        self.ville = ville
        self.cles = dict(ville.creneaux)
        pks = list(self.cles)
        hasard = random.Random(2026)
        self.choix = (
            [pks[:LIGNES]]
            if chaud
            else [sorted(hasard.sample(pks, LIGNES)) for _ in range(ETALEMENTS)]
        )

    def suite(self, clients: int, rang: int) -> Iterator[tuple[Menage, list[int]]]:
        """What the client of this rank submits, until there is no household left."""
        hasard = random.Random(rang)
        for tour in range(rang, len(self.ville.menages) - SOCLE, clients):
            yield self.ville.menages[tour], hasard.choice(self.choix)
