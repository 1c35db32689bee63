"""Who a session belongs to, read at each request with what the second factor depends on
(docs/comprendre/acces.md); who signs in, read with all that the steps of a sign-in ask of him."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.db.models import Model, OuterRef, QuerySet, Subquery

from famille.models import Utilisateur
from famille.socle.requetes import RequeteEcrite

from .adresse_en_attente import avec_adresse_en_attente
from .droits import avec_du_personnel, permissions_de
from .second_facteur.facteurs import avec_second_facteur


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


def comptes_de(adresse: str) -> list[Any]:
    """list[Utilisateur]: who has proved this address; without anybody, who has only given it. As
    allauth finds them, in one query whether there is an account or not."""
    lus = _COMPTES.lire(adresse=adresse.lower())
    return [un for un in lus if un.adresse_prouvee] or lus


def a_prouve(compte: Utilisateur, adresse: str) -> bool:
    """Whether this account was read by this address, which it has proved."""
    return getattr(compte, "adresse_prouvee", None) == adresse.lower()


def _chercher(adresse: Any) -> QuerySet[Utilisateur]:
    donnees = EmailAddress.objects.filter(email=adresse)
    siens = donnees.values("user").union(Utilisateur.objects.filter(email=adresse).values("pk"))
    prouvee = donnees.filter(user=OuterRef("pk"), verified=True).values("email")[:1]
    comptes = avec_du_personnel(Utilisateur.objects.filter(pk__in=siens))
    comptes = avec_adresse_en_attente(avec_second_facteur(comptes))
    return comptes.annotate(adresse_prouvee=Subquery(prouvee))


_COMPTES = RequeteEcrite(_chercher)


class AdresseProuvee(EmailVerificationStage):
    """allauth's, whose question nearly all answer by yes: it is written once for them."""

    def handle(self) -> tuple[Any, bool]:
        compte, adresse = self.login.user, self.login.email
        if not (compte and adresse):
            return super().handle()
        prouvees = EmailAddress.objects.filter(user=compte, email=adresse.lower(), verified=True)
        # asked of who comes otherwise than by his password
        if a_prouve(compte, adresse) or prouvees.exists():
            return None, True
        return super().handle()
