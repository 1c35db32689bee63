"""What an agent does in the shared inbox, and the pieces that go with a message. A conversation
that belongs to another room is written in by that room's door: call these through
`famille.dossier.messages.portes`."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from famille.courriels.destinataires import adultes_de
from famille.dossier.documents.actions import (
    deposer_document,
    examiner_document,
    remettre_documents,
)
from famille.dossier.documents.fichiers import FichierVerifie
from famille.models import Document, Enfant, Fil, Foyer, Message, NoteDuFil, Utilisateur
from famille.socle.erreurs import Refus

from .actions import annoncer_message, clore_fil, ecrire_message, tenu_jusqu_a

DROIT = "famille.repondre_fil"
PIECES_MAX, NOTES_MAX = 3, 100
NOTE_VIDE = "Votre note est vide : écrivez-la, puis enregistrez."
NOTE_TROP_LONGUE = "Votre note dépasse 2 000 caractères : raccourcissez-la."
TROP_DE_NOTES = f"Cette conversation a déjà {NOTES_MAX} notes : écrivez plutôt à vos collègues."
A_ECRIT = (
    "La famille a écrit depuis que vous avez ouvert cette page : relisez la conversation, puis"
    " recommencez."
)
DEJA_REPONDU = (
    "Une réponse est partie depuis que vous avez ouvert cette page : relisez-la, puis recommencez."
)
DEJA_CLOSE = "Cette conversation vient d’être close : rouvrez-la si vous avez autre chose à dire."
TROP_DE_PIECES = (
    f"{PIECES_MAX} documents au plus par message : envoyez les autres dans un second message."
)


def examiner_les_pieces(
    fichiers: Sequence[UploadedFile], *, par: Utilisateur
) -> list[FichierVerifie]:
    """The files of a message, asked before its transaction. FichierRefuse or Refus: one is not
    taken, or they are too many."""
    if len(fichiers) > PIECES_MAX:
        raise Refus(TROP_DE_PIECES, champ="fichiers")
    return [examiner_document(fichier, par=par) for fichier in fichiers]


@transaction.atomic
def joindre_au_message(
    fichiers: Sequence[Any],
    *,
    foyer: Foyer,
    par: Utilisateur,
    enfant: Enfant | None = None,
    sante: bool = False,
) -> list[Document]:
    """These files (of `examiner_les_pieces`), kept and handed to the service. FichierRefuse: none
    is.

    `sante`: the family says that they tell a child's health; only agents who hold that right open
    them (D10).
    """
    genre = Document.Genre.MEDICAL if sante else Document.Genre.AUTRE
    documents = [
        deposer_document(f, foyer=foyer, par=par, enfant=enfant, genre=genre) for f in fichiers
    ]
    remettre_documents(Document.objects.filter(pk__in=[document.pk for document in documents]))
    return documents


@transaction.atomic
def repondre_fil(
    fil: Fil,
    *,
    par: Utilisateur,
    texte: str,
    vu: int | None = None,
    clore: bool = False,
    documents: Sequence[Document] = (),
) -> Message:
    """The service answers, and closes the conversation when `clore`; each adult is told by mail.
    Message.

    `vu`: key of the last message on the agent's screen. Refus: nothing is written.
    """
    saisi = _saisir(fil, par=par, vu=vu)
    if saisi.clos:
        raise Refus(DEJA_CLOSE)
    message = ecrire_message(
        saisi, texte, par=par, auteur=signature_de(par), du_service=True, documents=documents
    )
    if clore:
        clore_fil(saisi)
    adultes = adultes_de([fil.foyer]).get(fil.foyer_id, [])
    annoncer_message(message, adultes, pas_avant=tenu_jusqu_a())
    return message


@transaction.atomic
def clore_sans_repondre(fil: Fil, *, par: Utilisateur, vu: int | None = None) -> None:
    """Nothing is left to say. Refus: a colleague deals with it, or the family has written
    meanwhile."""
    clore_fil(_saisir(fil, par=par, vu=vu))


@transaction.atomic
def noter_fil(fil: Fil, *, par: Utilisateur, texte: str) -> NoteDuFil:
    """A word for colleagues, which the family does not read. Safe whoever deals with the
    conversation. Refus: it is empty, or there are too many."""
    texte = texte.strip()
    if not texte:
        raise Refus(NOTE_VIDE, champ="note")
    if len(texte) > NoteDuFil.LONGUEUR_MAX:
        raise Refus(NOTE_TROP_LONGUE, champ="note")
    Fil.objects.select_for_update(of=("self",)).get(pk=fil.pk)
    if fil.notes.count() >= NOTES_MAX:
        raise Refus(TROP_DE_NOTES)
    return NoteDuFil.objects.create(fil=fil, texte=texte, par=par)


def signature_de(agent: Utilisateur) -> str:
    """str: "Sophie Renard, gestionnaire, Pôle Familles"."""
    return ", ".join(morceau for morceau in (str(agent), agent.qualite, agent.service) if morceau)


def _saisir(fil: Fil, *, par: Utilisateur, vu: int | None) -> Fil:
    """Fil under lock, taken by `par`; `vu` is still its last message."""
    saisi = Fil.objects.select_for_update(of=("self",)).select_related("agent").get(pk=fil.pk)
    exiger_libre(saisi, par)
    dernier = saisi.messages.last()
    if vu is not None and dernier is not None and dernier.pk != vu:
        raise Refus(DEJA_REPONDU if dernier.du_service else A_ECRIT)
    if saisi.agent_id is None:
        Fil.objects.filter(pk=fil.pk).update(agent=par)
    return saisi


def exiger_libre(fil: Fil, par: Utilisateur) -> None:
    """Refus: a colleague deals with it."""
    if fil.agent_id not in (None, par.pk):
        raise Refus(
            f"{fil.agent} s’occupe de cette conversation : chargez-vous-en à sa place, ou voyez"
            " avec elle ou lui."
        )
