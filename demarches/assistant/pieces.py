"""The files of a page's POST: uploaded, taken again from the household's file, or removed."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from demarches.declaration.etapes import SUITE
from demarches.depot.brouillon import joindre, joindre_du_dossier, retirer
from demarches.models import Demande
from famille.actions import examiner_document, reunir_les_pages
from famille.dossier.documents.fichiers import FichierRefuse, FichierVerifie
from famille.models import Document, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_chiffres

if TYPE_CHECKING:
    from demarches.assistant.vue import Assistant
    from demarches.declaration.etapes import PieceField


PAS_LE_SIEN = (
    "Ce document a été joint par la famille, qui ne l’a pas encore envoyé : une page ne peut pas y"
    " être ajoutée ici. Choisissez un fichier pour le remplacer."
)


def traiter_les_pieces(assistant: "Assistant", etape: str, action: str) -> dict[Any, str]:
    """{field: French sentence} of the files refused; the others are joined."""
    demande, request, refus = assistant.demande, assistant.request, {}
    for champ, piece in demande.sa_demarche.champs_de_piece(demande, etape).items():
        nom = f"{etape}-{champ}"
        if action == f"retirer-{champ}":
            retirer(demande, etape, champ)
        elif nom in assistant.lus or f"{nom}{SUITE}" in assistant.lus:
            try:
                joindre(
                    demande,
                    etape,
                    champ,
                    _papier_donne(assistant, etape, champ),
                    par=request.user,
                    genre=piece.genre,
                    enfant=piece.enfant or demande.enfant,
                )
            except FichierRefuse as erreur:
                refus[champ] = str(erreur)
        elif reprise := request.POST.get(f"{nom}-dossier"):
            document = (
                proposables(demande, piece).filter(pk=reprise).first()
                if est_uuid(reprise)
                else None
            )
            if document:
                joindre_du_dossier(demande, etape, champ, document)
    return refus


Lus = dict[str, list[FichierVerifie] | FichierRefuse]


def examiner_les_fichiers(request: RequeteConnectee) -> Lus:
    """{name of the POST: what is to be kept of its files, or why they are not taken}. Before any
    transaction: a file takes a moment to be opened."""
    lus: Lus = {}
    for nom, fichiers in request.FILES.lists():
        try:
            lus[nom] = [examiner_document(fichier, par=request.user) for fichier in fichiers]
        except FichierRefuse as refus:
            lus[nom] = refus
    return lus


def _papier_donne(assistant: "Assistant", etape: str, champ: str) -> FichierVerifie:
    """The paper that this POST gives: the files chosen together, then the photos taken one by one;
    these alone follow what was joined before. FichierRefuse: why not."""
    nom, pages = f"{etape}-{champ}", []
    for lus in (assistant.lus.get(nom, []), assistant.lus.get(f"{nom}{SUITE}", [])):
        if isinstance(lus, FichierRefuse):
            raise lus
        pages += lus
    jointe = None
    if nom not in assistant.lus:
        jointe = assistant.demande.pieces.filter(etape=etape, champ=champ).first()
    if jointe and assistant.agent and not lisible_par(assistant.agent, jointe.document):
        raise FichierRefuse(PAS_LE_SIEN)
    return reunir_les_pages(pages, suite_de=jointe.document if jointe else None)


def lisible_par(agent: Utilisateur, document: Document) -> bool:
    """Whether who fills the page for the family may open this paper of it."""
    return Document.objects.remis(agent).filter(pk=document.pk).exists()


def recopier_les_dates(demande: Demande, etape: str, saisie: dict[str, Any]) -> None:
    """Write in `saisie` the known date of a joined document, where none is typed (D6)."""
    datees = [
        piece for piece in demande.pieces_jointes if piece.etape == etape and piece.document.emis_le
    ]
    champs = demande.sa_demarche.champs_de_piece(demande, etape) if datees else {}
    for piece in datees:
        if piece.champ in champs:
            champ_date = champs[piece.champ].champ_date
            if champ_date and not any(saisie.get(champ_date, [])):
                saisie[champ_date] = [en_chiffres(piece.document.emis_le)]


def proposables(demande: Demande, champ: "PieceField") -> QuerySet[Document]:
    """The documents of the file that still serve at this field (CRPA L113-12, D6)."""
    if _a_taire(demande, champ):
        return Document.objects.none()
    return _encore_valables(demande, champ)


def proposes(demande: Demande, champ: "PieceField") -> list[Document]:
    """The same, read."""
    if _a_taire(demande, champ):
        return []
    return list(_encore_valables(demande, champ))


def _a_taire(demande: Demande, champ: "PieceField") -> bool:
    return champ.genre in Document.DE_SANTE and bool(demande.enfants_fermes)


def _encore_valables(demande: Demande, champ: "PieceField") -> QuerySet[Document]:
    titulaire = Q(foyer=demande.foyer_id)
    # his own papers, which both his homes see, and those that this household has of him
    if champ.enfant:
        titulaire = Q(foyer=None) | Q(foyer=demande.foyer_id)
        titulaire &= Q(enfant=champ.enfant)
    return Document.objects.du_dossier().filter(
        titulaire,
        genre=str(champ.genre),
        etat__in=[Document.Etat.SAIN, Document.Etat.NON_ANALYSE],
        valable_jusqu_au__gte=timezone.localdate(),
    )


def est_uuid(texte: str) -> bool:
    """Whether a key that the database may be asked for."""
    try:
        UUID(texte)
    except ValueError:
        return False
    return True
