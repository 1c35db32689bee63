"""From a family's address to the agents' page of the same thing: families send what they read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from famille.comptes.sessions.vie import est_du_personnel
from famille.socle.connectee import RequeteConnectee


def ou_chez_les_agents(
    miennes: Callable[..., Any], *, champ: str, droit: str, espace: str
) -> Callable[[Any], Any]:
    """Decorator of a family's view of one row, found by `numero`. An agent with `droit`, whose row
    it is not, is sent to the same address in `espace`, where reading leaves a trace; others get the
    view, so 404 for a neighbour's row. `miennes`: user → QuerySet; `champ`: holds `numero`."""

    def _decorer(vue: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(vue)
        def _vue(request: RequeteConnectee, numero: str, **options: Any) -> HttpResponse:
            # the first costs a family nothing
            agent = est_du_personnel(request) and request.user.has_perm(droit)
            trouvee = request.resolver_match
            if agent and trouvee and not miennes(request.user).filter(**{champ: numero}).exists():
                return redirect(f"{espace}:{trouvee.url_name}", numero)
            return vue(request, numero, **options)

        return _vue

    return _decorer
