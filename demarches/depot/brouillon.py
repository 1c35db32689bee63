"""A demande while the family fills it: begin, save, give up."""

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from demarches.catalogue import obtenir
from demarches.instruction.passage import PassageImpossible
from demarches.models import Demande, PieceJointe, ReglageDemarche
from demarches.regles.avancement import Avancement
from famille.actions import deposer_document, examiner_document, supprimer_document
from famille.dossier.documents.fichiers import FichierVerifie
from famille.models import Document, Enfant, Foyer, Utilisateur
from famille.socle.ville import service

Statut = Demande.Statut
Canal = Demande.Canal
# an account's in one household: each démarche for each of three children, and some more
BROUILLONS_MAX = 50
TROP_DE_BROUILLONS = (
    f"Vous avez déjà {BROUILLONS_MAX} démarches commencées et non envoyées. Terminez-en une, ou"
    " annulez celles qui ne servent plus\u00a0: elles sont dans «\u00a0Mes démarches\u00a0». Puis"
    " recommencez."
)


def exiger_ouverte(code: str) -> ReglageDemarche:
    """The settings of an open démarche. PassageImpossible: it is closed, or only announced."""
    reglage = ReglageDemarche.objects.ouvertes().filter(code=code).first()
    if reglage is None or obtenir(code) is None:
        raise PassageImpossible(
            "Cette démarche n’est pas ouverte en ce moment. Si votre demande est urgente, contactez"
            f" {service().le}."
        )
    return reglage


@transaction.atomic
def commencer(
    code: str,
    *,
    foyer: Foyer,
    par: Utilisateur,
    enfant: Enfant | None = None,
    canal: str = Canal.PORTAIL,
    a_propos: str = "",
    envoyee_aussitot: bool = False,
    seules: Sequence[str] = (),
) -> Demande:
    """A new draft of this démarche; there may be several. PassageImpossible: it is not open, or
    this account has as many drafts as it may in this household.

    `a_propos`: the number of the demande that a message is about. `envoyee_aussitot`: it is sent in
    the same transaction, and does not stay a draft. `seules`: the only pages that it is opened on.
    """
    exiger_ouverte(code)
    if canal == Canal.PORTAIL and not envoyee_aussitot:
        _exiger_de_la_place(foyer, par)
    demande = Demande(
        code=code, foyer=foyer, enfant=enfant, canal=canal, par=par, a_propos=a_propos
    )
    mettre_au_debut(demande, seules)
    demande.save()
    if canal == Canal.PORTAIL and not (seules or envoyee_aussitot):
        _repondre_d_avance(demande)
    return demande


def _repondre_d_avance(demande: Demande) -> None:
    """Check the first pages whose answer is known; the draft is then at the next one."""
    demarche = demande.sa_demarche
    reponses = demarche.repondues_d_avance(demande)
    for etape, saisie in reponses.items():
        suivi = demande.avancement
        enregistrer_page(demande, saisie=demande.saisie | {etape: saisie}, avancement=suivi)
        page = demarche.formulaire(demande, etape)
        if not page.is_valid():
            return
        suivi = suivi.jugee(etape, valide=True, complement=None, empreinte=page.empreinte())
        pages = demarche.pages(demande)
        suivante = next((une for une in pages if une not in suivi.validees), etape)
        suivi = suivi.paginee(pages).a_l_etape(suivante)
        enregistrer_page(demande, saisie=demande.saisie, avancement=suivi)


def mettre_au_debut(demande: Demande, seules: Sequence[str] = ()) -> None:
    """Put a draft, saved or not, at its first page. `seules`: as `commencer`."""
    demande.avancement = Avancement(seules=list(seules))
    demande.avancement = Avancement.neuf(demande.sa_demarche.pages(demande), seules=seules)


def _exiger_de_la_place(foyer: Foyer, par: Utilisateur) -> None:
    """Refuse too many drafts; each adult has his own limit, so as not to block another."""
    if (
        Demande.objects.brouillons().filter(foyer=foyer, par=par, canal=Canal.PORTAIL).count()
        >= BROUILLONS_MAX
    ):
        raise PassageImpossible(TROP_DE_BROUILLONS)


@transaction.atomic
def enregistrer_page(demande: Demande, *, saisie: dict[str, Any], avancement: Avancement) -> None:
    """Write what was typed, and where. PassageImpossible: it was sent meanwhile."""
    champs = {"saisie": saisie, "avancement": avancement, "modifie_le": timezone.now()}
    if (
        not Demande.objects.filter(pk=demande.pk, statut=demande.statut).update(**champs)
        or not demande.modifiable
    ):
        raise PassageImpossible(
            "Cette demande est déjà envoyée : elle ne peut plus être modifiée ici."
        )
    for nom, valeur in champs.items():
        setattr(demande, nom, valeur)


def joindre(
    demande: Demande,
    etape: str,
    champ: str,
    fichier: UploadedFile | FichierVerifie,
    *,
    par: Utilisateur,
    genre: Document.Genre = Document.Genre.AUTRE,
    enfant: Enfant | None = None,
) -> PieceJointe:
    """Keep an uploaded file (or what `examiner_document` gave of it) as the piece of this field, in
    place of the one it had.

    `enfant`: whose paper it is, by default the demande's. FichierRefuse: nothing has changed; its
    sentence says why.
    """
    enfant = enfant or demande.enfant
    if not isinstance(fichier, FichierVerifie):
        fichier = examiner_document(fichier, par=par)
    with transaction.atomic():
        document = deposer_document(
            fichier, foyer=demande.foyer, enfant=enfant, par=par, genre=genre
        )
        return _mettre(demande, etape, champ, document)


@transaction.atomic
def joindre_du_dossier(demande: Demande, etape: str, champ: str, document: Document) -> PieceJointe:
    """Join a document that the file already holds (D6)."""
    return _mettre(demande, etape, champ, document)


@transaction.atomic
def retirer(demande: Demande, etape: str, champ: str) -> bool:
    """Take a piece away; its file is deleted unless the household's file holds it. False: there was
    none."""
    piece = demande.pieces.select_related("document").filter(etape=etape, champ=champ).first()
    if piece is None:
        return False
    piece.delete()
    _oublier(piece.document)
    return True


@transaction.atomic
def abandonner(demande: Demande, *, par: Utilisateur | None) -> None:
    """Delete a draft and its files (G23). PassageImpossible: it was sent meanwhile."""
    tenue = Demande.objects.select_for_update().filter(pk=demande.pk).first()
    if tenue is None:
        return
    if tenue.statut != Statut.BROUILLON:
        raise PassageImpossible(
            "Cette demande est déjà envoyée : elle ne peut plus être supprimée."
        )
    documents = [piece.document for piece in tenue.pieces_jointes]
    tenue.delete()
    for document in documents:
        _oublier(document)


def _mettre(demande: Demande, etape: str, champ: str, document: Document) -> PieceJointe:
    ancienne = demande.pieces.select_related("document").filter(etape=etape, champ=champ).first()
    if ancienne and ancienne.document_id == document.pk:
        return ancienne
    piece, _nouvelle = PieceJointe.objects.update_or_create(
        demande=demande, etape=etape, champ=champ, defaults={"document": document}
    )
    if ancienne:
        _oublier(ancienne.document)
    return piece


def _oublier(document: Document) -> None:
    """Delete a document that neither the file nor another demande holds."""
    if document.classe_le is None and not document.pieces.exists():
        supprimer_document(document)
