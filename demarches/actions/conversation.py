"""A demande that is answered instead of decided (`Demarche.decision` False): its conversation, and what it does to it.

The conversation is a `famille.Fil`, `Demande.fil`. Both sides hold the demande's row while they write. Its `origine` is
the number of the demande that the message is about (`Demande.a_propos`); of a message about nothing sent, its own.
"""

from django.db import transaction
from django.utils import timezone

from famille.actions import clore_fil, ecrire_message, ouvrir_fil
from famille.models import Fil

from .. import regles
from ..models import Demande, ReglageDemarche
from .avis import prevenir
from .instruction import signature
from .passage import PassageImpossible, _passer
from .prise import prendre

Statut = Demande.Statut
OUVERTES = (Statut.EN_ATTENTE, Statut.REPONDUE)
A_ECRIT = "La famille a écrit depuis que vous avez ouvert cette page : relisez la conversation, puis répondez."
CLOSE = "Cette conversation est close : pour écrire de nouveau, commencez un nouveau message depuis « Démarches »."


def fil_de(demande):
    """The Fil of a demande, or None: it is not a conversation."""
    return demande.fil


def fils_sur(demande):
    """list[Fil]: what was written about this demande, the latest first, messages and own demandes read."""
    if not demande.attend_une_decision:
        return []
    fils = Fil.objects.filter(foyer=demande.foyer_id, origine=demande.numero)
    return list(fils.select_related("demande").prefetch_related("messages__documents"))


def ouvrir(demande, *, sujet, texte, par, enfant=None):
    """The conversation of a demande just sent, its pieces with the first message. To call from `Demarche.recevoir`."""
    documents = [piece.document for piece in demande.pieces_jointes]
    auteur = (
        str(par) if demande.canal == Demande.Canal.PORTAIL else f"La famille, {demande.get_canal_display().lower()}"
    )
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
def repondre(demande, *, par, texte, clore=False, vu=None):
    """The agent answers, and closes the conversation when `clore`; a mail tells the family that there is an answer.

    `vu`: key of the last message on the agent's screen. Passage. PassageImpossible or Refus: nothing is written.
    """
    demande, fil = _saisir(demande)
    if vu is not None and fil.messages.last().pk != vu:
        raise PassageImpossible(A_ECRIT)
    prendre(demande, par=par)
    signee = signature(demande, par)
    auteur = f"{signee['prenom']} {signee['nom']}, {signee['qualite']}, {signee['service']}"
    ecrire_message(fil, texte, par=par, auteur=auteur, du_service=True)
    suite = Statut.CLOSE if clore else Statut.REPONDUE
    passage = _passer(demande, suite, par=par, signature=signee, echeance=None)
    if clore:
        clore_fil(fil)
    prevenir(demande, passage, "reponse")
    return passage


@transaction.atomic
def ecrire(demande, *, par, texte):
    """The family writes again: the demande waits for an answer again, by a day counted from now. Message.

    PassageImpossible or Refus: the conversation is closed, or nothing is written.
    """
    demande, fil = _saisir(demande)
    message = ecrire_message(fil, texte, par=par)
    if demande.statut == Statut.REPONDUE:
        reglage = ReglageDemarche.objects.get(code=demande.code)
        jours = demande.demarche.delai(demande, reglage)
        _passer(demande, Statut.EN_ATTENTE, par=par, echeance=regles.reponse_annoncee(timezone.localdate(), jours))
    return message


def _saisir(demande):
    """(Demande, Fil): read again under lock, still open."""
    demande = Demande.objects.select_for_update(of=("self",)).select_related("foyer").get(pk=demande.pk)
    fil = None if demande.attend_une_decision else fil_de(demande)
    if fil is None:
        raise PassageImpossible("Cette demande n’est pas une conversation : elle se valide ou se rejette.")
    if demande.statut not in OUVERTES:
        raise PassageImpossible(CLOSE)
    return demande, fil
