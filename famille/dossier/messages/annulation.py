"""Taking back a message that the service has just sent, while its mail is held: like a decision,
for ten minutes, and unless the family has read it (docs/comprendre/conversations.md)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from famille.courriels.boite_d_envoi import retenir
from famille.dossier.documents.actions import supprimer_document
from famille.models import Fil, LectureFil, Message, Utilisateur
from famille.socle.erreurs import Refus

from .actions import MESSAGE, remettre_l_etat

TROP_TARD = (
    "Ce message ne peut plus être repris : il l’est déjà, un autre l’a suivi, ou le délai est passé"
    " et la famille est prévenue."
)
DEJA_LU = "La famille a déjà lu ce message : écrivez-lui plutôt une rectification."


def annulable_jusqu_a(message: Message | None, agent: Utilisateur) -> datetime | None:
    """Until when `agent` may take back `message`, the last one of its conversation; None: not, or
    no longer."""
    if message is None or not message.du_service or message.par_id != agent.pk:
        return None
    if message.fil.envoi_id and not message.fil.messages.filter(pk__lt=message.pk).exists():
        return None  # of a message to many, whose mails left at once
    fin = message.le + settings.DELAI_D_ANNULATION
    return fin if timezone.now() < fin else None


@transaction.atomic
def annuler_message(fil: Fil, cle: int, *, par: Utilisateur) -> str:
    """Take back one's own last message: the family no longer sees it, its mail is gone, and the
    conversation is as it was; gone too when it began by this message. str: what it said, to be
    written again.

    `cle`: of the message that the screen offered to take back. Refus: the delay is over, the family
    has read it or written since; nothing has changed.
    """
    message = exiger_annulable(fil, cle, par=par)
    if not retenir(MESSAGE.cle(message.pk)):
        raise Refus(TROP_TARD)
    return effacer_message(fil, message)


def exiger_annulable(fil: Fil, cle: int, *, par: Utilisateur) -> Message:
    """The last Message of the conversation, whose row is held. Refus."""
    Fil.objects.select_for_update(of=("self",)).get(pk=fil.pk)
    message = fil.messages.last()
    if message is None or message.pk != cle or not annulable_jusqu_a(message, par):
        raise Refus(TROP_TARD)
    lectures = LectureFil.objects.filter(fil=fil, lu_le__gt=message.le)
    if lectures.filter(utilisateur__responsabilites__foyer=fil.foyer_id).exists():
        raise Refus(DEJA_LU)
    return message


def effacer_message(fil: Fil, message: Message) -> str:
    """Its text; its pieces go with it. The caller holds the conversation."""
    texte, documents = message.texte, list(message.documents.all())
    message.delete()
    for document in documents:
        supprimer_document(document)
    remettre_l_etat(fil)
    return texte
