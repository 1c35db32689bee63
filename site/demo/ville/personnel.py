"""The town's staff: one account a role, with a second factor whose secret is public, since this is
a demonstration."""

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from famille.comptes.second_facteur.facteurs import enroler_totp
from famille.models import Utilisateur

from .comptes import PERSONNEL


def creer_personnel(*, mot_de_passe: str) -> dict[str, Utilisateur]:
    """By e-mail. `mot_de_passe`: already hashed. An account that exists is taken as it is, but for
    its group."""
    comptes = {}
    for fiche in PERSONNEL:
        compte, nouveau = Utilisateur.objects.get_or_create(
            email=fiche["courriel"],
            defaults={
                "first_name": fiche["prenom"],
                "last_name": fiche["nom"],
                "password": mot_de_passe,
                "qualite": fiche["qualite"],
                "service": fiche["service"],
            },
        )
        compte.groups.add(
            *Group.objects.filter(name__in=[fiche["groupe"], *fiche.get("autres_groupes", [])])
        )
        if nouveau:
            EmailAddress.objects.create(
                user=compte, email=compte.email, primary=True, verified=True
            )
            enroler_totp(compte, fiche["secret"])
        comptes[compte.email] = compte
    return comptes
