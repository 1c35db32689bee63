"""The security log: who signs in, proves, is refused (docs/comprendre/securite.md). Accounts by
their key, addresses never.

An address that was refused is told by a keyed print of it: the same one twice is seen, whose it is
isn't.
"""

import logging
from typing import Any

from allauth.account import signals as compte
from allauth.mfa import signals as facteurs
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.crypto import salted_hmac

from famille.models import Utilisateur

JOURNAL = logging.getLogger("portail.securite")
_SEL = "famille.journal_securite"


def brancher() -> None:
    """Listen to what Django and allauth tell of accounts."""
    user_logged_in.connect(_connexion)
    user_logged_out.connect(_deconnexion)
    user_login_failed.connect(_refus)
    compte.password_changed.connect(_mot_de_passe)
    compte.password_reset.connect(_mot_de_passe)
    facteurs.authenticator_added.connect(_facteur_ajoute)
    facteurs.authenticator_removed.connect(_facteur_retire)
    facteurs.authenticator_used.connect(_facteur_utilise)
    facteurs.authentication_failed.connect(_facteur_refuse)


def noter(evenement: str, utilisateur: Utilisateur | None = None, **details: Any) -> None:
    """Write one line: what happened, to which account (its primary key), and words of the code."""
    sujet = {"compte": utilisateur.pk} if utilisateur is not None else {}
    JOURNAL.info(
        "%s %s", evenement, " ".join(f"{nom}={valeur}" for nom, valeur in (sujet | details).items())
    )


def empreinte(adresse: str) -> str:
    """str: 12 hexadecimal digits, the same for the same address whatever its case, until the site's
    key changes."""
    return salted_hmac(_SEL, adresse.strip().lower(), algorithm="sha256").hexdigest()[:12]


def _connexion(sender: type[Utilisateur], user: Utilisateur, **details: Any) -> None:
    noter("connexion", user)


def _deconnexion(sender: type[Utilisateur], user: Utilisateur, **details: Any) -> None:
    if user is not None:
        noter("deconnexion", user)


def _refus(sender: str, credentials: dict[str, str], **details: Any) -> None:
    noter("connexion refusee", adresse=empreinte(credentials.get("email") or ""))


def _mot_de_passe(sender: type[Utilisateur], user: Utilisateur, **details: Any) -> None:
    noter("mot de passe change", user)


def _facteur_ajoute(
    sender: type[Any], user: Utilisateur, authenticator: Authenticator, **details: Any
) -> None:
    noter("facteur ajoute", user, type=authenticator.type)


def _facteur_retire(
    sender: type[Any], user: Utilisateur, authenticator: Authenticator, **details: Any
) -> None:
    noter("facteur retire", user, type=authenticator.type)


def _facteur_utilise(
    sender: type[Any], user: Utilisateur, authenticator: Authenticator, **details: Any
) -> None:
    noter("facteur prouve", user, type=authenticator.type)


def _facteur_refuse(
    sender: type[Any], user: Utilisateur, authenticator: Authenticator, **details: Any
) -> None:
    noter("facteur refuse", user, type=authenticator.type)
