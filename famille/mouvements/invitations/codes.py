"""The code of a letter: who types it gives his e-mail address, and receives there the link that
opens his account. Written on the paper only: the database keeps its seal."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from famille.comptes.actions import verifier_adresse
from famille.comptes.activation.actions import inviter
from famille.dossier.foyers.acces.actions import annoncer_adresse, annoncer_adulte
from famille.dossier.foyers.personnes import modifier_responsable
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


def sceaux_de(texte: str) -> list[str]:
    """The seals of a typed code, under each key of the site; none if it is not a code."""
    code = lire(texte)
    cles = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [_sceau(code, cle) for cle in cles] if len(code) == LONGUEUR else []


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
    lues = Invitation.objects.du_code(sceaux_de(texte), timezone.localdate())
    return lues.select_related(
        "responsable__foyer", "responsable__utilisateur", "vague__par", "imprimee_par"
    ).first()


@transaction.atomic
def repondre(texte: str, courriel: str) -> bool:
    """The adult of this code is reached at this address from now on, and his activation link leaves
    there. bool: False when nothing was done: the code opens nothing, or the address is another
    account's, which nobody is told.

    Who has printed the letter knows its code too: health waits for somebody else's word, at each
    address. Until the account is open a second one mends a slip of the first, and ends the code;
    the same again gets its link again.
    """
    if not (lue := trouver(texte)):
        return False
    # two answers at once: the second reads what the first has done
    Responsable.objects.select_for_update(no_key=True).get(pk=lue.responsable_id)
    invitation, courriel = trouver(texte), courriel.strip().lower()
    if invitation is None or invitation.responsable.est_parti:
        return False
    adulte = invitation.responsable
    if not _libre(courriel, adulte):
        return False
    ancienne = adulte.utilisateur.email if adulte.utilisateur else ""
    if adulte.utilisateur and ancienne == courriel:
        return inviter(adulte.utilisateur)
    par = invitation.imprimee_par or invitation.vague.par
    origine = f"{ORIGINE}, imprimée par {par}"
    try:
        with transaction.atomic():
            modifier_responsable(adulte, par=None, origine=origine, courriel=courriel)
    except IntegrityError:  # by another code, at the same moment
        return False
    if ancienne:
        annoncer_adresse(adulte, ancienne, par=par, par_lettre=True)
    else:
        annoncer_adulte(adulte, par=par, par_lettre=True)
    Invitation.objects.filter(pk=invitation.pk).update(
        repondue_le=timezone.now(), code="" if invitation.repondue_le else invitation.code
    )
    return True


def _libre(courriel: str, adulte: Responsable) -> bool:
    try:
        verifier_adresse(courriel, sauf=adulte.utilisateur)
    except Refus:
        return False
    return True
