"""Families' files on a real S3: the portal alone gives them."""

import urllib.error
import urllib.request
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from famille import actions
from famille.dossier.documents import orphelins
from famille.models import Document
from tests.famille.documents.test_fichiers import PDF, envoi

pytestmark = pytest.mark.django_db


@pytest.fixture
def facture(prive_sur_s3, famille_martin):
    return actions.deposer_document(
        envoi(PDF, "facture d’électricité.pdf"),
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
    )


def chercher(adresse):
    """(code, headers, body) of an address asked by somebody who has nothing but it."""
    try:
        with urllib.request.urlopen(adresse, timeout=10) as reponse:
            return reponse.status, reponse.headers, reponse.read()
    except urllib.error.HTTPError as erreur:
        return erreur.code, erreur.headers, b""


def lien(client, document):
    reponse = client.get(reverse("famille:document", args=[document.pk]), {"telecharger": "1"})
    assert reponse.status_code == 302
    assert reponse["Cache-Control"] == "private, no-store"
    return reponse["Location"]


def test_a_download_is_a_link_signed_for_seconds(connecter, famille_martin, facture):
    adresse = lien(connecter(famille_martin.camille), facture)
    code, entetes, corps = chercher(adresse)
    assert (code, corps) == (200, PDF)
    assert entetes["Content-Type"] == "application/pdf"
    assert entetes["Content-Disposition"].startswith("attachment;")
    assert "X-Amz-Expires=30" in adresse


def test_without_its_signature_or_with_a_changed_one_the_link_gives_nothing(
    connecter, famille_martin, facture
):
    adresse = lien(connecter(famille_martin.camille), facture)
    assert chercher(adresse.partition("?")[0])[0] == 403
    assert chercher(adresse.replace("facture", "autre"))[0] == 403
    assert chercher(adresse[:-4] + "0000")[0] == 403


def test_an_old_link_gives_nothing(connecter, famille_martin, facture):
    client = connecter(famille_martin.camille)
    with time_machine.travel(timezone.now() - timedelta(seconds=40), tick=False):
        adresse = lien(client, facture)
    assert chercher(adresse)[0] == 403


def test_what_is_shown_comes_from_the_portal_with_its_headers(connecter, famille_martin, facture):
    reponse = connecter(famille_martin.camille).get(reverse("famille:document", args=[facture.pk]))
    assert b"".join(reponse.streaming_content) == PDF
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"


def test_another_family_gets_no_link(connecter, voisin, facture):
    client = connecter(voisin.nadia)
    assert (
        client.get(reverse("famille:document", args=[facture.pk]), {"telecharger": "1"}).status_code
        == 404
    )


def test_a_deleted_document_leaves_no_object(
    prive_sur_s3, facture, django_capture_on_commit_callbacks
):
    nom = facture.fichier.name
    with django_capture_on_commit_callbacks(execute=True):
        actions.supprimer_document(facture)
    assert not prive_sur_s3.exists(nom)


def test_an_object_without_a_row_goes_after_a_day(prive_sur_s3, facture, monkeypatch):
    from django.core.files.storage import storages

    monkeypatch.setitem(storages._storages, "prive", prive_sur_s3)
    nom = facture.fichier.name
    Document.objects.all().delete()
    assert orphelins.purger_orphelins() == 0
    monkeypatch.setattr(orphelins, "_AGE_ORPHELIN", timedelta(seconds=-5))
    assert orphelins.purger_orphelins() >= 1
    assert not prive_sur_s3.exists(nom)
