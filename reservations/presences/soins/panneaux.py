"""What the register of care puts on the dashboard: that evening, and the day after."""

from typing import Any

from django.utils import timezone

from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.tableau_de_bord.panneaux import Panneau
from reservations.calendrier.choses_a_faire import choses_de
from reservations.models import Soin
from reservations.models.soins import RECENTS


class PanneauDesSoins(Panneau):
    """Health: of the children that are open to the account only. One query, where there is
    something to tell."""

    gabarit = "reservations/presences/soins/panneau.html"
    ordre = 5

    def lire(self, request: RequeteConnectee, foyers: list[Foyer]) -> None:
        maintenant = timezone.now()
        a_dire = choses_de(request, foyers, maintenant=maintenant).a_des_soins
        recents = Soin.objects.de(request.user).filter(le__gte=maintenant - RECENTS)
        self.soins = list(recents.select_related("enfant", "activite__structure")) if a_dire else []

    def carte(self) -> dict[str, Any] | None:
        return {"soins": self.soins} if self.soins else None
