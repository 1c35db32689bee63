"""Private files given by nginx: the view says which, under which headers, once it has checked who
asks."""

import pytest
from django.urls import reverse

from famille.actions import deposer_document
from tests.famille.documents.test_fichiers import PDF, envoi

pytestmark = pytest.mark.django_db


@pytest.fixture
def par_nginx(settings):
    settings.ENVOI_INTERNE = "/_prive/"


@pytest.fixture
def facture(famille_martin):
    return deposer_document(
        envoi(PDF, "facture d’électricité.pdf"),
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
    )


def test_nginx_is_told_which_file_and_the_headers_are_those_of_the_view(
    par_nginx, connecter, famille_martin, facture, settings
):
    client, adresse = (
        connecter(famille_martin.camille),
        reverse("famille:document", args=[facture.pk]),
    )
    montre = client.get(adresse)
    assert montre["X-Accel-Redirect"] == f"/_prive/{facture.fichier.name}"
    assert montre.content == b""
    assert montre["Content-Type"] == "application/pdf"
    assert montre["Content-Disposition"].startswith("inline;")
    assert montre["Cache-Control"] == "private, no-store"
    assert "default-src 'none'" in montre["Content-Security-Policy"]
    settings.ENVOI_INTERNE = ""
    directe = client.get(adresse)
    assert b"".join(directe.streaming_content) == PDF
    for entete in (
        "Content-Type",
        "Content-Disposition",
        "Cache-Control",
        "Content-Security-Policy",
        "X-Frame-Options",
    ):
        assert montre[entete] == directe[entete]


def test_a_download_keeps_its_name(par_nginx, connecter, famille_martin, facture):
    client = connecter(famille_martin.camille)
    reponse = client.get(reverse("famille:document", args=[facture.pk]), {"telecharger": "1"})
    assert reponse["Content-Disposition"].startswith("attachment;")
    assert "X-Accel-Redirect" in reponse


def test_a_neighbour_is_told_nothing(par_nginx, connecter, voisin, facture):
    reponse = connecter(voisin.nadia).get(reverse("famille:document", args=[facture.pk]))
    assert reponse.status_code == 404
    assert "X-Accel-Redirect" not in reponse


def test_a_file_that_is_gone_is_a_404_not_a_page_of_nginx(
    par_nginx, connecter, famille_martin, facture
):
    facture.fichier.storage.delete(facture.fichier.name)
    reponse = connecter(famille_martin.camille).get(reverse("famille:document", args=[facture.pk]))
    assert reponse.status_code == 404
