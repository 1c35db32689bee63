"""A paper of several pages, photographed one by one or chosen together, is one piece."""

import io

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from famille.models import Document
from tests.demarches.outils import nouvelle_adresse, pdf
from tests.famille.documents.test_pages_d_un_document import photo


def pages(document):
    with document.fichier.open("rb") as flux, pikepdf.open(io.BytesIO(flux.read())) as lu:
        return len(lu.pages)


@pytest.fixture(autouse=True)
def sur_la_page(camille):
    camille.poster("adresse", nouvelle_adresse(camille.demande))


def joindre(camille, **fichiers):
    return camille.poster("justificatif", fichiers, "enregistrer")


def piece(camille):
    return camille.relue().pieces.get().document


def test_photos_chosen_together_are_one_piece(camille):
    joindre(camille, fichier=[photo("recto.jpg"), photo("verso.jpg")])
    assert (piece(camille).nom, pages(piece(camille))) == ("recto.pdf", 2)


def test_a_page_photographed_later_follows_the_others(camille):
    joindre(camille, **{"fichier-page": photo("recto.jpg")})
    assert piece(camille).nom == "recto.jpg"
    joindre(camille, **{"fichier-page": photo("verso.jpg")})
    joindre(camille, **{"fichier-page": photo("annexe.jpg")})
    assert (piece(camille).nom, pages(piece(camille))) == ("recto.pdf", 3)
    assert Document.objects.count() == 1, "the pages are kept once"


def test_another_file_takes_the_place_of_all_pages(camille):
    joindre(camille, fichier=[photo(), photo()])
    joindre(camille, fichier=pdf("facture.pdf"))
    assert piece(camille).nom == "facture.pdf"


def test_one_file_that_is_refused_refuses_all_and_keeps_what_was_there(camille):
    joindre(camille, fichier=photo("recto.jpg"))
    page = joindre(camille, **{"fichier-page": SimpleUploadedFile("note.txt", b"bonjour")})
    assert "n’est pas lisible ici" in page.text
    assert piece(camille).nom == "recto.jpg"
