"""A private file on a real S3: only who has a fresh signed link gets it."""

import contextlib
import urllib.error
import urllib.request
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.template import Context, Template
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from famille.socle.seau import Seau
from famille.socle.stockage import StockageMuet
from portail.settings.machine import seau
from tests import serveurs
from tests.ville.processus import port_libre


@pytest.fixture
def fichier(s3):
    nom = s3.save("ab/justificatif.pdf", ContentFile(b"%PDF-1.7 un justificatif"))
    yield nom
    s3.delete(nom)


def code(adresse):
    try:
        with urllib.request.urlopen(adresse, timeout=10) as reponse:
            return reponse.status
    except urllib.error.HTTPError as erreur:
        return erreur.code


def test_a_signed_link_gives_the_file(s3, fichier):
    with urllib.request.urlopen(s3.url(fichier), timeout=10) as reponse:
        assert reponse.read() == b"%PDF-1.7 un justificatif"


def test_no_signature_no_file(s3, fichier):
    assert code(s3.url(fichier).partition("?")[0]) == 403


def test_a_tampered_signature_gives_nothing(s3, fichier):
    adresse = s3.url(fichier)
    assert code(adresse[:-4] + ("0000" if adresse[-4:] != "0000" else "1111")) == 403


def test_a_link_expires(s3, fichier):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        d_il_y_a_une_heure = s3.url(fichier, expire=60)
    assert code(d_il_y_a_une_heure) == 403
    assert code(s3.url(fichier, expire=60)) == 200


def test_a_second_file_of_the_same_name_replaces_nothing(s3, fichier):
    autre = s3.save(fichier, ContentFile(b"autre"))
    assert autre != fichier
    assert s3.open(fichier).read() == b"%PDF-1.7 un justificatif"
    s3.delete(autre)


# A store that is gone.


@pytest.fixture
def muet():
    """A Seau whose store refuses connections."""
    adresse = f"http://127.0.0.1:{port_libre()}"
    return Seau(
        **seau("prive", prive=True, adresse=adresse, cle="x", secret="y", region="us-east-1")[
            "OPTIONS"
        ]
    )


def test_a_store_that_is_gone_is_an_oserror_whatever_is_asked(muet):
    for geste in (
        lambda: muet.save("a.txt", ContentFile(b"a")),
        lambda: muet._save("a.txt", ContentFile(b"a")),
        lambda: muet.open("a.txt"),
        lambda: muet.exists("a.txt"),
        lambda: muet.listdir(""),
        lambda: muet.size("a.txt"),
        lambda: muet.get_modified_time("a.txt"),
        lambda: muet.delete("a.txt"),
    ):
        with pytest.raises(StockageMuet):
            geste()


def test_a_file_that_is_not_there_is_still_told_apart(s3):
    with pytest.raises(FileNotFoundError):
        s3.open("rien.txt")
    assert not s3.exists("rien.txt")


@pytest.mark.django_db
def test_a_page_goes_on_without_a_picture_that_cannot_be_fetched(muet, monkeypatch):
    image = get_image_model().objects.create(title="Le parc", file=get_test_image_file())
    monkeypatch.setattr(get_image_model()._meta.get_field("file"), "storage", muet)
    gabarit = Template("{% load wagtailimages_tags %}{% image image width-100 alt='Le parc' %}")
    assert "not-found" in gabarit.render(
        Context({"image": get_image_model().objects.get(pk=image.pk)})
    )


@pytest.fixture
def public(s3, adresse_s3):
    """The bucket of the pages' pictures, with the options of the settings."""
    acces = {
        "adresse": adresse_s3,
        "cle": serveurs.S3_CLE,
        "secret": serveurs.S3_SECRET,
        "region": "us-east-1",
    }
    stockage = Seau(**seau(serveurs.S3_PUBLIC, prive=False, **acces)["OPTIONS"])
    client = stockage.connection.meta.client
    with contextlib.suppress(
        client.exceptions.BucketAlreadyExists, client.exceptions.BucketAlreadyOwnedByYou
    ):
        client.create_bucket(Bucket=serveurs.S3_PUBLIC)
    return stockage


@pytest.mark.django_db
def test_a_document_of_the_pages_is_given_by_the_portal_and_not_by_the_bucket(
    public, client, monkeypatch
):
    """An editor may keep a collection for some: only the portal knows whom."""
    image = public.save("images/ecole.png", ContentFile(b"une image"))
    assert code(public.url(image)) == 200
    monkeypatch.setattr(get_document_model()._meta.get_field("file"), "storage", public)
    document = get_document_model().objects.create(
        title="Menus", file=ContentFile(b"%PDF-1.7 menus", name="menus.pdf")
    )
    assert code(public.url(document.file.name)) == 403
    reponse = client.get(document.url)
    assert (reponse.status_code, b"".join(reponse.streaming_content)) == (200, b"%PDF-1.7 menus")
