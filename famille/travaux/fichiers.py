"""The file that a job makes: written into the private storage, kept 7 days."""

import tempfile
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files import File
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from famille.models import Travail
from famille.socle.erreurs import Refus

DOSSIER = "exports"
GARDE = timedelta(days=7)
MEMOIRE = timedelta(days=365)  # of what a job was and did
# what a task writes well within its minute, with some to spare
LIGNES_MAX = 150_000


def exiger_la_place(total: int, *, des_lignes: str, que_faire: str) -> None:
    """Refus: so many lines are too many for one file."""
    if total > LIGNES_MAX:
        raise Refus(
            f"Il y a {total} {des_lignes}, et ce fichier en contient {LIGNES_MAX} au plus :"
            f" {que_faire}."
        )


def deposer(
    travail: Travail,
    sorte: str,
    nom: str,
    ecrire: Callable[..., Any],
    *,
    avec: Callable[..., Any] | None = None,
) -> bool:
    """Whether what `ecrire(file)` has written is the job's file. Of two runs, the first one's is
    kept and the other's goes.

    `avec()` writes what is kept with the file, both or neither: the traces of who took it. The
    transaction opens once the file is written, and holds the town's only writer (SQLite) for a
    moment, not for as long as the file takes.
    """
    chemin = ecrire_un_fichier(sorte, ecrire)
    garde = False
    try:
        with transaction.atomic():
            seul = Travail.objects.filter(pk=travail.pk, fichier="")
            premier = bool(seul.update(fichier=chemin, nom_du_fichier=nom))
            if premier and avec:
                avec()
        garde = premier
    finally:
        if not garde:
            storages["prive"].delete(chemin)
    return garde


def ecrire_un_fichier(sorte: str, ecrire: Callable[..., Any]) -> str:
    """Its path in the private storage: whole, or not there."""
    with tempfile.TemporaryFile() as fichier:
        ecrire(fichier)
        fichier.seek(0)
        return storages["prive"].save(f"{DOSSIER}/{uuid.uuid4()}.{sorte}", File(fichier))


def purger_les_anciens() -> int:
    """How many files older than 7 days were deleted, and those that no job names; jobs that ended
    a year ago are forgotten. Each day, by the schedule."""
    Travail.objects.filter(fichier="", fini_le__lt=timezone.now() - MEMOIRE).delete()
    limite, stockage = timezone.now() - GARDE, storages["prive"]
    anciens = Travail.objects.filter(~Q(fichier=""), fini_le__lt=limite)
    for travail in anciens:
        stockage.delete(travail.fichier)
    effaces = anciens.update(fichier="")
    try:
        _dossiers, noms = stockage.listdir(DOSSIER)
    except FileNotFoundError:  # nothing was ever exported
        return effaces
    connus = set(
        Travail.objects.filter(fichier__startswith=f"{DOSSIER}/").values_list("fichier", flat=True)
    )
    for chemin in {f"{DOSSIER}/{nom}" for nom in noms} - connus:
        if stockage.get_modified_time(chemin) < limite:
            stockage.delete(chemin)
            effaces += 1
    return effaces
