"""The code of a letter: who types it gives his e-mail address, and receives there the link that
opens his account. Written on the paper only: the database keeps its seal."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from famille.comptes.actions import verifier_adresse
from famille.foyers.acces.actions import annoncer_adulte
from famille.foyers.personnes import modifier_responsable
from famille.models import Invitation, Responsable
from famille.socle.erreurs import Refus

DUREE = timedelta(days=60)
# neither 0 and O, nor 1, I and L: they look alike on paper
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LONGUEUR = 12  # 31^12: nobody finds one by trying
_USAGE = "famille.invitation"
ORIGINE = "code d’une lettre d’invitation"


def nouveau_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR))


def en_groupes(code: str) -> str:
    """As a letter prints it.

    >>> en_groupes("ABCDEFGHJKMN")
    'ABCD-EFGH-JKMN'
    """
    return "-".join(code[rang : rang + 4] for rang in range(0, len(code), 4))


def sceau_de(code: str) -> str:
    return _sceau(code, settings.SECRET_KEY)


def _sceau(code: str, cle: str) -> str:
    return salted_hmac(_USAGE, code, secret=cle, algorithm="sha256").hexdigest()


def lire(texte: str) -> str:
    """The code that somebody typed, whatever its spaces, its dashes and its case.

    >>> lire(" abcd efgh-jkmn ")
    'ABCDEFGHJKMN'
    """
    return "".join(lettre for lettre in texte.upper() if lettre.isalnum())[:40]


def trouver(texte: str) -> Invitation | None:
    """The invitation that this code opens, or None: unknown, used, too old, without saying
    which."""
    code = lire(texte)
    if len(code) != LONGUEUR:
        return None
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    sceaux = [_sceau(code, cle) for cle in cles]
    lues = Invitation.objects.du_code(sceaux, timezone.localdate())
    return lues.select_related(
        "responsable__foyer", "responsable__utilisateur", "vague__par"
    ).first()


@transaction.atomic
def repondre(texte: str, courriel: str) -> bool:
    """The adult of this code is reached at this address from now on, and his activation link leaves
    there. bool: False when nothing was done: the code opens nothing, or the address is another
    account's, which nobody is told. Until the account is open, another address may be given."""
    invitation = trouver(texte)
    if invitation is None:
        return False
    adulte = invitation.responsable
    if adulte.est_parti or not _libre(courriel, adulte):
        return False
    premier = adulte.utilisateur is None
    modifier_responsable(adulte, par=None, origine=ORIGINE, courriel=courriel)
    Invitation.objects.filter(pk=invitation.pk).update(repondue_le=timezone.now())
    if premier and invitation.vague.par and _a_d_autres(adulte):
        annoncer_adulte(adulte, par=invitation.vague.par)
    return True


def _libre(courriel: str, adulte: Responsable) -> bool:
    try:
        verifier_adresse(courriel, sauf=adulte.utilisateur)
    except Refus:
        return False
    return True


def _a_d_autres(adulte: Responsable) -> bool:
    """Whether somebody else of the household has an account: he is told who comes in."""
    autres = Responsable.objects.actuels().filter(foyer=adulte.foyer).exclude(pk=adulte.pk)
    return autres.filter(utilisateur__isnull=False).exists()
