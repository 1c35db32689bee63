"""Of the account of who asks, and of nobody else."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession

from famille.models import Alerte, AppareilAlerte, ChoixAlerte, Courriel, Notification, Utilisateur

from .champs import a_lui, de_soi, tiroir

_d_allauth = de_soi(par="user")
DU_COMPTE = [
    tiroir(
        "compte",
        "Votre compte",
        Utilisateur,
        lambda _modele, lecteur: [lecteur.utilisateur],
        "email first_name last_name qualite service date_joined last_login",
    ),
    tiroir(
        "adresses-e-mail", "Vos adresses e-mail", EmailAddress, _d_allauth, "email verified primary"
    ),
    tiroir(
        "connexions",
        "Vos appareils connectés",
        UserSession,
        _d_allauth,
        ("creee_le", "Depuis", lambda une, _l: une.created_at),
        ("vue_le", "Dernière activité", lambda une, _l: une.last_seen_at),
        ("ip", "Adresse IP", lambda une, _l: une.ip),
        ("appareil", "Appareil", lambda une, _l: une.user_agent),
    ),
    tiroir(
        "deux-etapes",
        "Votre validation en deux étapes",
        Authenticator,
        _d_allauth,
        ("genre", "Moyen", lambda un, _l: un.get_type_display()),
        ("le", "Depuis", lambda un, _l: un.created_at),
    ),
    tiroir(
        "annuaire",
        "Votre lien avec l’annuaire de la collectivité",
        SocialAccount,
        _d_allauth,
        ("service", "Annuaire", lambda un, _l: un.provider),
        ("identifiant", "Identifiant", lambda un, _l: un.uid),
        ("depuis", "Depuis", lambda un, _l: un.date_joined),
        ("vu_le", "Dernière connexion", lambda un, _l: un.last_login),
    ),
    tiroir("notifications", "Vos notifications", Notification, a_lui(), "titre le lu_le"),
    tiroir(
        "choix-d-alertes",
        "Les alertes que vous avez demandées",
        ChoixAlerte,
        a_lui(),
        "sujet canal le",
    ),
    tiroir(
        "appareils-d-alertes",
        "Vos appareils qui reçoivent des alertes",
        AppareilAlerte,
        a_lui(),
        "nom cree_le vu_le",
    ),
    tiroir(
        "alertes",
        "Les alertes que le portail vous a envoyées",
        Alerte,
        a_lui(),
        "sujet canal texte etat cree_le envoyee_le",
    ),
    tiroir(
        "courriels",
        "Les e-mails que le portail vous a envoyés",
        Courriel,
        lambda modele, lecteur: modele.objects.filter(
            destinataire__iexact=lecteur.utilisateur.email
        ),
        ("sujet", "Sujet", lambda un, _l: un.sujet),
        ("ecrit_le", "Écrit le", lambda un, _l: un.cree_le),
        ("envoye_le", "Envoyé le", lambda un, _l: un.envoye_le),
    ),
]
