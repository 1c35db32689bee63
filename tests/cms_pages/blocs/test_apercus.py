"""What an editor sees of a block before she takes it."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from lxml import html
from wagtail.documents import get_document_model

from cms_pages.blocs import BLOCS, BLOCS_ACCUEIL

pytestmark = pytest.mark.django_db
TOUS = dict([*BLOCS, *BLOCS_ACCUEIL])
# What one of them must show; the others are held to show something.
MONTRE = {
    "titre": "Les inscriptions de la rentrée",
    "encadre": "Attention",
    "etapes": "Choisissez les jours",
    "questions": "Puis-je annuler la veille ?",
    "tableau": "de 17 h à 18 h 30",
    "bouton": "Réserver des jours",
    "cartes": "Choisir les jours, en ligne.",
    "a_completer": "À compléter par la collectivité",
    "conformite": "non conforme",
    "document": "Le règlement (PDF",
    "tarifs": "arifs",
}


@pytest.mark.parametrize("nom", TOUS)
def test_each_block_says_what_it_is_for_and_shows_itself(nom, connecter, redactrice, pages):
    bloc = TOUS[nom]
    assert bloc.is_previewable
    assert bloc.get_description()
    get_document_model().objects.create(
        title="Le règlement", file=ContentFile(b"%PDF", name="reglement.pdf")
    )
    adresse = reverse("wagtailadmin_block_preview")
    reponse = connecter(redactrice).get(adresse, {"id": bloc.definition_prefix})
    assert reponse.status_code == 200
    page = html.fromstring(reponse.content)
    assert page.xpath("//link[contains(@href, 'famille.css')]")  # dressed as on a page
    [cadre] = page.xpath("//main//div[contains(@class, 'w-block-')]")
    texte = " ".join(cadre.text_content().split())
    assert MONTRE.get(nom, "") in texte.replace("\u00a0", " ")
    assert texte or cadre.xpath(".//img"), nom


def test_a_library_without_a_picture_or_a_file_breaks_no_preview(connecter, redactrice):
    client = connecter(redactrice)
    for nom in ("image", "document", "actualites", "etapes"):
        adresse = reverse("wagtailadmin_block_preview")
        assert client.get(adresse, {"id": TOUS[nom].definition_prefix}).status_code == 200
