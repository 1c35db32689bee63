"""What an agent's screen reads, without the screen around it: whom a demande or a message may be
given to, a month of the fill screen, the first page of the invoices and the 500th.

The floor page stands for the machine. The design says milliseconds where that page takes two: 5
for the agents to choose among (0.4), 40 for the fill screen (0.05), 20 for the invoices (0.1).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from bench.outils.temps import Geste
from bench.pages.liste import Page

AGENTS_D_UNE_DEMANDE = "agents d’une demande, lus"
AGENTS_D_UN_MESSAGE = "agents d’un message, lus"
UN_MOIS_REMPLI = "remplissage d’un mois, lu"
FACTURES, FACTURES_500 = "factures, lues", "factures, page 500 lue"
LECTURES = (
    Page(AGENTS_D_UNE_DEMANDE, "agent", "", 1, 0.4, 0.4),
    Page(AGENTS_D_UN_MESSAGE, "agent", "", 1, 0.4, 0.4),
    Page(UN_MOIS_REMPLI, "agent", "", 7, 0.05, 0.05),
    Page(FACTURES, "agent", "", 4, 0.1, 0.1),
    Page(FACTURES_500, "agent", "", 4, 0.1, 0.1),
)


def gestes(
    agent: int, mois: tuple[date, date], plancher: Callable[[], object]
) -> dict[str, dict[str, Geste]]:
    """{reading: {"ms": Geste, "plancher_ms": Geste}}. `agent`: the key of who reads; `mois`: its
    first and last days; `plancher` reads the floor page."""
    from demarches.bureau.forms import INSTRUCTEURS
    from famille.messages.bureau.formulaires import REPONDANTS

    faits: dict[str, Callable[[], object]] = {
        AGENTS_D_UNE_DEMANDE: INSTRUCTEURS.lire,
        AGENTS_D_UN_MESSAGE: REPONDANTS.lire,
        UN_MOIS_REMPLI: lambda: _remplissage(*mois),
        FACTURES: _Factures(agent, "").lire,
        FACTURES_500: _Factures(agent, "p=500").lire,
    }
    return {
        nom: {"ms": Geste(faire), "plancher_ms": Geste(plancher)} for nom, faire in faits.items()
    }


def _remplissage(debut: date, fin: date) -> None:
    from reservations.models import Activite
    from reservations.planning.bureau.remplissage import lire_le_remplissage

    lu = lire_le_remplissage(Activite.objects.actives(), debut=debut, fin=fin, par_age=False)
    assert lu.jours, "no day of this month has a créneau"


class _Factures:
    """The list of the invoices, as its page reads it."""

    def __init__(self, agent: int, question: str) -> None:
        from django.test import RequestFactory

        from famille.models import Utilisateur

        self._agent = Utilisateur.objects.get(pk=agent)
        self._demande: Any = RequestFactory().get(f"/gestion/factures/?{question}")
        self._demande.user = self._agent

    def lire(self) -> None:
        from famille.factures.liste import ListeDesFactures
        from famille.listes.lecture import lire

        assert lire(ListeDesFactures(self._agent), self._demande).rangs
