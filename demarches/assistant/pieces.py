"""What a page's POST gives: its answers, as they are kept, and its files, uploaded, taken again
from the household's file, or removed."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from demarches.declaration.champ_secret import proteger
from demarches.declaration.demarche import valeurs_propres
from demarches.declaration.etapes import SUITE, Etape, PieceField, en_texte
from demarches.depot.brouillon import joindre, joindre_du_dossier, retirer
from demarches.models import Demande
from famille.actions import examiner_document, reunir_les_pages
from famille.documents.fichiers import FichierRefuse, FichierVerifie
from famille.models import Document, Utilisateur
from famille.socle.connectee import RequeteConnectee
from famille.socle.dire import en_chiffres

VALEURS_MAX = 100  # of one question: boxes ticked, the three of a date
LONGUEUR_MAX = 10_000  # characters, of a field that has no limit of its own


def saisie_de(demande: Demande, etape: str, posee: QueryDict) -> dict[str, Any]:
    """The answers to the page's own fields, as typed, secrets encrypted. Nothing else of the POST
    is kept, so that a draft holds no more than its pages ask; nor a NUL, which PostgreSQL stores in
    no JSON."""
    page = demande.sa_demarche.pages_a_rendre(demande).get(etape)
    champs = page(demande=demande, prefix=etape).fields if page else {}
    saisie = {
        nom: _borner(champ, posee.getlist(f"{etape}-{nom}"))
        for nom, champ in champs.items()
        if f"{etape}-{nom}" in posee
    }
    return proteger(demande, etape, saisie)


def _borner(champ: Any, valeurs: list[str]) -> list[str]:
    """What is kept of a question. Twice what its field takes: a text that is a little too long is
    shown again whole, to be shortened by who wrote it; the field says that it is too long."""
    longueur = 2 * (getattr(champ, "max_length", None) or LONGUEUR_MAX // 2)
    return [valeur.replace("\0", "")[:longueur] for valeur in valeurs[:VALEURS_MAX]]


def ecarts(gardee: Etape, posee: Etape) -> list[dict[str, str]]:
    """[{"libelle", "valeur"}]: what another screen has kept where this one differs."""
    valeurs = valeurs_propres(gardee)
    return [
        {"libelle": str(champ.label), "valeur": en_texte(champ, valeurs.get(nom)) or "rien"}
        for nom, champ in gardee.fields.items()
        if not isinstance(champ, PieceField)
        and not champ.widget.is_hidden
        and gardee[nom].data != posee[nom].data
    ]


PAS_LE_SIEN = (
    "Ce document a été joint par la famille, qui ne l’a pas encore envoyé : une page ne peut pas y"
    " être ajoutée ici. Choisissez un fichier pour le remplacer."
)


Lus = dict[str, list[FichierVerifie] | FichierRefuse]


def traiter_les_pieces(
    demande: Demande,
    etape: str,
    action: str,
    *,
    request: RequeteConnectee,
    lus: Lus,
    agent: Utilisateur | None,
) -> dict[Any, str]:
    """{field: French sentence} of the files refused; the others are joined. `lus`: those of the
    POST; `agent`: who fills the page for the family."""
    refus = {}
    for champ, piece in demande.sa_demarche.champs_de_piece(demande, etape).items():
        nom = f"{etape}-{champ}"
        if action == f"retirer-{champ}":
            retirer(demande, etape, champ)
        elif nom in lus or f"{nom}{SUITE}" in lus:
            try:
                papier = _papier_donne(demande, etape, champ, lus, agent)
                joindre(
                    demande,
                    etape,
                    champ,
                    papier,
                    par=request.user,
                    genre=piece.genre,
                    enfant=piece.enfant,
                )
            except FichierRefuse as erreur:
                refus[champ] = str(erreur)
        elif reprise := request.POST.get(f"{nom}-dossier"):
            choisi = est_uuid(reprise) and proposables(demande, piece).filter(pk=reprise)
            if choisi and (document := choisi.first()):
                joindre_du_dossier(demande, etape, champ, document)
    return refus


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


def _papier_donne(
    demande: Demande, etape: str, champ: str, lus: Lus, agent: Utilisateur | None
) -> FichierVerifie:
    """The paper that this POST gives: the files chosen together, then the photos taken one by one;
    these alone follow what was joined before. FichierRefuse: why not."""
    nom, pages = f"{etape}-{champ}", []
    for lu in (lus.get(nom, []), lus.get(f"{nom}{SUITE}", [])):
        if isinstance(lu, FichierRefuse):
            raise lu
        pages += lu
    jointe = None
    if nom not in lus:
        jointe = demande.pieces.filter(etape=etape, champ=champ).first()
    if jointe and agent and not lisible_par(agent, jointe.document):
        raise FichierRefuse(PAS_LE_SIEN)
    return reunir_les_pages(pages, suite_de=jointe.document if jointe else None)


def lisible_par(agent: Utilisateur, document: Document) -> bool:
    """Whether who fills the page for the family may open this paper of it."""
    return Document.objects.remis(agent).filter(pk=document.pk).exists()


def recopier_les_dates(demande: Demande, etape: str, saisie: dict[str, Any]) -> None:
    """Write in `saisie` the known date of a joined document, where none is typed (D6)."""
    siennes = [une for une in demande.pieces_jointes if une.etape == etape]
    datees = {une.champ: une.document.emis_le for une in siennes if une.document.emis_le}
    champs = demande.sa_demarche.champs_de_piece(demande, etape) if datees else {}
    for nom, emis_le in datees.items():
        champ_date = champs[nom].champ_date if nom in champs else ""
        if champ_date and not any(saisie.get(champ_date, [])):
            saisie[champ_date] = [en_chiffres(emis_le)]


def proposables(demande: Demande, champ: PieceField) -> QuerySet[Document]:
    """The documents of the file that still serve at this field (CRPA L113-12, D6)."""
    if champ.genre in Document.DE_SANTE and demande.enfants_fermes:
        return Document.objects.none()
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
