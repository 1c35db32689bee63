"""The files that no row names: their transaction was rolled back."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.core.files.storage import storages
from django.utils import timezone

from famille.models import Document

_AGE_ORPHELIN = timedelta(days=1)
_NOM_DE_PIECE = re.compile(r"^[0-9a-f]{32}\.[a-z]+$")


def purger_orphelins() -> int:
    """How many files were deleted that no row had named for over a day."""
    effaces = 0
    for nom in fichiers_orphelins():
        storages["prive"].delete(nom)
        effaces += 1
    return effaces


def fichiers_orphelins() -> Iterator[str]:
    """The names of the files that no row has named for over a day."""
    stockage, limite = storages["prive"], timezone.now() - _AGE_ORPHELIN
    try:
        dossiers, _fichiers = stockage.listdir("")
    except FileNotFoundError:  # nothing was ever stored
        return
    for dossier in dossiers:
        noms = {
            f"{dossier}/{nom}" for nom in stockage.listdir(dossier)[1] if _NOM_DE_PIECE.match(nom)
        }
        connus = set(
            Document.objects.filter(fichier__startswith=f"{dossier}/").values_list(
                "fichier", flat=True
            )
        )
        yield from (nom for nom in noms - connus if stockage.get_modified_time(nom) < limite)
