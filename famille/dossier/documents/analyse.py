"""The antivirus check of a document: EN_ANALYSE → SAIN or INFECTE. The content of an infected file
is deleted at once; the row stays, so that the family and the agents know what happened
(docs/comprendre/fichiers.md)."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.journal.modifications import noter_modification
from famille.models import Document

from . import antivirus
from .actions import foyers_de

INFECTE = GenreDeCourriel("infecte", "famille/document_infecte")

Etat = Document.Etat


def analyser_document(pk: UUID | str) -> str:
    """Scan one document: its state afterwards, "" when it no longer exists. Idempotent. clamd or
    the store not answering leaves the state: the schedule tries again."""
    document = (
        Document.objects.filter(pk=pk).select_related("depose_par", "foyer", "enfant").first()
    )
    if document is None:
        return ""
    if document.etat in (Etat.SAIN, Etat.INFECTE) or not settings.CLAMD:
        return document.etat
    try:
        with document.fichier.open("rb") as flux:
            virus = antivirus.analyser(flux)
    except OSError:  # clamd or the store is silent, or the file was deleted while its task waited
        return document.etat
    if virus:
        return _bloquer(document)
    _noter_l_etat(document, Etat.SAIN)
    return Etat.SAIN


@transaction.atomic
def _bloquer(document: Document) -> Document.Etat:
    """Keep the row, lose the content, tell who sent it: only the first to change the state does."""
    nom, stockage = document.fichier.name, document.fichier.storage
    if not _noter_l_etat(document, Etat.INFECTE, fichier=""):
        return Etat.INFECTE
    for foyer in foyers_de(document):
        noter_modification(
            foyer, f"document {document.nom}", par=None, apres={"Antivirus": Etat.INFECTE.label}
        )
    if document.depose_par:
        lien = adresse_absolue(reverse("famille:document", args=[document.pk]))
        contexte = {"prenom": document.depose_par.first_name, "lien": lien}
        preparer(INFECTE.cle(document.pk), document.depose_par.email, contexte)
    if nom:
        transaction.on_commit(lambda: stockage.delete(nom))
    return Etat.INFECTE


def _noter_l_etat(document: Document, etat: Document.Etat, **champs: str) -> bool:
    """Whether this call changed the state: one conditional update, of which one task tells."""
    attend = [Etat.EN_ANALYSE, Etat.NON_ANALYSE]
    change = Document.objects.filter(pk=document.pk, etat__in=attend).update(etat=etat, **champs)
    document.etat = etat
    return bool(change)
