"""The two addresses of the directory: the way there, and the way back. 404 where the town has
none."""

from functools import partial
from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from famille.comptes.openid.parcours import accueillir_le_retour, partir

from .entree import reconnaitre
from .modele import CODE, AnnuaireDesAgents


def _annuaire() -> AnnuaireDesAgents:
    if CODE not in settings.OPENID:
        raise Http404
    return cast("AnnuaireDesAgents", settings.OPENID[CODE])


@login_not_required
@never_cache
@require_safe
def vers_l_annuaire(request: HttpRequest) -> HttpResponse:
    return partir(request, _annuaire())


@login_not_required
@never_cache
@require_safe
def retour_de_l_annuaire(request: HttpRequest) -> HttpResponse:
    annuaire = _annuaire()
    return accueillir_le_retour(request, annuaire, partial(reconnaitre, annuaire))
