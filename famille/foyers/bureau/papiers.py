"""The tab of the papers that an agent prints for a family, or sends to it by post: each room's
own."""

from typing import Any

from .droits import VOIR
from .volets import Volet, classes_de


class VoletPapiers(Volet):
    code, titre, ordre, permission = "papiers", "Papiers", 65, VOIR
    gabarit = "famille/foyers/bureau/papiers/_papiers.html"

    def contexte(self) -> dict[str, Any]:
        siens = classes_de(self.request.user)
        return {
            "papiers": [un for classe in siens for un in classe(self.request, self.foyer).papiers()]
        }
