"""Who may decide."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from famille.socle.connectee import RequeteConnectee

INSTRUIRE = "demarches.instruire_demande"


def pour_instructeurs(vue: Callable[..., HttpResponseBase]) -> Any:
    """Refuse a view of the desk to whoever may not decide (PermissionDenied)."""

    @wraps(vue)
    def _vue(request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(INSTRUIRE):
            raise PermissionDenied
        return vue(request, *args, **kwargs)

    return _vue
