"""The door by which one writes in a conversation: its own, or that of the room that it belongs to.

A message sent by a démarche is a demande too: it has one door only, in the room of demandes, or the
two would disagree. A room offers the class that knows (famille.socle.offres), and which says what
`Attaches` offers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from famille.dossier.documents.fichiers import FichierVerifie
from famille.models import Document, Enfant, Facture, Fil, Foyer, Message, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.offres import la_seule, offres

from . import actions_agents
from .actions import ecrire_message, ouvrir_fil, ouvrir_fil_du_service, rouvrir_fil
from .annulation import annuler_message

PLUS_LA_SIENNE = (
    "Cette conversation n’est plus la vôtre : rechargez la page pour voir qui s’en occupe."
)
AUTRES_MAINS = (
    "Cette conversation a changé de mains depuis que vous l’avez ouverte : rien n’a été changé."
)


@dataclass(frozen=True)
class APropos:
    """What a conversation is about. `lien_agent`: "" where agents have no page of it."""

    texte: str
    lien: str
    lien_agent: str = ""


@dataclass(frozen=True)
class RepriseDeSujet:
    """A message that another room has begun: about something of its own, or kept there unsent. What
    is known of it is filled in, and can be corrected.

    `sujet_propre`: a subject that this message may have beside the usual ones. `enfant`: its pk.
    `origine`: the number of what it is about. `piece`: the name of the document that is joined
    already. `cle`: the room's own, which it gets back (`Attaches.ouvrir`).
    """

    foyer: Foyer
    sujet: str = ""
    sujet_propre: str = ""
    texte: str = ""
    enfant: int | None = None
    origine: str = ""
    a_propos: APropos | None = None
    piece: str = ""
    cle: Any = None


@dataclass(frozen=True)
class Commence:
    """A message begun and not sent: since when, and where it is taken up."""

    le: datetime
    lien: str


class Porte:
    """The door of a conversation that is nobody else's. Each method raises Refus, and nothing is
    written then."""

    rouvrable = True

    def __init__(self, fil: Fil) -> None:
        self.fil = fil

    def ecrire(
        self, *, par: Utilisateur, texte: str, documents: Sequence[Document] = ()
    ) -> Message:
        return ecrire_message(self.fil, texte, par=par, documents=documents)

    def repondre(
        self,
        *,
        par: Utilisateur,
        texte: str,
        vu: int | None = None,
        clore: bool = False,
        documents: Sequence[Document] = (),
    ) -> None:
        actions_agents.repondre_fil(
            self.fil, par=par, texte=texte, vu=vu, clore=clore, documents=documents
        )

    def clore(self, *, par: Utilisateur, vu: int | None = None) -> None:
        actions_agents.clore_sans_repondre(self.fil, par=par, vu=vu)

    def annuler(self, cle: int, *, par: Utilisateur) -> str:
        """Take back one's own last message, of this key. Its text."""
        return annuler_message(self.fil, cle, par=par)

    @transaction.atomic
    def rouvrir(self, *, par: Utilisateur) -> None:
        """Both sides may write again, and `par` deals with it."""
        saisi = Fil.objects.select_for_update().get(pk=self.fil.pk)
        if saisi.clos:
            rouvrir_fil(saisi)
            Fil.objects.filter(pk=saisi.pk).update(agent=par)

    @transaction.atomic
    def prendre(self, *, par: Utilisateur) -> None:
        """Take charge of a conversation nobody has; one's own again changes nothing."""
        tenus = Fil.objects.select_for_update(of=("self",)).select_related("agent")
        actions_agents.exiger_libre(tenus.get(pk=self.fil.pk), par)
        Fil.objects.filter(pk=self.fil.pk).update(agent=par)

    def rendre(self, *, par: Utilisateur) -> None:
        """Give one's conversation back to the common list."""
        if not Fil.objects.filter(pk=self.fil.pk, agent=par).update(agent=None):
            raise Refus(PLUS_LA_SIENNE)

    def confier(self, *, par: Utilisateur, agent: Utilisateur) -> None:
        """Hand it over to `agent` (oneself included), as it was read."""
        if not agent.is_active or not agent.has_perm(actions_agents.DROIT):
            raise Refus(
                f"{agent} ne peut pas répondre aux familles : choisissez une autre personne."
            )
        siens = Fil.objects.filter(pk=self.fil.pk, agent=self.fil.agent)
        if not siens.update(agent=agent):
            raise Refus(AUTRES_MAINS)


class Attaches:
    """What the other rooms know of conversations; each method says nothing unless they do."""

    def sujets(self) -> list[str]:
        """What a family may write about, when the room opens conversations itself; else empty."""
        return []

    def ouvrir(
        self,
        foyer: Foyer,
        *,
        sujet: str,
        texte: str,
        par: Utilisateur,
        enfant: Enfant | None = None,
        fichier: FichierVerifie | None = None,
        reprise: RepriseDeSujet | None = None,
    ) -> Fil:
        """The conversation, opened by the room. Called when it gives `sujets`."""
        raise NotImplementedError

    def reprise(self, par: Utilisateur, questions: QueryDict) -> RepriseDeSujet | None:
        """The message that an address names; None when it names none. Http404: it is not this
        account's."""
        return None

    def commences(self, par: Utilisateur) -> list[Commence]:
        """What this account has begun and not sent, the last one first. One query."""
        return []

    def sur(self, fils: list[Fil]) -> dict[int, "APropos"]:
        """dict pk → APropos, of those conversations that are about something of the room. One
        query."""
        return {}

    def porte(self, fil: Fil) -> Porte | None:
        """The door of a conversation, if it belongs to the room."""
        return None

    def reponses(self, fil: Fil, agent: Utilisateur) -> list[Any]:
        """list[dict(cle, titre, texte)]: the canned answers, filled for this conversation."""
        return []


@cache
def attaches() -> Attaches:
    return la_seule(offre.attaches for offre in offres())()


def porte_de(fil: Fil) -> Porte:
    """The door by which messages are written in this conversation."""
    return attaches().porte(fil) or Porte(fil)


def a_propos(fils: list[Fil]) -> dict[int, "APropos"]:
    """dict pk → APropos, of a list of conversations: demandes, invoices. Two queries at most."""
    numeros = {fil.pk: fil.origine for fil in fils if fil.origine}
    if not numeros:
        return {}
    factures = Facture.objects.publiees().filter(
        numero__in=numeros.values(), foyer__in={fil.foyer_id for fil in fils}
    )
    connues = set(factures.values_list("numero", flat=True))
    liens = {
        pk: APropos(
            f"facture {numero}",
            reverse("famille:facture", args=[numero]),
            reverse("factures:facture", args=[numero]),
        )
        for pk, numero in numeros.items()
        if numero in connues
    }
    return liens | attaches().sur(fils)


@transaction.atomic
def ecrire_au_service(
    foyer: Foyer,
    *,
    sujet: str,
    texte: str,
    par: Utilisateur,
    enfant: Enfant | None = None,
    fichier: FichierVerifie | None = None,
    reprise: RepriseDeSujet | None = None,
) -> Fil:
    """A new conversation from the family. The room that receives messages opens it, with its
    receipt (D1) and the delay that the town promises; without one, it is a conversation and no
    more. `fichier`: FichierVerifie. `reprise`: what was begun of it. Refus: nothing is written."""
    commun: dict[str, Any] = {"sujet": sujet, "texte": texte, "par": par, "enfant": enfant}
    if attaches().sujets() or (reprise and reprise.cle):
        return attaches().ouvrir(foyer, **commun, fichier=fichier, reprise=reprise)
    fichiers = [fichier] if fichier else []
    documents = actions_agents.joindre_au_message(fichiers, foyer=foyer, par=par, enfant=enfant)
    origine = reprise.origine if reprise else ""
    return ouvrir_fil(foyer, **commun, origine=origine, documents=documents)


@transaction.atomic
def ecrire_avec_pieces(
    fil: Fil,
    *,
    par: Utilisateur,
    texte: str,
    fichiers: Sequence[FichierVerifie] = (),
    sante: bool = False,
) -> Message:
    """Message of the family in this conversation, with its pieces (FichierVerifie). Refus: nothing
    is written."""
    documents = actions_agents.joindre_au_message(
        fichiers, foyer=fil.foyer, par=par, enfant=fil.enfant, sante=sante
    )
    return porte_de(fil).ecrire(par=par, texte=texte, documents=documents)


def ecrire_a_la_famille(
    foyer: Foyer, *, sujet: str, texte: str, par: Utilisateur, fichier: UploadedFile | None = None
) -> Fil:
    """A new conversation that the service begins. Refus: nothing is written."""
    pieces = actions_agents.examiner_les_pieces([fichier] if fichier else [], par=par)
    with transaction.atomic():
        documents = actions_agents.joindre_au_message(pieces, foyer=foyer, par=par)
        auteur = actions_agents.signature_de(par)
        return ouvrir_fil_du_service(
            foyer, sujet=sujet, texte=texte, par=par, auteur=auteur, documents=documents
        )


def repondre_avec_piece(
    fil: Fil,
    *,
    par: Utilisateur,
    texte: str,
    vu: int | None = None,
    clore: bool = False,
    fichier: UploadedFile | None = None,
) -> None:
    """A message of the service, with a piece. Refus: nothing is written."""
    pieces = actions_agents.examiner_les_pieces([fichier] if fichier else [], par=par)
    with transaction.atomic():
        documents = actions_agents.joindre_au_message(
            pieces, foyer=fil.foyer, par=par, enfant=fil.enfant
        )
        porte_de(fil).repondre(par=par, texte=texte, vu=vu, clore=clore, documents=documents)
