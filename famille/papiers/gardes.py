"""PDFs that are made already: the same page gives the same bytes, so that a paper is made once a
day and then read.

A file's name is the print of all that it was made from, so that none is ever out of date. They lie
with the families' files and bear names of the same shape, which no row names: the daily task that
deletes such files deletes them (famille.documents.orphelins), so that what is erased of a household
does not live on there.
"""

import hashlib
import logging
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.contrib.staticfiles import finders
from django.core.files.base import ContentFile
from django.core.files.storage import storages

logger = logging.getLogger(__name__)
FEUILLES_DE_STYLE = (
    "portail/css/jetons.css",
    "famille/papiers/papier.css",
    "famille/papiers/pdf.css",
)


def nom_de(*sources: str) -> str:
    """The name of the file of what is made from these texts, by this release of the portal."""
    empreinte = hashlib.sha256(_de_la_version())
    for source in sources:
        empreinte.update(hashlib.sha256(source.encode()).digest())
    cle = empreinte.hexdigest()[:32]
    return f"{cle[:2]}/{cle}.pdf"


def lire(nom: str) -> bytes | None:
    """What is kept under this name. None too when the store fails: it is made again."""
    try:
        with storages["prive"].open(nom, "rb") as fichier:
            return fichier.read() or None
    except OSError:
        return None


def garder(nom: str, contenu: bytes) -> None:
    """Keep it. A store that fails, or one who was faster, changes nothing for who waits."""
    try:
        if not storages["prive"].exists(nom):
            storages["prive"].save(nom, ContentFile(contenu))
    except OSError as erreur:
        logger.warning("a PDF could not be kept: %s", type(erreur).__name__)


@cache
def _de_la_version() -> bytes:
    """What else a PDF is made of: the engine, and the sheets of style."""
    feuilles = [
        Path(trouvee).read_bytes() for nom in FEUILLES_DE_STYLE if (trouvee := finders.find(nom))
    ]
    return hashlib.sha256(b"".join([version("weasyprint").encode(), *feuilles])).digest()
