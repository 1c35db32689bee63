"""An account's first password: the single-use link its owner receives (G1). Nobody else ever knows
a password."""

import uuid
from datetime import timedelta

from allauth.account.models import EmailAddress
from allauth.account.utils import url_str_to_user_pk, user_pk_to_url_str
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.http import base36_to_int

from famille.comptes.adresse_prouvee import adresse_verifiee
from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import SECRETS, GenreDeCourriel
from famille.models import Utilisateur

ACTIVATION = GenreDeCourriel(f"{SECRETS}activation", "comptes/activation")
DUREE = timedelta(days=7)


class GenerateurActivation(PasswordResetTokenGenerator):
    """Django's token, for DUREE, under a salt of its own: a reset link never activates, and the
    other way round.

    It holds the password's state and the address: setting a password, or changing the address,
    kills it.
    """

    key_salt = "famille.activation"

    def check_token(self, user: AbstractBaseUser | None, token: str | None) -> bool:
        if not isinstance(user, Utilisateur) or not token:
            return False
        horodatage, _tiret, _reste = token.partition("-")
        try:
            secondes = base36_to_int(horodatage)
        except ValueError:
            return False
        if self._num_seconds(self._now()) - secondes > DUREE.total_seconds():
            return False
        return any(
            constant_time_compare(self._make_token_with_timestamp(user, secondes, secret), token)
            for secret in [self.secret, *self.secret_fallbacks]
        )


_generateur = GenerateurActivation()


def lien(utilisateur: Utilisateur) -> str:
    """The absolute activation link, good for DUREE."""
    cle = _generateur.make_token(utilisateur)
    return adresse_absolue(reverse("activation", args=[user_pk_to_url_str(utilisateur), cle]))


@transaction.atomic
def inviter(utilisateur: Utilisateur) -> bool:
    """Mail the account's owner an activation link; may be called again, each link lives its own
    time.

    bool: False, and nothing sent, when the account already has a password or is closed. One that
    came in a file, whose invitation the town held (`invitation_retenue_le`), opens.
    """
    if utilisateur.invitation_retenue_le and not utilisateur.has_usable_password():
        utilisateur.is_active, utilisateur.invitation_retenue_le = True, None
        utilisateur.save(update_fields=["is_active", "invitation_retenue_le"])
    if not utilisateur.is_active or utilisateur.has_usable_password():
        return False
    EmailAddress.objects.get_or_create(
        user=utilisateur,
        email=utilisateur.email.lower(),
        defaults={"primary": True, "verified": False},
    )
    contexte = {"utilisateur": utilisateur, "lien": lien(utilisateur), "jours": DUREE.days}
    preparer(ACTIVATION.cle(uuid.uuid4()), utilisateur.email, contexte)
    return True


def trouver(uidb36: str, cle: str) -> Utilisateur | None:
    """The Utilisateur this link activates, or None: unknown, used, or older than DUREE, without
    saying which."""
    try:
        utilisateur = Utilisateur.objects.get(pk=url_str_to_user_pk(uidb36), is_active=True)
    except (ValueError, Utilisateur.DoesNotExist):
        return None
    if utilisateur.has_usable_password() or not _generateur.check_token(utilisateur, cle):
        return None
    return utilisateur


@transaction.atomic
def activer(utilisateur: Utilisateur, mot_de_passe: str) -> bool:
    """Set the first password and mark the address as proved. bool: False when another click has
    just done it."""
    verrou = Utilisateur.objects.select_for_update().get(pk=utilisateur.pk)
    if verrou.has_usable_password():
        return False
    utilisateur.set_password(mot_de_passe)
    utilisateur.save(update_fields=["password"])
    adresse_verifiee(utilisateur)
    return True
