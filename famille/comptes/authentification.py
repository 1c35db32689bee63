"""Who a session belongs to, read at each request with what the second factor depends on
(docs/comprendre/acces.md)."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Model

from famille.models import Utilisateur
from famille.socle.requetes import RequeteEcrite

from .connexion.qui_entre import comptes_de
from .droits import avec_du_personnel, permissions_de


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

    def _authenticate_by_email(self, email: str, password: str) -> Utilisateur | None:
        """allauth's, whose accounts come with what the sign-in asks of them."""
        essayes = (self._check_password(compte, password) for compte in comptes_de(email))
        return next((compte for compte in essayes if compte), None)

    def get_all_permissions(self, user_obj: Any, obj: Model | None = None) -> Any:
        """set[str], as Django's; a superuser's are not asked (`has_perm`)."""
        if user_obj.is_superuser or not user_obj.is_active or user_obj.is_anonymous or obj:
            return super().get_all_permissions(user_obj, obj)
        return permissions_de(user_obj)


# With what Wagtail asks of each agent's page: his language and his time.
_COMPTE = RequeteEcrite(
    lambda cle: avec_du_personnel(
        Utilisateur.objects.filter(pk=cle).select_related("wagtail_userprofile")
    )
)
