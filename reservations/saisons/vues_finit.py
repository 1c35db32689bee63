"""The agents' list of what ends soon, with the file where to act."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from famille.foyers.bureau import url_du_foyer
from famille.socle.connectee import RequeteConnectee
from famille.socle.ecran import page
from reservations.bureau.droits import VOIR_LES_INSCRIPTIONS, exige

from .finit import HORIZON, partants, trop_grands


@require_safe
@exige(VOIR_LES_INSCRIPTIONS)
def ce_qui_finit(request: RequeteConnectee) -> HttpResponse:
    jour = timezone.localdate()
    groupes = (
        ("Trop grands pour leur activité", trop_grands(jour)),
        ("Qui partent", partants(jour)),
    )
    contexte = {
        "groupes": [
            (titre, [(une, [(foyer, url_du_foyer(foyer)) for foyer in une.foyers]) for une in fins])
            for titre, fins in groupes
        ],
        "rien": not any(fins for _titre, fins in groupes),
        "jours": HORIZON.days,
        "titre": "Ce qui finit",
    }
    return page(request, "reservations/saisons/finit.html", contexte)
