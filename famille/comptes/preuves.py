"""A proof of who one is, asked again before what a telephone found on a table must not do: read or
take away everything, change where money or calls go (docs/comprendre/acces.md)."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Vue = Callable[..., HttpResponseBase]


def a_prouve_depuis(request: HttpRequest, secondes: float) -> bool:
    """Whether a password, a code or a key was given in this session less than `secondes` ago, at
    sign-in too."""
    traces = get_authentication_records(request, request.user)
    return any(time.time() - trace.get("at", 0) < secondes for trace in traces)


FRAICHEUR = 5 * 60  # seconds during which a proof of identity need not be asked again


def exiger_une_preuve(request: HttpRequest, depuis: float | None = None) -> None:
    """Raises ReauthenticationRequired, by which allauth leads to the page that asks and back, when
    the last proof is older than `depuis` seconds: as old as an unused session may be, if nothing is
    said. A device that stays signed in is worth no more than another for what matters."""
    if not a_prouve_depuis(request, settings.SESSION_COOKIE_AGE if depuis is None else depuis):
        raise ReauthenticationRequired


def preuve_exigee(vue: Vue) -> Vue:
    """The view, behind `exiger_une_preuve`."""

    @wraps(vue)
    def _vue(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        exiger_une_preuve(request)
        return vue(request, *args, **kwargs)

    return _vue
