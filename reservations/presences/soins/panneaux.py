"""What the register of care puts on the dashboard: that evening, and the day after."""

from typing import Any

from django.utils import timezone

from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.tableau_de_bord.panneaux import Panneau

from .lecture import soins_recents


class PanneauDesSoins(Panneau):
    """One query. Health: of the children that are open to the account only."""

    gabarit = "reservations/presences/soins/panneau.html"
    ordre = 5

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        self.soins = soins_recents(request.user, timezone.now())

    def carte(self) -> dict[str, Any] | None:
        return {"soins": self.soins} if self.soins else None
