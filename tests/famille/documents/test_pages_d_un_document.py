"""Several photos of one paper are one PDF; the small picture of what was sent is its family's."""

import io

import pikepdf
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import etree
from PIL import Image

from famille.actions import deposer_document, examiner_document, reunir_les_pages
from famille.dossier.documents import laboratoire
from famille.dossier.documents.fichiers import FichierRefuse
from famille.models import Document
from tests.demarches.outils import pdf

pytestmark = pytest.mark.django_db


def photo(nom="photo.jpg", taille=(600, 800), couleur="red", format_="JPEG", exif=None):
    flux = io.BytesIO()
    Image.new("RGB", taille, couleur).save(flux, format_, **({"exif": exif} if exif else {}))
    return SimpleUploadedFile(nom, flux.getvalue())


def lus(*fichiers):
    return [examiner_document(fichier, par=None) for fichier in fichiers]


def test_photos_of_one_paper_are_one_pdf_in_their_order():
    couchee = Image.Exif()
    couchee[0x0112] = 6  # held upright, kept lying
    pages = lus(photo("recto.jpg"), photo("verso.jpg", (800, 600), "blue", exif=couchee))
    entier = reunir_les_pages(pages)
    assert (entier.nom, entier.type_mime) == ("recto.pdf", "application/pdf")
    with pikepdf.open(io.BytesIO(entier.contenu)) as pdf:
        assert len(pdf.pages) == 2
        largeur, hauteur = [float(x) for x in pdf.pages[1].mediabox[2:]]
        assert hauteur > largeur, "the second page lies"
        assert round(hauteur / 72, 1) == 11.7


def test_one_photo_stays_what_it_is():
    [seule] = lus(photo())
    assert reunir_les_pages([seule]) is seule


def test_ten_pages_at_most():
    with pytest.raises(FichierRefuse, match="10 pages au plus"):
        reunir_les_pages(lus(photo()) * 11)


def test_pages_too_heavy_together_are_refused_in_a_sentence(settings):
    pages = lus(photo(), photo("b.png", format_="PNG"))
    settings.TAILLE_MAX_PIECE = 500
    with pytest.raises(FichierRefuse, match="Enlevez une page"):
        reunir_les_pages(pages)


@pytest.fixture
def piece(famille_martin):
    cache.clear()
    return deposer_document(
        photo("papier.jpg"), foyer=famille_martin.foyer, par=famille_martin.camille
    )


def vignette(document):
    return reverse("famille:vignette", args=[document.pk])


def test_the_small_picture_is_small_and_made_once(connecter, famille_martin, piece, monkeypatch):
    camille = connecter(famille_martin.camille)
    reponse = camille.get(vignette(piece))
    assert Image.open(io.BytesIO(reponse.content)).size == (240, 320)
    assert "no-store" in reponse.headers["Cache-Control"]
    assert "sandbox" in reponse.headers["Content-Security-Policy"]
    monkeypatch.setattr(laboratoire, "examiner", lambda *_: pytest.fail("opened again"))
    assert camille.get(vignette(piece)).content == reponse.content


def test_a_pdf_made_of_photos_shows_its_first_page(connecter, famille_martin):
    entier = reunir_les_pages(lus(photo(couleur="green"), photo()))
    document = deposer_document(entier, foyer=famille_martin.foyer, par=famille_martin.camille)
    reponse = connecter(famille_martin.camille).get(vignette(document))
    rouge, vert, _bleu = Image.open(io.BytesIO(reponse.content)).getpixel((100, 100))
    assert vert > 100 > rouge


def test_a_neighbour_s_small_picture_is_not_shown(connecter, voisin, piece, agent):
    assert connecter(voisin.nadia).get(vignette(piece)).status_code == 404
    assert connecter(agent).get(vignette(piece)).status_code == 404


@pytest.mark.parametrize("etat", [Document.Etat.EN_ANALYSE, Document.Etat.INFECTE])
def test_what_nobody_may_open_has_no_picture(connecter, famille_martin, piece, etat):
    Document.objects.filter(pk=piece.pk).update(etat=etat)
    assert est_une_feuille(connecter(famille_martin.camille).get(vignette(piece)))


def test_a_pdf_of_text_is_shown_as_a_sheet(connecter, famille_martin):
    """The paper of the CAF: an empty answer was shown as a broken picture."""
    document = deposer_document(pdf(), foyer=famille_martin.foyer, par=famille_martin.camille)
    assert est_une_feuille(connecter(famille_martin.camille).get(vignette(document)))


def est_une_feuille(reponse):
    feuille = etree.fromstring(reponse.content)
    return (reponse.status_code, reponse.headers["Content-Type"], feuille.tag) == (
        *(200, "image/svg+xml"),
        "{http://www.w3.org/2000/svg}svg",
    )
