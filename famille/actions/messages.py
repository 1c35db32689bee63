"""Conversations between a household and the service: opened, answered, closed, read."""

from django.db import transaction
from django.utils import timezone

from famille.erreurs import Refus
from famille.models import Fil, LectureFil, Message

VIDE = "Votre message est vide : écrivez-le, puis envoyez-le."
CLOSE = "Cette conversation est close : pour écrire de nouveau, envoyez un nouveau message depuis « Démarches »."
Etat = Fil.Etat


@transaction.atomic
def ouvrir_fil(foyer, *, sujet, texte, par, auteur="", enfant=None, origine="", documents=()):
    """A new conversation, with the family's first message; it waits for the service. Fil.

    `auteur`: who speaks, by default `par`; `origine`: the number of what it is about. Refus: nothing is written.
    """
    fil = Fil.objects.create(foyer=foyer, enfant=enfant, sujet=sujet[:120], origine=origine)
    ecrire_message(fil, texte, par=par, auteur=auteur, documents=documents)
    return fil


@transaction.atomic
def ecrire_message(fil, texte, *, par, auteur="", du_service=False, documents=()):
    """One more message. From the family, the conversation waits again; from the service, it is answered. Message.

    Refus: nothing is written, or the conversation is closed.
    """
    if not texte.strip():
        raise Refus(VIDE, champ="texte")
    ouvert = Fil.objects.select_for_update().get(pk=fil.pk)
    if ouvert.clos:
        raise Refus(CLOSE)
    message = Message.objects.create(
        fil=ouvert, du_service=du_service, auteur=(auteur or str(par))[:250], par=par, texte=texte.strip()
    )
    message.documents.set(documents)
    fil.etat, fil.dernier_le = Etat.REPONDU if du_service else Etat.A_TRAITER, message.le
    fil.save(update_fields=["etat", "dernier_le"])
    marquer_lu(fil, par=par)
    return message


@transaction.atomic
def clore_fil(fil):
    """Nobody writes in it any more. Safe to repeat."""
    Fil.objects.filter(pk=fil.pk).update(etat=Etat.CLOS)
    fil.etat = Etat.CLOS


def marquer_lu(fil, *, par):
    """`par` has read the conversation up to now."""
    marquer_lus([fil], par=par)


def marquer_lus(fils, *, par):
    """`par` has read each of these conversations up to now. One query."""
    lectures = [LectureFil(fil=fil, utilisateur=par, lu_le=timezone.now()) for fil in fils]
    LectureFil.objects.bulk_create(
        lectures, update_conflicts=True, unique_fields=["fil", "utilisateur"], update_fields=["lu_le"]
    )
