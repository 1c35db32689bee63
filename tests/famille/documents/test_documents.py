"""A private file is given to its family and to the agents who may, and to nobody else (G7)."""

import os

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from demarches.models import Demande, PieceJointe
from famille import actions, taches
from famille.dossier.documents import orphelins
from famille.models import Document
from tests.famille.documents.test_fichiers import PDF, envoi, photo

pytestmark = pytest.mark.django_db


@pytest.fixture
def facture(famille_martin):
    return actions.deposer_document(
        envoi(PDF, "facture.pdf"),
        foyer=famille_martin.foyer,
        par=famille_martin.camille,
        genre="domicile",
    )


@pytest.fixture
def image(famille_martin):
    return actions.deposer_document(
        envoi(photo(), "photo.jpg"), foyer=famille_martin.foyer, par=famille_martin.camille
    )


def adresse(document, suite=""):
    return reverse("famille:document", args=[document.pk]) + suite


def corps(reponse):
    return b"".join(reponse.streaming_content)


def test_the_stored_name_keeps_nothing_of_the_name_given(facture):
    dossier, nom = facture.fichier.name.split("/")
    assert len(nom) == 36
    assert nom.startswith(dossier)
    assert "facture" not in facture.fichier.name


def test_its_family_reads_it_in_the_browser(connecter, famille_martin, facture):
    reponse = connecter(famille_martin.camille).get(adresse(facture))
    assert corps(reponse) == PDF
    assert reponse["Content-Disposition"] == 'inline; filename="facture.pdf"'
    assert reponse["Content-Type"] == "application/pdf"
    assert not famille_martin.foyer.consultations.exists()


@pytest.mark.parametrize("papier", ["facture", "image"])
def test_what_is_shown_can_do_nothing_and_only_our_pages_frame_it(
    connecter, famille_martin, request, papier
):
    reponse = connecter(famille_martin.camille).get(adresse(request.getfixturevalue(papier)))
    politique = reponse["Content-Security-Policy"]
    assert politique.startswith("default-src 'none';")
    assert "frame-ancestors 'self'" in politique
    assert ("sandbox" in politique) is (papier == "image")
    assert reponse["X-Frame-Options"] == "SAMEORIGIN"
    assert reponse["X-Content-Type-Options"] == "nosniff"
    assert reponse["Cache-Control"] == "private, no-store"


def test_it_downloads_when_asked(connecter, famille_martin, facture):
    reponse = connecter(famille_martin.camille).get(adresse(facture, "?telecharger=1"))
    assert reponse["Content-Disposition"].startswith("attachment;")
    assert corps(reponse) == PDF


def test_another_familys_document_does_not_exist(connecter, voisin, facture):
    assert connecter(voisin.nadia).get(adresse(facture)).status_code == 404


def test_nobody_reads_it_without_signing_in(client, facture):
    reponse = client.get(adresse(facture))
    assert reponse.status_code == 302
    assert "/connexion/" in reponse["Location"]


@pytest.mark.parametrize("qui", ["redactrice", "directrice", "administrateur"])
def test_staff_without_the_right_get_nothing(connecter, request, facture, qui):
    assert connecter(request.getfixturevalue(qui)).get(adresse(facture)).status_code == 404


@pytest.fixture
def remise(facture):
    """The bill, sent to the service."""
    actions.remettre_documents(Document.objects.filter(pk=facture.pk))
    return facture


def test_an_agent_reads_nothing_that_was_not_sent(connecter, agent, famille_martin, facture):
    assert connecter(agent).get(adresse(facture)).status_code == 404
    assert not famille_martin.foyer.consultations.exists()


def test_a_paper_of_the_households_file_is_read_by_agents(connecter, agent, facture):
    actions.classer_document(facture, par=None)
    assert connecter(agent).get(adresse(facture)).status_code == 200


def test_an_agents_reading_is_kept(connecter, agent, famille_martin, remise):
    assert connecter(agent).get(adresse(remise)).status_code == 200
    consultation = famille_martin.foyer.consultations.get()
    assert (consultation.par, consultation.quoi) == (agent, "document facture.pdf")


def test_an_infected_file_is_opened_by_nobody_and_the_page_says_what_to_do(
    connecter, famille_martin, agent, remise
):
    Document.objects.update(etat=Document.Etat.INFECTE)
    for qui in (famille_martin.camille, agent):
        reponse = connecter(qui).get(adresse(remise, "?telecharger=1"))
        assert reponse.status_code == 410
        assert "Ce que vous pouvez faire" in reponse.content.decode()


def test_a_file_the_antivirus_still_looks_at_waits(connecter, famille_martin, facture):
    Document.objects.update(etat=Document.Etat.EN_ANALYSE)
    reponse = connecter(famille_martin.camille).get(adresse(facture))
    assert reponse.status_code == 409
    assert "L’antivirus regarde ce fichier" in reponse.content.decode()


def test_a_file_that_vanished_is_a_404_and_not_an_error(connecter, famille_martin, facture):
    facture.fichier.storage.delete(facture.fichier.name)
    assert connecter(famille_martin.camille).get(adresse(facture)).status_code == 404


def test_nothing_private_is_under_a_public_address(client, facture):
    assert client.get(f"/media/{facture.fichier.name}").status_code == 404


def test_deleting_removes_the_file_once_it_is_sure(facture, django_capture_on_commit_callbacks):
    nom, stockage = facture.fichier.name, facture.fichier.storage
    with django_capture_on_commit_callbacks(execute=True):
        actions.supprimer_document(facture)
        assert stockage.exists(nom)
    assert not stockage.exists(nom)


def test_a_deletion_taken_back_keeps_the_file(facture, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        actions.supprimer_document(facture)
        transaction.set_rollback(True)
    assert Document.objects.filter(sha256=facture.sha256).exists()
    assert facture.fichier.storage.exists(facture.fichier.name)


def test_a_document_that_a_demande_holds_is_not_deleted(famille_martin, facture):
    demande = Demande.objects.create(
        code="changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    PieceJointe.objects.create(demande=demande, etape="e", champ="c", document=facture)
    with pytest.raises(Exception, match="protected"):
        actions.supprimer_document(facture)
    assert facture.fichier.storage.exists(facture.fichier.name)


def test_filing_a_document_is_told_once_in_the_journal(famille_martin, facture, agent):
    for _ in range(2):
        actions.classer_document(facture, par=agent, origine="demande D-2026-00231")
    modification = famille_martin.foyer.modifications.get()
    assert modification.apres == {"Document": "Justificatif de domicile : facture.pdf"}


def test_a_file_without_a_row_goes_after_a_day(facture, image):
    stockage = facture.fichier.storage
    Document.objects.filter(pk=image.pk).delete()
    # A file is dated by the machine, whatever the day of the tests.
    maintenant = timezone.now().timestamp()
    for document in (image, facture):
        os.utime(stockage.path(document.fichier.name), (maintenant, maintenant))
    orphelins.purger_orphelins()  # what other tests left goes, on another day
    assert stockage.exists(image.fichier.name)
    os.utime(stockage.path(image.fichier.name), (0, 0))
    os.utime(stockage.path(facture.fichier.name), (0, 0))
    assert orphelins.purger_orphelins() == 1
    assert not stockage.exists(image.fichier.name)
    assert stockage.exists(facture.fichier.name)


def test_without_an_antivirus_a_file_says_that_nobody_looked_at_it(facture):
    assert facture.etat == Document.Etat.NON_ANALYSE
    assert taches.relancer_analyses() == 0
