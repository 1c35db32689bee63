"""Erasing a household, or one adult of it, at his wish or after years of silence (D9). What
accounting must keep stays, under a household without a name; the trace of it names nobody."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from functools import partial

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.utils import timezone

from famille import models
from famille.argent.prelevement.mandats import revoquer_mandat
from famille.comptes.sessions.vie import fermer_les_sessions
from famille.dossier.documents.actions import supprimer_document
from famille.journal.modifications import (
    noter_modification,
    oublier_les_modifications,
    taire_les_lectures,
)
from famille.journal.recherche import rafraichir_recherche
from famille.models import Document, Enfant, ExportDonnees, Foyer, MandatSEPA, Reprise, Utilisateur
from famille.models.document import DocumentQuerySet
from famille.models.message import FilQuerySet
from famille.socle.erreurs import Refus

from . import pieces
from .effacement import (
    COMPTE_EFFACE,
    EFFACE,
    enfants_qui_restent,
    foyers_partis,
    nommes,
    obstacles,
)


@transaction.atomic
def effacer_foyer(foyer: Foyer, *, par: Utilisateur | None, origine: str = "") -> None:
    """Erase all that may be of this household; its adults' accounts close when nothing else needs
    them. Refus: an unpaid invoice, an open demande, a booking to come… and nothing has changed."""
    foyer = Foyer.objects.select_for_update(no_key=True).get(pk=foyer.pk)
    if raisons := obstacles(foyer):
        raise Refus(" ".join(raisons))
    for piece in pieces():
        if hasattr(piece, "effacer"):
            piece.effacer(foyer, par=par)
    noter_modification(
        foyer, "effacement du dossier", par=par, apres={"Dossier": "effacé"}, origine=origine
    )


@transaction.atomic
def effacer_adulte(responsable: models.Responsable, *, par: Utilisateur, origine: str = "") -> None:
    """Take one adult out of a household that others keep: his row, his account if nothing else
    needs it. Refus: he is the last one, or a mandate in force is on his account."""
    foyer = Foyer.objects.select_for_update(no_key=True).get(pk=responsable.foyer_id)
    if not foyer.responsables.actuels().exclude(pk=responsable.pk).exists():
        raise Refus(
            "C’est le seul adulte de ce dossier : c’est tout le dossier qui doit être effacé."
        )
    if MandatSEPA.objects.en_vigueur().filter(foyer=foyer, titulaire=responsable).exists():
        raise Refus(
            "Un prélèvement est en place sur le compte de cette personne : arrêtez-le d’abord."
        )
    compte = responsable.utilisateur
    oublier_les_modifications(foyer, objet=f"responsable {responsable}")
    taire_les_lectures(foyer, de=responsable)
    responsable.delete()
    if compte:
        fermer_compte(compte)
    rafraichir_recherche(foyer)
    noter_modification(
        foyer,
        "départ d’un adulte",
        par=par,
        apres={"Adulte": "effacé à sa demande"},
        origine=origine,
    )


def fermer_compte(compte: Utilisateur) -> None:
    """Delete this account, or, when a demande still names it, leave it without a name, an address
    or a way in. Kept as it is: another household needs it, or it is an agent's."""
    if compte.est_du_personnel or compte.responsabilites.exists():
        return
    fermer_les_sessions(compte)
    supprimer_exports(ExportDonnees.objects.filter(utilisateur=compte))
    for modele in (models.Notification, models.Alerte, models.ChoixAlerte):
        modele.objects.filter(utilisateur=compte).delete()
    models.Courriel.objects.filter(destinataire__iexact=compte.email).exclude(
        envoye_le=None
    ).delete()
    for modele in (EmailAddress, Authenticator, SocialAccount):
        modele.objects.filter(user=compte).delete()
    try:
        with transaction.atomic():
            compte.delete()
    except ProtectedError:
        compte.email = f"{uuid.uuid4().hex}@{COMPTE_EFFACE}"
        compte.first_name, compte.last_name = "Compte", "effacé"
        compte.is_active, compte.last_login = False, None
        compte.set_unusable_password()
        compte.save()


def supprimer_exports(exports: QuerySet[ExportDonnees]) -> int:
    """How many copies of data were deleted, each with its file once that is committed."""
    partis = list(exports)
    for export in partis:
        nom = export.fichier
        export.delete()
        if nom:
            transaction.on_commit(partial(storages["prive"].delete, nom))
    return len(partis)


def effacer_du_dossier(foyer: Foyer, *, par: Utilisateur) -> None:
    """What `famille` itself knows of a household, once the rooms to our left have erased theirs."""
    supprimer_fils(models.Fil.objects.filter(foyer=foyer))
    partages = list(enfants_qui_restent(foyer).values_list("pk", flat=True))
    seuls = list(
        Enfant.objects.filter(rattachements__foyer=foyer).exclude(pk__in=partages).distinct()
    )
    supprimer_documents(Document.objects.filter(foyer=foyer))
    supprimer_documents(Document.objects.filter(foyer=None, enfant__in=seuls))
    foyer.rattachements.all().delete()
    Enfant.objects.filter(fusionne_dans__in=seuls).delete()
    for enfant in seuls:
        enfant.delete()
    for lignes in (
        *(foyer.adresses, foyer.contacts, foyer.quotients, foyer.sante_declaree),
        *(foyer.notes, foyer.placements),
    ):
        lignes.all().delete()
    for mandat in MandatSEPA.objects.en_vigueur().filter(foyer=foyer):
        revoquer_mandat(mandat, par=par)
    MandatSEPA.objects.filter(~nommes(), foyer=foyer).delete()
    comptes = [un.utilisateur for un in foyer.responsables.select_related("utilisateur")]
    models.Responsable.objects.filter(foyer=foyer).delete()
    for compte in filter(None, comptes):
        fermer_compte(compte)
    models.Fusion.objects.filter(Q(foyer=foyer) | Q(autre_foyer=foyer)).delete()
    _oublier_les_reprises(foyer)
    # The mandate that has just ended has written a line: the journal keeps the erasure only.
    for dossier in Foyer.objects.avec_les_fusionnes([foyer]):
        oublier_les_modifications(dossier)
        Foyer.objects.filter(pk=dossier.pk).update(
            nom=EFFACE, situation="", regime="", recherche="", lieux=""
        )
        taire_les_lectures(dossier)


def _oublier_les_reprises(foyer: Foyer) -> None:
    """No import can put it back nor make it again: the key of the household itself stays."""
    siennes = models.CleEtrangere.objects.filter(foyer=foyer)
    reprises = Reprise.objects.filter(source__in=siennes.values("source"), oubliee_le=None)
    models.EcritureDeReprise.objects.filter(
        reprise__in=reprises.filter(etat=Reprise.Etat.FAITE).values("pk")
    ).delete()
    reprises.filter(etat=Reprise.Etat.FAITE).update(oubliee_le=timezone.now())
    siennes.exclude(sujet="famille").delete()


def supprimer_fils(fils: FilQuerySet) -> int:
    """How many conversations were deleted, with the papers that nothing else holds."""
    cles = list(fils.values_list("pk", flat=True))
    papiers = list(Document.objects.filter(messages__fil__in=cles, classe_le=None).distinct())
    models.Fil.objects.filter(pk__in=cles).delete()
    supprimer_documents(
        Document.objects.filter(pk__in=[papier.pk for papier in papiers], messages=None)
    )
    return len(cles)


def supprimer_documents(documents: DocumentQuerySet | QuerySet[Document]) -> int:
    """How many were deleted, each with its file; those that a demande holds stay."""
    supprimes = 0
    for document in documents:
        with suppress(ProtectedError), transaction.atomic():
            supprimer_document(document)
            supprimes += 1
    return supprimes


def effacer_les_partis(cles: Iterable[int], limite: date) -> int:
    """How many households, silent since `limite`, were erased; what something forbids stays."""
    effaces = 0
    for foyer in foyers_partis(limite).filter(pk__in=cles):
        with suppress(Refus):
            effacer_foyer(foyer, par=None, origine="durée de conservation échue")
            effaces += 1
    return effaces
