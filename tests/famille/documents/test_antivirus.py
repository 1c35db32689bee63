"""What clamd may answer: nothing but OK is clean. The server here is a few lines; tests/services
has the real one."""

import io
import socket
import threading

import pytest
from django.core.files.storage import storages

from famille.actions import deposer_document
from famille.dossier.documents import analyse, antivirus
from famille.models import Document
from tests.famille.documents.test_fichiers import PDF, envoi


@pytest.fixture
def clamd_qui_repond(settings):
    """clamd_qui_repond(answer): a server that reads an INSTREAM and answers that."""
    ecoute = socket.create_server(("127.0.0.1", 0))

    def _servir(reponse):
        with ecoute.accept()[0] as prise:
            prise.settimeout(5)
            recu = b""
            while not recu.endswith(b"\0\0\0\0") and (suite := prise.recv(65536)):
                recu += suite
            prise.sendall(reponse)

    def _preparer(reponse):
        threading.Thread(target=_servir, args=[reponse], daemon=True).start()
        settings.CLAMD = f"tcp://127.0.0.1:{ecoute.getsockname()[1]}"

    yield _preparer
    ecoute.close()


def test_ok_is_clean(clamd_qui_repond):
    clamd_qui_repond(b"stream: OK\0")
    assert antivirus.analyser(io.BytesIO(b"abc")) == ""


def test_what_is_found_is_named(clamd_qui_repond):
    clamd_qui_repond(b"stream: Eicar-Test FOUND\0")
    assert antivirus.analyser(io.BytesIO(b"abc")) == "Eicar-Test"


@pytest.mark.parametrize(
    "reponse",
    [b"INSTREAM size limit exceeded. ERROR\0", b"", b"stream: OK but\0", b"OK\0", b"\xff\xfe\0"],
)
def test_any_other_answer_is_not_clean(clamd_qui_repond, reponse):
    clamd_qui_repond(reponse)
    with pytest.raises(antivirus.AntivirusMuet):
        antivirus.analyser(io.BytesIO(b"abc"))


@pytest.mark.django_db
def test_the_content_of_an_infected_file_is_gone_from_the_row_and_from_the_store(
    clamd_qui_repond, famille_martin, django_capture_on_commit_callbacks
):
    document = deposer_document(
        envoi(PDF, "photo.pdf"), foyer=famille_martin.foyer, par=famille_martin.camille
    )
    nom = document.fichier.name
    clamd_qui_repond(b"stream: Eicar-Test FOUND\0")
    with django_capture_on_commit_callbacks(execute=True):
        assert analyse.analyser_document(document.pk) == Document.Etat.INFECTE
    assert not Document.objects.get().fichier
    assert not storages["prive"].exists(nom)
