"""Pictures of the pages: anybody downloads them, so that they tell no place, no date, no device."""

import io
import re

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.forms import modelform_factory
from django.urls import reverse
from PIL import Image
from wagtail.documents import get_document_model
from wagtail.documents.forms import get_document_form
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.images.models import Filter
from wagtail.models import Collection

from cms_pages.actions import faire_les_tailles
from cms_pages.models import IdentiteSite
from cms_pages.models.medias import LOGOS, TAILLES
from famille.dossier.documents.images import en_dit_trop, webp
from famille.socle.erreurs import Refus
from tests.famille.documents.test_fichiers import ORIENTATION, exif_de_vacances, photo

pytestmark = pytest.mark.django_db


def traces(contenu):
    """What a picture tells of who took it, and which way up it stands."""
    image = Image.open(io.BytesIO(contenu))
    return (
        sorted(set(image.getexif()) - {ORIENTATION}),
        image.getexif().get(ORIENTATION),
        b"Camille" in contenu,
    )


def lu(fichier):
    with fichier.open("rb") as flux:
        return flux.read()


def publier(format_, nom, **options):
    form = get_image_form(get_image_model())(
        {
            "title": "La cour",
            "description": "La cour",
            "collection": Collection.get_first_root_node().pk,
        },
        {"file": SimpleUploadedFile(nom, photo(format_, exif=exif_de_vacances(), **options))},
    )
    assert form.is_valid(), form.errors
    return form.save()


def faire_toutes_les_tailles():
    """As the schedule does in a few minutes."""
    while faire_les_tailles():
        pass


@pytest.mark.parametrize(
    ("format_", "nom"), [("JPEG", "cour.jpg"), ("PNG", "cour.png"), ("WEBP", "cour.webp")]
)
def test_a_published_picture_and_what_is_made_of_it_tell_no_place(pages, format_, nom):
    assert traces(photo(format_, exif=exif_de_vacances()))[0]  # the photo of the test tells it
    image = publier(format_, nom)
    assert traces(lu(image.file)) == ([], 6, False)
    rendition = image.get_rendition("width-20")
    assert traces(lu(rendition.file)) == ([], None, False)
    # turned upright: the photo was taken on its side
    assert (rendition.width, rendition.height) == (20, 30)
    assert image.file_size == len(lu(image.file))


def test_its_file_changed_later_is_cleaned_too(pages):
    image = publier("PNG", "cour.png")
    form = get_image_form(get_image_model())(
        {
            "title": "La cour",
            "description": "La cour",
            "collection": Collection.get_first_root_node().pk,
        },
        {"file": SimpleUploadedFile("autre.jpg", photo(exif=exif_de_vacances()))},
        instance=image,
    )
    assert form.is_valid(), form.errors
    assert traces(lu(form.save().file)) == ([], 6, False)


def test_a_picture_that_is_not_taken_is_told_beside_its_field(pages, monkeypatch):
    def refuser(geste, contenu):
        raise Refus("Cette image est incomplète.")

    monkeypatch.setattr("famille.dossier.documents.laboratoire.examiner", refuser)
    form = get_image_form(get_image_model())(
        {
            "title": "La cour",
            "description": "La cour",
            "collection": Collection.get_first_root_node().pk,
        },
        {"file": SimpleUploadedFile("cour.jpg", photo())},
    )
    assert not form.is_valid()
    assert "incomplète" in str(form.errors["file"])


def test_pictures_published_before_are_cleaned_once(pages, capsys):
    contenu = photo(exif=exif_de_vacances(), quality=92)
    ancienne = get_image_model().objects.create(
        title="Ancienne", file=ImageFile(io.BytesIO(contenu), "ancienne.jpg")
    )
    rendition = ancienne.get_rendition("width-20").file.name
    stockage, nom = ancienne.file.storage, ancienne.file.name
    call_command("nettoyer_les_images")
    assert "Images nettoyées : 1." in capsys.readouterr().out
    relue = get_image_model().objects.get(pk=ancienne.pk)
    assert traces(lu(relue.file)) == ([], 6, False)
    assert relue.file_size == len(lu(relue.file))
    assert [n for n in (nom, rendition) if n != relue.file.name and stockage.exists(n)] == []
    assert traces(lu(relue.get_rendition("width-20").file))[0] == []
    call_command("nettoyer_les_images")
    assert "Images nettoyées : 0." in capsys.readouterr().out


def test_a_webp_keeps_its_pixels_to_the_bit():
    contenu = photo("WEBP", exif=exif_de_vacances(), xmp=b"<x>Camille</x>", quality=50)
    propre = webp(contenu)
    pixels = [
        Image.open(io.BytesIO(octets)).convert("RGB").tobytes() for octets in (contenu, propre)
    ]
    assert pixels[0] == pixels[1]
    assert en_dit_trop(contenu)
    assert not en_dit_trop(propre)


def formulaire(nom, contenu):
    return get_image_form(get_image_model())(
        {
            "title": "La cour",
            "description": "La cour",
            "collection": Collection.get_first_root_node().pk,
        },
        {"file": SimpleUploadedFile(nom, contenu)},
    )


@pytest.mark.parametrize(
    ("dit", "prise"),
    [
        ({}, False),
        ({"description": "  "}, False),
        ({"description": "Le préau"}, True),
        ({"ornement": "on"}, True),
    ],
)
def test_a_picture_says_what_it_shows_or_that_it_only_adorns(pages, dit, prise):
    form = get_image_form(get_image_model())(
        {"title": "IMG_2041", "collection": Collection.get_first_root_node().pk} | dit,
        {"file": SimpleUploadedFile("IMG_2041.jpg", photo())},
    )
    assert form.is_valid() == prise
    if not prise:
        assert "Décrivez l’image en une phrase" in str(form.errors["description"])
        return
    # what a page is proposed: never the name of the file
    assert form.save().default_alt_text == dit.get("description", "")


def test_pictures_sent_together_are_described_one_by_one(connecter, redactrice, pages):
    """The screen of several files sends each at once, without a word of it: it waits for its own
    form."""
    client = connecter(redactrice)
    recu = client.post(
        reverse("wagtailimages:add_multiple"),
        {
            "title": "IMG_2041",
            "collection": Collection.get_first_root_node().pk,
            "files[]": SimpleUploadedFile("IMG_2041.jpg", photo(), content_type="image/jpeg"),
        },
        headers={"x-requested-with": "XMLHttpRequest"},
    )
    reponse = recu.json()
    assert reponse["success"], reponse
    assert not get_image_model().objects.filter(title="IMG_2041").exists()
    assert "texte de remplacement" in reponse["form"].lower()


@pytest.mark.parametrize("part", [0.01, 0.5, 0.99])
@pytest.mark.parametrize(
    ("format_", "nom"), [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("GIF", "a.gif")]
)
def test_a_picture_that_is_cut_is_told_beside_its_field_and_not_an_error_of_the_page(
    pages, format_, nom, part
):
    bruit = io.BytesIO()
    Image.effect_noise((300, 200), 80).convert("P" if format_ == "GIF" else "RGB").save(
        bruit, format_
    )
    entiere = bruit.getvalue()
    assert formulaire(nom, entiere).is_valid()
    form = formulaire(nom, entiere[: max(20, int(len(entiere) * part))])
    assert set(form.errors) == {"file"}


@pytest.mark.filterwarnings("ignore:Image size")  # Pillow's warning: ours is lower
# more than we decode; more than Pillow looks at
@pytest.mark.parametrize("largeur", [12_000, 20_000])
def test_a_picture_too_large_is_refused_before_it_is_decoded(pages, monkeypatch, largeur):
    """A few kilobytes of one colour are hundreds of megabytes once decoded, in the process that
    serves everybody."""
    immense = io.BytesIO()
    Image.new("1", (largeur, 10_000)).save(immense, "PNG")

    def decoder(image):
        raise AssertionError("decoded")

    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", decoder)
    form = formulaire("cour.png", immense.getvalue())
    assert form.errors["file"].as_data()[0].code == "file_too_many_pixels"


def test_the_field_of_a_picture_keeps_what_wagtail_s_page_needs(pages):
    html = str(formulaire("a.jpg", b"")["file"])
    assert 'data-controller="w-sync"' in html
    assert "image/" in html or ".jpg" in html


PIEGES = {
    "dessin.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "page.html": b"<html><script>alert(1)</script></html>",
    "page.xhtml": b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
    "outil.js": b"alert(1)",
    "style.xml": b"<?xml version='1.0'?><x/>",
}


@pytest.mark.parametrize(("nom", "contenu"), PIEGES.items(), ids=PIEGES)
def test_what_a_browser_would_run_is_no_picture_nor_document_of_the_pages(nom, contenu):
    communs = {"title": "Piège", "collection": Collection.get_first_root_node().pk}
    for forme in (get_image_form(get_image_model()), get_document_form(get_document_model())):
        remplie = forme(communs, {"file": SimpleUploadedFile(nom, contenu)})
        assert "file" in remplie.errors, forme


def test_a_phone_is_given_a_small_picture_in_a_light_format(client, pages):
    """Each picture of a public page: WebP, in two widths at least, its place kept while it
    comes."""
    faire_toutes_les_tailles()
    page = client.get("/").text
    images = [une for une in re.findall(r"<img[^>]*>", page) if "/media/images/" in une]
    assert len(images) >= 5  # the one of the top, and those of the cards
    for une in images:
        assert re.search(r'srcset="[^"]+\.webp \d+w, [^"]+\.webp \d+w"', une), une
        assert re.search(r'\bsizes="[^"]+"', une)
        assert re.search(r'\bwidth="\d+"', une)
        assert re.search(r'\bheight="\d+"', une)


def test_every_size_that_a_template_asks_is_made_before_a_page_is_read(pages):
    """A reader's GET writes no file: it would fail where the disk is full."""
    demandees = set()
    for gabarit in (settings.RACINE / "templates").rglob("*.html"):
        for genre, demande in re.findall(
            r"{% (srcset_image|image) \S+ (.+?) \w+=", gabarit.read_text()
        ):
            demandees |= set(Filter.expand_spec(demande)) if genre == "srcset_image" else {demande}
    assert demandees
    assert demandees <= {*TAILLES, *LOGOS}
    image = publier("JPEG", "cour.jpg")
    IdentiteSite.objects.update(logo=image)
    get_image_model().objects.exclude(pk=image.pk).delete()
    assert faire_les_tailles() == 2  # as a picture, and as the logo
    assert faire_les_tailles() == 0
    faites = set(image.renditions.values_list("filter_spec", flat=True))
    assert faites == {*TAILLES, *LOGOS}


def test_a_page_read_before_the_sizes_are_made_shows_the_picture_and_writes_nothing(client, pages):
    """The schedule makes them within the minute."""
    rendus = get_image_model().get_rendition_model()
    rendus.objects.all().delete()
    IdentiteSite.objects.update(logo=publier("JPEG", "blason.jpg"))
    cache.clear()
    adresse = reverse("cms_pages:icone_192")
    assert [client.get(une).status_code for une in ("/", adresse)] == [200, 200]
    assert not rendus.objects.exists()
    assert re.search(r'src="/media/original_images/[^"]+\.jpg"', client.get("/").text)
    faire_toutes_les_tailles()
    cache.clear()
    page = client.get("/").text
    assert not re.findall(r'src="/media/original_images/(?!blason)', page)


def test_a_logo_has_its_sizes_once_it_is_chosen(client, pages):
    """The frame of the pages, kept by each process, would go on with the picture as it is."""
    identite = IdentiteSite.objects.get()
    forme = modelform_factory(
        IdentiteSite, form=IdentiteSite.base_form_class, fields=["nom_portail", "logo"]
    )
    form = forme(
        {"nom_portail": "Au blason", "logo": publier("JPEG", "blason.jpg").pk}, instance=identite
    )
    assert form.is_valid(), form.errors
    identite = form.save()
    assert set(identite.logo.renditions.values_list("filter_spec", flat=True)) == set(LOGOS)
    page = client.get("/").text
    assert re.search(r'src="/media/images/blason[^"]+"', page)
    assert "original_images/blason" not in page


def test_a_picture_cut_elsewhere_is_made_again(pages):
    image = publier("JPEG", "cour.jpg")
    faire_toutes_les_tailles()
    form = get_image_form(get_image_model())(
        {
            "title": "La cour",
            "description": "La cour",
            "collection": image.collection_id,
            **dict.fromkeys(("focal_point_x", "focal_point_y"), 1),
            **dict.fromkeys(("focal_point_width", "focal_point_height"), 2),
        },
        instance=image,
    )
    assert form.is_valid(), form.errors
    image = form.save()
    assert faire_les_tailles() == 1
    assert image.find_existing_renditions(Filter(spec=TAILLES[0]))


def test_a_picture_whose_file_is_lost_stops_none_of_the_others(pages):
    get_image_model().objects.all().delete()
    entiere, perdue = publier("JPEG", "cour.jpg"), publier("JPEG", "perdue.jpg")
    perdue.file.storage.delete(perdue.file.name)
    assert faire_les_tailles() == 1
    assert entiere.renditions.exists()
