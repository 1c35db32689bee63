"""Of the account of who asks, and of nobody else."""

from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from famille.donnees import Tiroir
from famille.models import Alerte, AppareilAlerte, ChoixAlerte, Courriel, Notification


def _a_moi(
    modele: type[EmailAddress] | type[UserSession] | type[Authenticator] | type[SocialAccount],
    champ: str = "utilisateur",
) -> Callable[[Any], Any]:
    return lambda lecteur: modele.objects.filter(**{champ: lecteur.utilisateur})


DU_COMPTE = [
    Tiroir(
        "compte",
        "Votre compte",
        ("famille.Utilisateur",),
        lambda lecteur: [lecteur.utilisateur],
        ("email", "first_name", "last_name", "qualite", "service", "date_joined", "last_login"),
    ),
    Tiroir(
        "adresses-e-mail",
        "Vos adresses e-mail",
        ("account.EmailAddress",),
        _a_moi(EmailAddress, "user"),
        ("email", "verified", "primary"),
    ),
    Tiroir(
        "connexions",
        "Vos appareils connectés",
        ("usersessions.UserSession",),
        _a_moi(UserSession, "user"),
        (
            ("creee_le", "Depuis", lambda une, _l: une.created_at),
            ("vue_le", "Dernière activité", lambda une, _l: une.last_seen_at),
            ("ip", "Adresse IP", lambda une, _l: une.ip),
            ("appareil", "Appareil", lambda une, _l: une.user_agent),
        ),
    ),
    Tiroir(
        "deux-etapes",
        "Votre validation en deux étapes",
        ("mfa.Authenticator",),
        _a_moi(Authenticator, "user"),
        (
            ("genre", "Moyen", lambda un, _l: un.get_type_display()),
            ("le", "Depuis", lambda un, _l: un.created_at),
        ),
    ),
    Tiroir(
        "annuaire",
        "Votre lien avec l’annuaire de la collectivité",
        ("socialaccount.SocialAccount",),
        _a_moi(SocialAccount, "user"),
        (
            ("service", "Annuaire", lambda un, _l: un.provider),
            ("identifiant", "Identifiant", lambda un, _l: un.uid),
            ("depuis", "Depuis", lambda un, _l: un.date_joined),
            ("vu_le", "Dernière connexion", lambda un, _l: un.last_login),
        ),
    ),
    Tiroir(
        "notifications",
        "Vos notifications",
        ("famille.Notification",),
        lambda lecteur: Notification.objects.de(lecteur.utilisateur),
        ("titre", "le", "lu_le"),
    ),
    Tiroir(
        "choix-d-alertes",
        "Les alertes que vous avez demandées",
        ("famille.ChoixAlerte",),
        lambda lecteur: ChoixAlerte.objects.de(lecteur.utilisateur),
        ("sujet", "canal", "le"),
    ),
    Tiroir(
        "appareils-d-alertes",
        "Vos appareils qui reçoivent des alertes",
        ("famille.AppareilAlerte",),
        lambda lecteur: AppareilAlerte.objects.de(lecteur.utilisateur),
        ("nom", "cree_le", "vu_le"),
    ),
    Tiroir(
        "alertes",
        "Les alertes que le portail vous a envoyées",
        ("famille.Alerte",),
        lambda lecteur: Alerte.objects.de(lecteur.utilisateur),
        ("sujet", "canal", "texte", "etat", "cree_le", "envoyee_le"),
    ),
    Tiroir(
        "courriels",
        "Les e-mails que le portail vous a envoyés",
        ("famille.Courriel",),
        lambda lecteur: Courriel.objects.filter(destinataire__iexact=lecteur.utilisateur.email),
        (
            ("sujet", "Sujet", lambda un, _l: un.sujet),
            ("ecrit_le", "Écrit le", lambda un, _l: un.cree_le),
            ("envoye_le", "Envoyé le", lambda un, _l: un.envoye_le),
        ),
    ),
]
