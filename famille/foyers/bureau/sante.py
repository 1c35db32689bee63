"""A child's health record, for the agents who may read it (D10): each reading is told to each of
his homes."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.foyers import fiche_enfant
from famille.journal.modifications import noter_consultation
from famille.models import LIRE_LA_SANTE, Rattachement
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import de

from . import url
from .droits import MODIFIER, VOIR, exige
from .ecran import fil_du_foyer


@require_safe
@never_cache
@exige(VOIR)
@exige(LIRE_LA_SANTE)
def sante(request: RequeteConnectee, pk: int) -> HttpResponse:
    """`pk`: of the Rattachement, since the screen belongs to one household."""
    rattachement = get_object_or_404(Rattachement.objects.select_related("foyer", "enfant"), pk=pk)
    enfant = rattachement.enfant
    with transaction.atomic():
        for foyer in {rattachement.foyer, *enfant.residences()}:
            noter_consultation(
                foyer, f"fiche sanitaire {de(enfant.prenom)}", par=request.user, sante_de=enfant
            )
    contexte = {
        "enfant": enfant,
        "fiche": fiche_enfant.sante(enfant),
        "declarees": fiche_enfant.sante_declaree(enfant),
        "corriger": _corriger(request, rattachement),
        "breadcrumbs_items": fil_du_foyer(rattachement.foyer),
    }
    return render(request, "famille/foyers/bureau/sante.html", contexte)


def _corriger(request: RequeteConnectee, rattachement: Rattachement) -> str:
    """Where this agent writes it; "" for a child who has left this household, or without the
    right."""
    if rattachement.est_fini or not request.user.has_perm(MODIFIER):
        return ""
    return url("tenir_la_sante", rattachement.foyer_id, rattachement.enfant_id)
