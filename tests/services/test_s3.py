"""A private file on a real S3: only who has a fresh signed link gets it."""

import time
import urllib.error
import urllib.request

import pytest
from django.core.files.base import ContentFile


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
    adresse = s3.url(fichier, expire=1)
    time.sleep(2.2)
    assert code(adresse) == 403


def test_a_second_file_of_the_same_name_replaces_nothing(s3, fichier):
    autre = s3.save(fichier, ContentFile(b"autre"))
    assert autre != fichier
    assert s3.open(fichier).read() == b"%PDF-1.7 un justificatif"
    s3.delete(autre)
