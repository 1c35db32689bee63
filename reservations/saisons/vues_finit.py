"""The agents' list of what ends soon, with the file where to act."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.foyers.bureau import url_du_foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import page
from reservations.bureau.droits import VOIR_LES_INSCRIPTIONS, exige

from .finit import HORIZON
from .finit import ce_qui_finit as lire_ce_qui_finit


@require_safe
@exige(VOIR_LES_INSCRIPTIONS)
def ce_qui_finit(request: RequeteConnectee) -> HttpResponse:
    jour = timezone.localdate()
    fins = lire_ce_qui_finit(jour)
    groupes = (
        ("Trop grands pour leur activité", "ages", fins.trop_grands),
        ("Ceux qui partent", "departs", fins.partants),
        ("Inscriptions qui finissent avant l’été", "inscriptions", fins.inscriptions),
    )
    contexte = {
        "groupes": [
            (
                titre,
                ancre,
                [(une, [(foyer, url_du_foyer(foyer)) for foyer in une.foyers]) for une in siennes],
            )
            for titre, ancre, siennes in groupes
        ],
        "rien": fins.rien,
        "jours": HORIZON.days,
        "titre": "Ce qui finit",
    }
    return page(request, "reservations/saisons/finit.html", contexte)
