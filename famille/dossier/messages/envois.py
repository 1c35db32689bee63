"""A message to many households: prepared, frozen, then given to each of them once, whatever
interrupts it."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from famille.dossier.documents.actions import (
    deposer_document,
    examiner_document,
    remettre_documents,
    supprimer_document,
)
from famille.models import Document, EnvoiGroupe, Fil, Message, Utilisateur
from famille.socle.erreurs import Refus
from famille.socle.texte import normaliser

from .actions import LONGUEUR_MAX, TROP_LONG, VIDE, annoncer_message
from .actions_agents import signature_de

DEJA_PARTI = "Ce message est déjà parti : préparez-en un autre si vous avez autre chose à dire."
PERSONNE = "Aucune famille n’est concernée : choisissez d’autres destinataires."


def preparer_envoi(
    *,
    sujet: str,
    texte: str,
    cible: dict[str, Any],
    a_qui: str,
    par: Utilisateur,
    fichier: UploadedFile | None = None,
    envoi: EnvoiGroupe | None = None,
) -> EnvoiGroupe:
    """A draft, or `envoi` changed. `fichier` takes the place of the piece it had. Refus: nothing is
    written, or it has left."""
    if not texte.strip():
        raise Refus(VIDE, champ="texte")
    if len(texte) > LONGUEUR_MAX:
        raise Refus(TROP_LONG, champ="texte")
    piece = examiner_document(fichier, par=par) if fichier else None
    with transaction.atomic():
        envoi = _brouillon(envoi.pk) if envoi else EnvoiGroupe()
        envoi.sujet, envoi.texte = sujet[:120], texte.strip()
        envoi.cible, envoi.a_qui = cible, a_qui[:250]
        envoi.par, envoi.auteur = par, signature_de(par)[:250]
        envoi.save()
        if piece:
            _retirer_les_pieces(envoi)
            deposer_document(piece, foyer=None, envoi=envoi, par=par)
            remettre_documents(envoi.documents.all())
    return envoi


@transaction.atomic
def abandonner_envoi(envoi: EnvoiGroupe) -> None:
    """Delete a draft and its piece. Refus: it has left."""
    envoi = _brouillon(envoi.pk)
    _retirer_les_pieces(envoi)
    envoi.delete()


@transaction.atomic
def figer_envoi(envoi: EnvoiGroupe, foyers: list[int]) -> EnvoiGroupe:
    """EnvoiGroupe, which leaves for these households (keys). Refus: it has left, nobody is
    concerned, or its piece holds a virus or has not been looked at yet."""
    envoi = _brouillon(envoi.pk)
    if not foyers:
        raise Refus(PERSONNE)
    if envoi.documents.filter(etat=Document.Etat.INFECTE).exists():
        raise Refus(
            "Le document joint contient un virus : il est bloqué. Remplacez-le, puis envoyez."
        )
    if envoi.documents.filter(etat=Document.Etat.EN_ANALYSE).exists():
        raise Refus(
            "Le document joint est encore en cours d’analyse antivirus : attendez une minute, puis"
            " envoyez."
        )
    envoi.foyers, envoi.envoye_le = sorted(foyers), timezone.now()
    envoi.save(update_fields=["foyers", "envoye_le"])
    return envoi


@transaction.atomic
def remettre_envoi(envoi: EnvoiGroupe, foyer: int, adultes: list[Utilisateur]) -> bool:
    """Whether this call wrote the message in a conversation of this household (key), and a mail to
    each of `adultes`.

    The conversation is unique: killed in the middle or run twice at once, nobody has it twice.
    """
    maintenant = timezone.now()
    champs = {
        "sujet": envoi.sujet,
        "recherche": normaliser(envoi.sujet)[:200],
        "etat": Fil.Etat.ENVOYE,
        "dernier_le": maintenant,
        "reponse_le": maintenant,
    }
    fil, neuf = Fil.objects.get_or_create(envoi=envoi, foyer_id=foyer, defaults=champs)
    if neuf:
        message = Message.objects.create(
            fil=fil,
            du_service=True,
            auteur=envoi.auteur,
            par=envoi.par,
            texte=envoi.texte,
            le=maintenant,
        )
        annoncer_message(message, adultes)
    return neuf


def finir_envoi(envoi: EnvoiGroupe) -> None:
    EnvoiGroupe.objects.filter(pk=envoi.pk, fini_le=None).update(fini_le=timezone.now())


def _brouillon(cle: int) -> EnvoiGroupe:
    envoi = EnvoiGroupe.objects.select_for_update(of=("self",)).filter(pk=cle).first()
    if envoi is None:
        raise Refus("Ce message a été abandonné : préparez-en un autre.")
    if envoi.envoye_le:
        raise Refus(DEJA_PARTI)
    return envoi


def _retirer_les_pieces(envoi: EnvoiGroupe) -> None:
    for document in envoi.documents.all():
        supprimer_document(document)
