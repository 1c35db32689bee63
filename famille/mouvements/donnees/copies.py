"""Copies of data: asked by an adult, made by a task, kept a day in the private storage (D9)."""

import tempfile
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django_q.tasks import async_task

from famille.courriels.boite_d_envoi import adresse_absolue, preparer
from famille.courriels.genres import GenreDeCourriel
from famille.models import ExportDonnees, Utilisateur

from .archive import ecrire_archive
from .effacer_le_dossier import supprimer_exports

DOSSIER = "donnees"  # in the private storage
VALIDITE = timedelta(days=1)
_SEL = "famille.copie-de-donnees"
COPIE_PRETE = GenreDeCourriel("copie", "famille/copie_prete")


def demander_copie(utilisateur: Utilisateur) -> ExportDonnees:
    """The one being made for this account, a new one when there is none."""
    with transaction.atomic():
        copie, nouvelle = ExportDonnees.objects.get_or_create(utilisateur=utilisateur, pret_le=None)
        if nouvelle:
            tache = partial(async_task, "famille.taches.preparer_copie", str(copie.pk))
            transaction.on_commit(tache, robust=True)  # not handed over: the schedule finds it
    return copie


def a_preparer() -> list[Any]:
    """list of keys: copies whose task was lost, or fell."""
    depuis = timezone.now() - timedelta(minutes=2)
    perdues = ExportDonnees.objects.filter(pret_le=None, demande_le__lt=depuis)
    return list(perdues.values_list("pk", flat=True))


def preparer_copie(pk: UUID) -> bool:
    """Whether made now. It may run twice at once: the first to end is kept, and alone tells."""
    copie = ExportDonnees.objects.select_related("utilisateur").filter(pk=pk, pret_le=None).first()
    if copie is None:
        return False
    stockage = storages["prive"]
    with tempfile.TemporaryFile() as fichier:
        ecrire_archive(fichier, copie.utilisateur)
        taille = fichier.tell()
        fichier.seek(0)
        nom = stockage.save(f"{DOSSIER}/{copie.pk}.zip", File(fichier))
    with transaction.atomic():
        prete = ExportDonnees.objects.filter(pk=pk, pret_le=None)
        if prete.update(pret_le=timezone.now(), fichier=nom, taille=taille):
            lien = adresse_absolue(reverse("famille:mes_copies"))  # the mail says nothing else
            contexte = {"prenom": copie.utilisateur.first_name, "lien": lien}
            preparer(COPIE_PRETE.cle(copie.pk), copie.utilisateur.email, contexte)
            return True
    stockage.delete(nom)
    return False


def perimees() -> QuerySet[ExportDonnees]:
    """Past their day."""
    return ExportDonnees.objects.filter(pret_le__lte=timezone.now() - VALIDITE)


def en_cours(utilisateur: Utilisateur) -> QuerySet[ExportDonnees]:
    """QuerySet of ExportDonnees of this account: being made, or still there."""
    return ExportDonnees.objects.filter(utilisateur=utilisateur).exclude(
        pk__in=perimees().values("pk")
    )


def signer(copie: ExportDonnees) -> str:
    """The end of the address of its file, good for its own day."""
    assert copie.pret_le is not None, "one signs the address of a file that is there"
    return signing.dumps([str(copie.pk), int(copie.pret_le.timestamp())], salt=_SEL)


def lire(jeton: str, utilisateur: Utilisateur) -> ExportDonnees | None:
    """ExportDonnees of this account that `jeton` names, None when its day is over. BadSignature:
    forged, or another account's."""
    pk, pret_le = signing.loads(jeton, salt=_SEL)
    if timezone.now().timestamp() >= pret_le + VALIDITE.total_seconds():
        return None
    copie = ExportDonnees.objects.filter(pk=pk, utilisateur=utilisateur).first()
    if copie is None:
        raise signing.BadSignature("This copy is not this account's.")
    return copie


def purger_les_perimees() -> int:
    """How many copies past their day were deleted, and files that no row names."""
    with transaction.atomic():
        effacees = supprimer_exports(perimees())
    return effacees + _effacer_sans_ligne()


def _effacer_sans_ligne() -> int:
    stockage, limite = storages["prive"], timezone.now() - VALIDITE
    try:
        noms = {f"{DOSSIER}/{nom}" for nom in stockage.listdir(DOSSIER)[1]}
    except FileNotFoundError:  # nobody has ever asked for one
        return 0
    seuls = noms - set(ExportDonnees.objects.exclude(fichier="").values_list("fichier", flat=True))
    vieux = [nom for nom in seuls if stockage.get_modified_time(nom) < limite]
    for nom in vieux:
        stockage.delete(nom)
    return len(vieux)
