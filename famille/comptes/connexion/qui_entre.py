"""Loads the account of an address, and all that the steps of a sign-in ask of it, in one query."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from django.db.models import OuterRef, QuerySet, Subquery

from famille.comptes.adresse_en_attente import avec_adresse_en_attente
from famille.comptes.droits import avec_du_personnel
from famille.comptes.second_facteur.facteurs import avec_second_facteur
from famille.models import Utilisateur
from famille.socle.requetes import RequeteEcrite


def comptes_de(adresse: str) -> list[Any]:
    """list[Utilisateur]: who has proved this address; without anybody, who has only given it. As
    allauth finds them, in one query whether there is an account or not."""
    lus = _COMPTES.lire(adresse=adresse.lower())
    return [un for un in lus if un.adresse_prouvee] or lus


def a_prouve(compte: Utilisateur, adresse: str) -> bool:
    """Whether this account was read by this address, which it has proved."""
    return getattr(compte, "adresse_prouvee", None) == adresse.lower()


def _dire(adresse: Any) -> QuerySet[Utilisateur]:
    donnees = EmailAddress.objects.filter(email=adresse)
    siens = donnees.values("user").union(Utilisateur.objects.filter(email=adresse).values("pk"))
    prouvee = donnees.filter(user=OuterRef("pk"), verified=True).values("email")[:1]
    comptes = avec_du_personnel(Utilisateur.objects.filter(pk__in=siens))
    comptes = avec_adresse_en_attente(avec_second_facteur(comptes))
    return comptes.annotate(adresse_prouvee=Subquery(prouvee))


_COMPTES = RequeteEcrite(_dire)


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
