"""The security log: who signs in, proves, is refused (docs/comprendre/securite.md). Accounts by
their key, addresses never.

An address that was refused is told by a keyed print of it: the same one twice is seen, whose it is
isn't.
"""

import logging
from functools import partial
from typing import Any

from allauth.account import signals as compte
from allauth.mfa import signals as facteurs
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.crypto import salted_hmac

from famille.models import Utilisateur

JOURNAL = logging.getLogger("portail.securite")
_SEL = "famille.journal_securite"


_DITS = (
    (user_logged_in, "connexion"),
    (user_logged_out, "deconnexion"),
    (compte.password_changed, "mot de passe change"),
    (compte.password_reset, "mot de passe change"),
    (facteurs.authenticator_added, "facteur ajoute"),
    (facteurs.authenticator_removed, "facteur retire"),
    (facteurs.authenticator_used, "facteur prouve"),
    (facteurs.authentication_failed, "facteur refuse"),
)


def brancher() -> None:
    """Listen to what Django and allauth tell of accounts."""
    for signal, evenement in _DITS:
        signal.connect(partial(_entendre, evenement), weak=False)
    user_login_failed.connect(_refus)


def _entendre(
    evenement: str,
    sender: type[Any],
    user: Utilisateur | None,
    authenticator: Authenticator | None = None,
    **details: Any,
) -> None:
    if user is not None:  # nobody was signed in
        noter(evenement, user, **({"type": authenticator.type} if authenticator else {}))


def _refus(sender: str, credentials: dict[str, str], **details: Any) -> None:
    noter("connexion refusee", adresse=empreinte(credentials.get("email") or ""))


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
