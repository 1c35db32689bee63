"""The one door of every resource: who asks, whether he may, how often; and what is kept of it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security import HttpBearer

from famille.comptes.journal import noter
from famille.models import CleAPI
from famille.socle.allauth_interne import consume, parse_rates

from .cles import noter_l_appel, reconnaitre
from .portees import Portee
from .problemes import DOCUMENTES, sans_cle, sans_portee, trop

_CLE, _LIGNES = "cle_api", "lignes_api"  # on the request


class CleDuLogiciel(HttpBearer):
    """`auth=CleDuLogiciel(PORTEE)` of a resource: a key in force, that was given this."""

    def __init__(self, portee: Portee) -> None:
        super().__init__()
        self.portee = portee

    def __call__(self, request: HttpRequest) -> CleAPI | None:
        if not request.headers.get("Authorization", "").lower().startswith("bearer "):
            _refuser(request)
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, token: str) -> CleAPI:
        cle = reconnaitre(token.strip())
        if cle is None:
            _refuser(request)
        assert cle is not None
        setattr(request, _CLE, cle)
        _borner(request, "api", cle.prefixe)
        if self.portee.code not in cle.portees:
            raise sans_portee(self.portee.titre)
        return cle


def lire(
    routeur: Router, chemin: str, portee: Portee, *, reponse: Any, titre: str
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator of a resource: at `chemin`, for the keys that have `portee`. The first word of its
    path is its name in addresses, in the schema and in the journal."""
    nom = chemin.partition("/")[0]
    return routeur.get(
        chemin,
        auth=CleDuLogiciel(portee),
        response=reponse,
        url_name=nom,
        operation_id=nom,
        summary=titre,
        openapi_extra={"responses": DOCUMENTES},
    )


def _refuser(request: HttpRequest) -> None:
    """Whoever tries keys is slowed down, by where he comes from."""
    _borner(request, "api_refus")
    noter("cle inconnue")
    raise sans_cle()


def _borner(request: HttpRequest, action: str, cle: str | None = None) -> None:
    if consume(request, app="allauth.account", action=action, key=cle, limit_get=True) is None:
        limites = parse_rates(settings.ACCOUNT_RATE_LIMITS[action])
        raise trop(int(min(limite.duration for limite in limites)))


def peut_lire(request: HttpRequest, portee: Portee) -> bool:
    """Whether the key of this question was given this too."""
    return portee.code in getattr(request, _CLE).portees


def compter_les_lignes(request: HttpRequest, combien: int) -> None:
    setattr(request, _LIGNES, combien)


def tenir_le_journal(vue: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The answer of each resource, kept by no cache; what was asked with a key is kept here."""

    @wraps(vue)
    def _vue(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        reponse = vue(request, *args, **kwargs)
        reponse.headers["Cache-Control"] = "no-store"
        cle: CleAPI | None = getattr(request, _CLE, None)
        if cle is not None and request.resolver_match is not None:
            noter_l_appel(
                cle,
                request.resolver_match.url_name or "",
                statut=reponse.status_code,
                lignes=getattr(request, _LIGNES, 0),
            )
        return reponse

    return _vue
