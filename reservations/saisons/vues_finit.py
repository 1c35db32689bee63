"""The agents' list of what ends soon, with the file where to act."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.foyers.bureau import url_du_foyer
from famille.models import Foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import page
from reservations.bureau.droits import VOIR_LES_INSCRIPTIONS, exige

from .finit import HORIZON, FinProche
from .finit import ce_qui_finit as lire_ce_qui_finit

MONTREES = 50  # of each group, unless all of it is asked for


@dataclass(frozen=True)
class GroupeDeFins:
    """Those of one kind, the nearest first. `reste`: how many more there are than those shown."""

    titre: str
    ancre: str
    fins: list[FinProche]
    entier: bool

    @property
    def reste(self) -> int:
        return 0 if self.entier else max(0, len(self.fins) - MONTREES)

    def lignes(self) -> Iterable[tuple[FinProche, list[tuple[Foyer, str]]]]:
        """Each with its households and where they are."""
        for une in self.fins[: None if self.entier else MONTREES]:
            yield une, [(foyer, url_du_foyer(foyer)) for foyer in une.foyers]


@require_safe
@exige(VOIR_LES_INSCRIPTIONS)
def ce_qui_finit(request: RequeteConnectee) -> HttpResponse:
    jour = timezone.localdate()
    fins = lire_ce_qui_finit(jour)
    dits = (
        ("Trop grands pour leur activité", "ages", fins.trop_grands),
        ("Ceux qui partent", "departs", fins.partants),
        ("Inscriptions qui finissent avant l’été", "inscriptions", fins.inscriptions),
    )
    voulu = request.GET.get("tous")
    contexte = {
        "groupes": [
            GroupeDeFins(titre, ancre, siennes, ancre == voulu) for titre, ancre, siennes in dits
        ],
        "rien": fins.rien,
        "jours": HORIZON.days,
        "titre": "Ce qui finit",
    }
    return page(request, "reservations/saisons/finit.html", contexte)
