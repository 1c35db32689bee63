"""Who a session belongs to, read at each request with what the second factor depends on
(docs/comprendre/acces.md)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from famille.models import Utilisateur
from famille.socle.requetes import RequeteEcrite

from .droits import permissions_de

_ENTRER = {"content_type__app_label": "wagtailadmin", "codename": "access_admin"}


class Authentification(AuthenticationBackend):
    """allauth's. The account comes with `du_personnel` (bool): whether it may enter the admin, as
    of this request.

    In the same query, so that a family's page costs no more, and a right given in any way (the
    accounts page, the groups page, a command on the server) asks for the second factor at once in
    the sessions already open.
    """

    def get_user(self, user_id: int) -> Utilisateur | None:
        comptes = _COMPTE.lire(cle=int(user_id))
        return comptes[0] if comptes and self.user_can_authenticate(comptes[0]) else None

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> Any:
        """set[str], as Django's; a superuser's are not asked (`has_perm`)."""
        if user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous or obj:
            return super().get_all_permissions(user_obj, obj)
        return permissions_de(user_obj)


def avec_du_personnel(comptes: QuerySet[Utilisateur]) -> QuerySet[Utilisateur]:
    """These accounts, each with `du_personnel`."""
    return comptes.annotate(du_personnel=Q(is_superuser=True) | Exists(_droit_d_entrer()))


def _droit_d_entrer() -> QuerySet[Permission]:
    """QuerySet of the permission, where the account of the outer query has it, by itself or by a
    group."""
    compte = OuterRef("pk")
    return Permission.objects.filter(Q(user=compte) | Q(group__user=compte), **_ENTRER)


# With what Wagtail asks of each agent's page: his language and his time.
_COMPTE = RequeteEcrite(
    lambda cle: avec_du_personnel(
        Utilisateur.objects.filter(pk=cle).select_related("wagtail_userprofile")
    )
)
