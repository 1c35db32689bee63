"""Files when there is no room for them: the limit that the system sets on this process's own files
stands for the disk.

The tests with a disk that is really full are in tests/pannes/scenarios/disque.py.
"""

import resource
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile

from famille.actions import deposer_document
from famille.dossier.documents.fichiers import FichierRefuse
from famille.models import Document
from famille.socle.stockage import Dossier
from tests.demarches.outils import PDF


@contextmanager
def fichiers_limites(octets):
    """No file of this process may grow beyond that."""
    avant = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, avant[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, avant)


def test_a_file_that_could_not_be_written_whole_is_taken_away(tmp_path):
    stockage = Dossier(location=tmp_path)
    with fichiers_limites(100_000), pytest.raises(OSError, match="too large"):
        stockage.save("dossier/gros.pdf", ContentFile(b"x" * 200_000))
    assert not [un for un in Path(tmp_path).rglob("*") if un.is_file()]
    assert stockage.save("dossier/petit.pdf", ContentFile(b"x")) == "dossier/petit.pdf"


def test_a_paper_that_cannot_be_kept_is_refused_with_a_sentence(famille_martin):
    gros = SimpleUploadedFile(
        "gros.pdf", PDF.replace(b"%PDF-1.4\n", b"%PDF-1.4\n%" + b"x" * 4_000_000 + b"\n")
    )
    with (
        fichiers_limites(3_000_000),
        pytest.raises(FichierRefuse, match="choisissez-le de nouveau"),
    ):
        deposer_document(gros, foyer=famille_martin.foyer, par=famille_martin.camille)
    assert not Document.objects.exists()
