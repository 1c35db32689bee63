"""Conversations between a household and the service: opened, answered, closed, read, dealt with by
an agent."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.destinataires import adultes_de
from famille.courriels.genres import GenreDeCourriel
from famille.models import Document, Enfant, Fil, Foyer, LectureFil, Message, Utilisateur
from famille.regles.messages import sujet_du_courriel
from famille.socle.erreurs import Refus
from famille.socle.texte import normaliser

MESSAGE = GenreDeCourriel("message", "famille/message", notifie=False)  # it is in the inbox

VIDE = "Votre message est vide : écrivez-le, puis envoyez-le."
TROP_LONG = "Votre message dépasse 5 000 caractères : raccourcissez-le, ou envoyez-le en deux."
CLOSE = (
    "Cette conversation est terminée : pour écrire de nouveau, commencez un nouveau message depuis"
    " « Messages »."
)
LONGUEUR_MAX = 5000
Etat = Fil.Etat


@transaction.atomic
def ouvrir_fil(
    foyer: Foyer,
    *,
    sujet: str,
    texte: str,
    par: Utilisateur,
    auteur: str = "",
    enfant: Enfant | None = None,
    origine: str | None = "",
    documents: Sequence[Document] = (),
) -> Fil:
    """A new conversation, with the family's first message; it waits for the service. Fil.

    `auteur`: who speaks, by default `par`; `origine`: the number of what it is about. Refus:
    nothing is written.
    """
    fil = _nouveau(foyer, sujet=sujet, enfant=enfant, origine=origine or "")
    ecrire_message(fil, texte, par=par, auteur=auteur, documents=documents)
    return fil


@transaction.atomic
def ouvrir_fil_du_service(
    foyer: Foyer,
    *,
    sujet: str,
    texte: str,
    par: Utilisateur,
    auteur: str,
    enfant: Enfant | None = None,
    documents: Sequence[Document] = (),
) -> Fil:
    """A new conversation that the service begins: each adult is told by mail. Fil. Refus: nothing
    is written."""
    fil = _nouveau(foyer, sujet=sujet, enfant=enfant, etat=Etat.ENVOYE, agent=par)
    message = ecrire_message(
        fil, texte, par=par, auteur=auteur, du_service=True, documents=documents
    )
    adultes = adultes_de([foyer]).get(foyer.pk, [])
    annoncer_message(message, adultes, pas_avant=tenu_jusqu_a())
    return fil


@transaction.atomic
def ecrire_message(
    fil: Fil,
    texte: str,
    *,
    par: Utilisateur,
    auteur: str = "",
    du_service: bool = False,
    documents: Sequence[Document] = (),
) -> Message:
    """One more message. From the family, the conversation waits again; from the service, it is
    answered. Message.

    Refus: nothing is written, it is too long, or the conversation is closed.
    """
    texte, documents = texte.strip(), list(documents)
    if not texte and not documents:
        raise Refus(VIDE, champ="texte")
    if len(texte) > LONGUEUR_MAX:
        raise Refus(TROP_LONG, champ="texte")
    ouvert = Fil.objects.select_for_update().get(pk=fil.pk)
    if ouvert.clos:
        raise Refus(CLOSE)
    message = Message.objects.create(
        fil=ouvert, du_service=du_service, auteur=(auteur or str(par))[:250], par=par, texte=texte
    )
    message.documents.set(documents)
    _changer(fil, **_apres(ouvert, message))
    marquer_lu(fil, par=par)
    return message


def _apres(fil: Fil, message: Message) -> dict[str, Any]:
    """What a message changes of its conversation, whose row is held."""
    if not message.du_service:
        attend_depuis = fil.attend_depuis or message.le
        return {"etat": Etat.A_TRAITER, "dernier_le": message.le, "attend_depuis": attend_depuis}
    etat = Etat.ENVOYE if fil.etat == Etat.ENVOYE else Etat.REPONDU
    return {"etat": etat, "dernier_le": message.le, "reponse_le": message.le, "attend_depuis": None}


@transaction.atomic
def clore_fil(fil: Fil) -> None:
    """Nobody writes in it any more. Safe to repeat."""
    _changer(fil, etat=Etat.CLOS, attend_depuis=None)


@transaction.atomic
def rouvrir_fil(fil: Fil) -> None:
    """Both sides may write again. Safe to repeat."""
    if Fil.objects.filter(pk=fil.pk, etat=Etat.CLOS).exists():
        _changer(fil, etat=Etat.REPONDU)


def noter_agent(cle: int | None, agent: Utilisateur | None) -> None:
    """Set the agent in charge of the conversation of this key; None: nobody."""
    if cle is not None:
        Fil.objects.filter(pk=cle).update(agent=agent)


def annoncer_message(
    message: Message, adultes: list[Utilisateur], *, pas_avant: datetime | None = None
) -> None:
    """One mail to each of these accounts: there is a message, on what subject unless it tells
    something of a life (`sujet_du_courriel`), and where to read it; nothing of what it says
    (D11)."""
    lien = adresse_absolue(reverse("famille:fil", args=[message.fil_id]))
    for adulte in adultes:
        contexte = {
            "prenom": adulte.first_name,
            "lien": lien,
            "sujet": sujet_du_courriel(message.fil.sujet),
        }
        cle = MESSAGE.cle(message.pk).pour(adulte)
        preparer(cle, adulte.email, contexte, pas_avant=pas_avant)


def marquer_lu(fil: Fil, *, par: Utilisateur) -> None:
    """`par` has read the conversation up to now."""
    marquer_lus([fil], par=par)


def marquer_lus(fils: list[Fil], *, par: Utilisateur) -> None:
    """`par` has read each of these conversations up to now. One query."""
    lectures = [LectureFil(fil=fil, utilisateur=par, lu_le=timezone.now()) for fil in fils]
    LectureFil.objects.bulk_create(
        lectures,
        update_conflicts=True,
        unique_fields=["fil", "utilisateur"],
        update_fields=["lu_le"],
    )


def _nouveau(foyer: Foyer, *, sujet: str, origine: str = "", **champs: Any) -> Fil:
    recherche = normaliser(f"{sujet[:120]} {origine}")[:200]
    return Fil.objects.create(
        foyer=foyer, sujet=sujet[:120], origine=origine, recherche=recherche, **champs
    )


def tenu_jusqu_a() -> datetime | None:
    """Until when the mail of a message of the service sent now is held, which may be taken back
    meanwhile; None: it leaves at once."""
    delai = settings.DELAI_D_ANNULATION
    return timezone.now() + delai if delai else None


def remettre_l_etat(fil: Fil) -> None:
    """The state of a conversation from what is left in it, its last message being taken back; none
    left, it has never been."""
    messages = list(fil.messages.order_by("le", "pk"))
    if not messages:
        fil.delete()
        return
    du_service = [message for message in messages if message.du_service]
    depuis = du_service[-1].le if du_service else None
    attendent = [un for un in messages if not un.du_service and (not depuis or un.le > depuis)]
    repondu = Etat.REPONDU if len(du_service) < len(messages) else Etat.ENVOYE
    _changer(
        fil,
        etat=Etat.A_TRAITER if attendent else repondu,
        dernier_le=messages[-1].le,
        reponse_le=depuis,
        attend_depuis=attendent[0].le if attendent else None,
    )


def _changer(fil: Fil, **champs: Any) -> None:
    Fil.objects.filter(pk=fil.pk).update(**champs)
    for nom, valeur in champs.items():
        setattr(fil, nom, valeur)
