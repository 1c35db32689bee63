"""A demande that is answered instead of decided (`Demarche.decision` False): its conversation, and
what it does to it.

The conversation is a `famille.Fil`, `Demande.fil`. Both sides hold the demande's row while they
write. Its `origine` is the number of the demande that the message is about (`Demande.a_propos`); of
a message about nothing sent, its own.
"""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from django.utils import timezone

from demarches.models import Demande, Passage, PieceJointe, ReglageDemarche
from demarches.regles import horloge as regles
from famille.actions import (
    TROP_TARD,
    clore_fil,
    ecrire_message,
    effacer_message,
    exiger_annulable,
    noter_agent,
    ouvrir_fil,
    rouvrir_fil,
    tenu_jusqu_a,
)
from famille.courriels.boite_d_envoi import retenir
from famille.models import Document, Enfant, Fil, Message, Utilisateur
from famille.regles.messages import sujet_du_courriel

from .avis import REPONSE, prevenir
from .decider import signature
from .passage import PassageImpossible, passer
from .prise import prendre

Statut = Demande.Statut
OUVERTES = (Statut.EN_ATTENTE, Statut.REPONDUE)
A_ECRIT = (
    "La famille a écrit depuis que vous avez ouvert cette page : relisez la conversation, puis"
    " répondez."
)
A_REPONDU = (
    "{} a répondu depuis que vous avez ouvert cette page : relisez la conversation avant d’écrire à"
    " votre tour."
)
CLOSE = (
    "Cette conversation est terminée : pour écrire de nouveau, commencez un nouveau message depuis"
    " « Démarches »."
)


def fils_sur(
    demande: Demande,
    lus: Sequence[Fil] | None = None,
    *,
    documents: QuerySet[Document] | None = None,
) -> list[Fil]:
    """What was written about this demande, the latest first, messages and own demandes read.
    `lus`: those conversations, where they are already read with their demandes; `documents`: those
    that the reader may see (a QuerySet), all of them by default."""
    if not demande.attend_une_decision:
        return []
    lisibles = Document.objects.all() if documents is None else documents
    pieces = Prefetch("messages__documents", lisibles)
    siens = Fil.objects.filter(foyer=demande.foyer_id, origine=demande.numero)
    fils = list(siens.select_related("demande") if lus is None else lus)
    prefetch_related_objects(fils, pieces)
    return fils


def ouvrir(
    demande: Demande, *, sujet: str, texte: str, par: Utilisateur, enfant: Enfant | None = None
) -> Fil:
    """The conversation of a demande just sent; to call from `Demarche.recevoir`."""
    documents = [piece.document for piece in demande.pieces_jointes]
    au_portail = demande.canal == Demande.Canal.PORTAIL
    auteur = str(par) if au_portail else f"La famille, {demande.get_canal_display().lower()}"
    fil = ouvrir_fil(
        demande.foyer,
        sujet=sujet,
        texte=texte,
        par=par,
        auteur=auteur,
        enfant=enfant,
        origine=demande.a_propos or demande.numero,
        documents=documents,
    )
    demande.fil = fil
    Demande.objects.filter(pk=demande.pk).update(fil=fil)
    return fil


@transaction.atomic
def repondre(
    demande: Demande,
    *,
    par: Utilisateur,
    texte: str,
    clore: bool = False,
    vu: int | None = None,
    documents: Sequence[Document] = (),
) -> Passage:
    """The agent answers, and closes the conversation when `clore`; a mail tells the family that
    there is an answer.

    `vu`: key of the last message on the agent's screen. Passage. PassageImpossible or Refus:
    nothing is written.
    """
    demande, fil = _saisir(demande, vu=vu)
    prendre(demande, par=par)
    signee = signature(demande, par)
    auteur = f"{signee['prenom']} {signee['nom']}, {signee['qualite']}, {signee['service']}"
    message = ecrire_message(
        fil, texte, par=par, auteur=auteur, du_service=True, documents=documents
    )
    _joindre(demande, message, documents)
    suite = Statut.CLOSE if clore else Statut.REPONDUE
    passage = passer(demande, suite, par=par, signature=signee, echeance=None)
    if clore:
        clore_fil(fil)
    sujet = sujet_du_courriel(fil.sujet)
    prevenir(demande, passage, REPONSE, pas_avant=tenu_jusqu_a(), sujet=sujet)
    return passage


@transaction.atomic
def annuler_reponse(demande: Demande, cle: int, *, par: Utilisateur) -> str:
    """Take back one's own last answer while its mail is held: the demande waits as it did. Its
    text. `cle`: of its message. Refus: the family has read it, or the delay is over."""
    demande = Demande.tenue(demande.pk)
    fil = demande.fil
    assert fil is not None, "what is no decision is a conversation (Demande.fil)"
    message = exiger_annulable(fil, cle, par=par)
    dernier = demande.passages.last()
    if dernier is None or dernier.vers not in Demande.REPONSES or dernier.par_id != par.pk:
        raise PassageImpossible(TROP_TARD)
    if not retenir(REPONSE.cle(dernier.pk)):
        raise PassageImpossible(TROP_TARD)
    demande.pieces.filter(etape="message", champ__startswith=f"message-{message.pk}-").delete()
    texte = effacer_message(fil, message)
    Passage.objects.filter(pk=dernier.pk).update(annule_le=timezone.now())
    echeance = _echeance(demande, fil, dernier.de)
    passer(demande, dernier.de, par=par, annulation=True, echeance=echeance)
    return texte


def _echeance(demande: Demande, fil: Fil, statut: str) -> date | None:
    """By when a conversation that waits again is answered: counted from the family's last word."""
    if statut != Statut.EN_ATTENTE:
        return None
    attend = Fil.objects.get(pk=fil.pk).attend_depuis or demande.deposee_le
    return _annoncee(demande, timezone.localdate(attend))


def _annoncee(demande: Demande, jour: date) -> date | None:
    """By when what the family has written on `jour` is answered."""
    reglage = ReglageDemarche.objects.get(code=demande.code)
    return regles.reponse_annoncee(jour, demande.sa_demarche.delai(demande, reglage))


@transaction.atomic
def clore(demande: Demande, *, par: Utilisateur, vu: int | None = None) -> None:
    """PassageImpossible: the conversation is closed, or a colleague's."""
    demande, fil = _saisir(demande, vu=vu)
    prendre(demande, par=par)
    passer(demande, Statut.CLOSE, par=par, signature=signature(demande, par), echeance=None)
    clore_fil(fil)


@transaction.atomic
def rouvrir(demande: Demande, *, par: Utilisateur) -> None:
    """Open a closed one again, for both sides. PassageImpossible: it is open."""
    demande = Demande.tenue(demande.pk)
    if demande.attend_une_decision or demande.statut != Statut.CLOSE:
        raise PassageImpossible("Cette conversation n’est pas close : vous pouvez y répondre.")
    passer(demande, Statut.REPONDUE, par=par, agent=par)
    assert demande.fil is not None, "what is no decision is a conversation (Demande.fil)"
    rouvrir_fil(demande.fil)
    noter_agent(demande.fil_id, par)


@transaction.atomic
def ecrire(
    demande: Demande, *, par: Utilisateur, texte: str, documents: Sequence[Document] = ()
) -> Message:
    """The family writes again: the demande waits for an answer again, by a day counted from now.
    Message.

    PassageImpossible or Refus: the conversation is closed, or nothing is written.
    """
    demande, fil = _saisir(demande)
    message = ecrire_message(fil, texte, par=par, documents=documents)
    _joindre(demande, message, documents)
    if demande.statut == Statut.REPONDUE:
        echeance = _annoncee(demande, timezone.localdate())
        passer(demande, Statut.EN_ATTENTE, par=par, echeance=echeance)
    return message


def _joindre(demande: Demande, message: Message, documents: Sequence[Document]) -> None:
    """The documents of a message are pieces of its demande, with their own rights."""
    for rang, document in enumerate(documents):
        champ = f"message-{message.pk}-{rang}"
        PieceJointe.objects.create(demande=demande, etape="message", champ=champ, document=document)


def _saisir(demande: Demande, *, vu: int | None = None) -> tuple[Demande, Fil]:
    """(Demande, Fil): read again under lock, still open, and `vu` still the last message."""
    demande = Demande.tenue(demande.pk)
    fil = None if demande.attend_une_decision else demande.fil
    if fil is None:
        raise PassageImpossible(
            "Cette demande n’est pas une conversation : elle se valide ou se rejette."
        )
    if demande.statut not in OUVERTES:
        raise PassageImpossible(CLOSE)
    dernier = fil.messages.last()
    if vu is not None and dernier is not None and dernier.pk != vu:
        raise PassageImpossible(A_REPONDU.format(dernier.par) if dernier.du_service else A_ECRIT)
    return demande, fil
