"""What was read of a file goes once it is done with, batch after batch: a town's is hundreds of
thousands of rows, and one statement would keep everybody else from writing."""

from collections.abc import Callable

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Exists, OuterRef
from django_q.tasks import async_task

from famille.models import DoublonDeReprise, FauteDeReprise, LigneDeReprise, Reprise
from famille.travaux.actions import AReprendre

from .tranches import Tranche

TACHE = "famille.mouvements.reprise.oubli.oublier_le_reste"
PAR_LOT = 2000
_FINIES = (Reprise.Etat.FAITE, Reprise.Etat.ABANDONNEE, Reprise.Etat.ANNULEE)


def oublier_le_fichier(reprise: Reprise) -> None:
    """In the caller's transaction, which says that it is done with."""
    chemin = reprise.fichier
    Reprise.objects.filter(pk=reprise.pk).update(fichier="")
    if chemin:
        transaction.on_commit(lambda: storages["prive"].delete(chemin))


def oublier_les_lignes(reprise: Reprise, souffler: Callable[[], None]) -> None:
    """What the file said, and who looked alike. `souffler`: called between two batches; what it
    raises stops here, and the next call goes on."""
    for modele in (DoublonDeReprise, LigneDeReprise):  # the first ones point at the others
        siennes = modele.objects.filter(reprise=reprise).order_by("pk")
        while cles := list(siennes.values_list("pk", flat=True)[:PAR_LOT]):
            modele.objects.filter(reprise=reprise, pk__lte=cles[-1]).delete()
            souffler()


def oublier_la_relecture(reprise: Reprise, souffler: Callable[[], None]) -> None:
    """The same, and the faults: the file is about to be read anew."""
    oublier_les_lignes(reprise, souffler)
    FauteDeReprise.objects.filter(reprise=reprise).delete()


def oublier_bientot(reprise: Reprise) -> None:
    """Out of the request, once its transaction is kept."""
    transaction.on_commit(lambda: async_task(TACHE, reprise.pk))


def oublier_le_reste(cle: int) -> bool:
    """The task: the lines of a file that is done with; whether none is left. It works for a while,
    then gives the rest to another task."""
    reprise = Reprise.objects.filter(pk=cle, etat__in=_FINIES).first()
    if reprise is None:
        return True
    try:
        oublier_les_lignes(reprise, Tranche(reprise).souffler)
    except AReprendre:
        async_task(TACHE, cle)
        return False
    return True


def oublier_celles_qui_restent() -> None:
    """Delete, each day, the lines that a lost task has left."""
    lignes = LigneDeReprise.objects.filter(reprise=OuterRef("pk"))
    for cle in Reprise.objects.filter(Exists(lignes), etat__in=_FINIES).values_list(
        "pk", flat=True
    ):
        oublier_le_reste(cle)
