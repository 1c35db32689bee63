"""Who may see and change the households. modeladmin's `get_queryset` protects the list only: the
rules are here."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpResponse
from wagtail_modeladmin.helpers import PermissionHelper

from famille.models import Foyer, Utilisateur
from famille.socle.connectee import RequeteConnectee

VOIR_LES_MANDATS = "famille.view_mandatsepa"


VOIR = "famille.view_foyer"
MODIFIER = "famille.change_foyer"
CREER = "famille.add_foyer"
FUSIONNER = "famille.fusionner_foyer"
VOIR_LES_FACTURES = "famille.view_facture"
# the régie: the counter, the journal, what is to check, who is late
ENCAISSER = "famille.encaisser_paiement"


class DroitsDesFoyers(PermissionHelper):
    """Read, open, change, by permission; a household is never deleted by hand."""

    def user_can_list(self, user: Utilisateur) -> bool:
        return user.has_perm(VOIR)

    def user_can_inspect_obj(self, user: Utilisateur, obj: Model) -> bool:
        return user.has_perm(VOIR)

    def user_can_create(self, user: Utilisateur) -> bool:
        return user.has_perm(CREER)

    def user_can_edit_obj(self, user: Utilisateur, obj: Foyer) -> bool:
        return user.has_perm(MODIFIER)

    def user_can_delete_obj(self, user: Utilisateur, obj: Model) -> bool:
        return False


def exige(permission: str) -> Callable[[Any], Any]:
    """Refuse a screen to whoever lacks `permission` (PermissionDenied)."""

    def _decorer(vue: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(vue)
        def _vue(request: RequeteConnectee, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return vue(request, *args, **kwargs)

        return _vue

    return _decorer
