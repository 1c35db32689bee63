"""Private files: stored, filed, deleted. Neither a row nor its file outlives the other."""

import logging
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone
from django_q.tasks import async_task

from famille.journal.modifications import noter_modification
from famille.models import Document, Enfant, EnvoiGroupe, Foyer, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.mesure import TropSouvent, compter

from .fichiers import FichierRefuse, FichierVerifie, assembler, verifier
from .retenues import pourquoi_garder

logger = logging.getLogger(__name__)
PAS_GARDE = (
    "Ce document n’a pas pu être enregistré : le portail ne peut pas garder de fichier en ce"
    " moment. Ce que vous avez écrit n’est pas perdu : attendez quelques minutes, puis"
    " choisissez-le de nouveau."
)
PAS_RELU = (
    "Le document déjà joint ne peut pas être repris en ce moment. Retirez-le, puis choisissez"
    " toutes ses pages ensemble."
)
# Files that an account may send in an hour: three children need some twenty in September; an agent
# sends those of all the families that he receives.
PAR_HEURE, PAR_HEURE_AU_PERSONNEL = 60, 300
TROP_DE_FICHIERS = (
    "Vous avez envoyé beaucoup de fichiers en peu de temps. Attendez une heure, puis choisissez"
    " celui-ci de nouveau\u00a0: ce que vous avez déjà envoyé est gardé."
)


def examiner_document(fichier: UploadedFile, *, par: Utilisateur | None) -> FichierVerifie:
    """Check an uploaded file: what is to be kept of it. Call it before any transaction: opening a
    file takes time, and would hold the only writer (SQLite) or locks. FichierRefuse: its sentence
    is for the person who sent it."""
    _compter(par)
    return verifier(fichier)


def reunir_les_pages(
    fichiers: Sequence[FichierVerifie], *, suite_de: Document | None = None
) -> FichierVerifie:
    """Several files as one paper. `suite_de`: the paper to which they are added. FichierRefuse:
    there are too many, or that paper can't be read again."""
    return assembler(fichiers if suite_de is None else [relire(suite_de), *fichiers])


def relire(document: Document) -> FichierVerifie:
    """A paper as it is kept. FichierRefuse: its content is gone, or the store does not answer."""
    try:
        with document.fichier.open("rb") as flux:
            return FichierVerifie(document.nom, document.type_mime, flux.read())
    except (OSError, ValueError) as erreur:
        raise FichierRefuse(PAS_RELU) from erreur


def deposer_document(
    fichier: UploadedFile | FichierVerifie,
    *,
    foyer: Foyer | None,
    par: Utilisateur | None,
    genre: str = Document.Genre.AUTRE,
    enfant: Enfant | None = None,
    envoi: EnvoiGroupe | None = None,
    emis_le: date | None = None,
) -> Document:
    """Check an uploaded file, strip where it was taken, store it under a random name, queue its
    scan. `fichier`: in a transaction, what `examiner_document` has returned before it. `emis_le`:
    the date written on the paper. FichierRefuse: its sentence is for the person who sent it."""
    verifie = (
        fichier if isinstance(fichier, FichierVerifie) else examiner_document(fichier, par=par)
    )
    document = Document(
        foyer=foyer,
        enfant=enfant,
        envoi=envoi,
        genre=genre,
        nom=_nom_a_garder(verifie.nom, genre),
        type_mime=verifie.type_mime,
        taille=len(verifie.contenu),
        sha256=verifie.sha256,
        depose_par=par,
        emis_le=emis_le,
        etat=Document.Etat.EN_ANALYSE if settings.CLAMD else Document.Etat.NON_ANALYSE,
    )
    # A transaction rolled back after this leaves a file without a row:
    # famille.dossier.documents.orphelins.purger_orphelins removes it.
    try:
        document.fichier.save(verifie.nom, ContentFile(verifie.contenu), save=False)
    except OSError as erreur:
        logger.exception("a file could not be kept")
        raise FichierRefuse(PAS_GARDE) from erreur
    _enregistrer(document)
    return document


@transaction.atomic
def _enregistrer(document: Document) -> None:
    document.save()
    if settings.CLAMD:
        cle = str(document.pk)  # now: a row deleted before the commit has none left
        tache = partial(async_task, "famille.taches.analyser_document", cle)
        transaction.on_commit(tache, robust=True)  # not handed over: the schedule finds it


def _compter(par: Utilisateur | None) -> None:
    """Count the file before it is opened: a refused one costs as much. FichierRefuse: too many."""
    par_heure = PAR_HEURE_AU_PERSONNEL if par and par.est_du_personnel else PAR_HEURE
    try:
        compter("depot", par, par_heure=par_heure, refus=TROP_DE_FICHIERS)
    except TropSouvent as trop:
        raise FichierRefuse(str(trop)) from trop


def _nom_a_garder(nom: str, genre: str) -> str:
    """The family's name of the file; not for a RIB, whose name may hold the account's number."""
    return f"RIB{PurePath(nom).suffix}" if genre == Document.Genre.RIB else nom


def remettre_documents(documents: QuerySet[Document]) -> None:
    """Hand these papers (a Document QuerySet) to the service: from now on agents may open them."""
    documents.filter(remis_le=None).update(remis_le=timezone.now())


@transaction.atomic
def classer_document(document: Document, *, par: Utilisateur, origine: str = "") -> Document:
    """Keep it on the household's file, where it is proposed again (D6), unless it already is."""
    if document.classe_le:
        return document
    document.classe_le = timezone.now()
    document.save(update_fields=["classe_le"])
    for foyer in foyers_de(document):
        apres = {"Document": _rediger(document)}
        noter_modification(
            foyer, "document classé au dossier", par=par, apres=apres, origine=origine
        )
    return document


@transaction.atomic
def supprimer_document(document: Document) -> None:
    """Delete the row, and on commit its file. ProtectedError while a demande holds it."""
    nom, stockage = document.fichier.name, document.fichier.storage
    document.delete()
    if nom:
        transaction.on_commit(lambda: stockage.delete(nom))


@transaction.atomic
def retirer_document(document: Document, *, par: Utilisateur, foyers: list[Foyer]) -> None:
    """Delete a paper that nothing depends on, as `par`, an adult of `foyers`, wishes; each home
    concerned reads it in its journal. Refus: why it must stay. One deleted already is no fault."""
    present = Document.objects.select_for_update(of=("self",)).filter(pk=document.pk).first()
    if present is None:
        return
    if raison := pourquoi_garder([present], foyers).get(present.pk):
        raise Refus(raison)
    for foyer in foyers_de(present):
        avant = {"Document": _rediger(present)}
        noter_modification(foyer, "document supprimé", par=par, avant=avant)
    try:
        supprimer_document(present)
    except ProtectedError as erreur:
        raise Refus(
            "Ce document sert encore ailleurs dans votre dossier : il ne peut pas être supprimé."
        ) from erreur


def _rediger(document: Document) -> str:
    """A document, for the journal that every agent reads: no name, which may tell an illness."""
    nom = "" if document.genre in Document.DE_SANTE else f" : {document.nom}"
    return f"{document.get_genre_display()}{nom}"


def foyers_de(document: Document) -> list[Foyer]:
    """The households whose journal tells of this document. For a child's own paper, his homes, or
    else his former ones, so that a reading always leaves a trace."""
    if document.foyer:
        return [document.foyer]
    if document.enfant is None:
        return []  # the piece of a message to many households is nobody's paper
    return list(document.enfant.residences()) or list(document.enfant.foyers.distinct())
