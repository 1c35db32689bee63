"""A real clamd behind famille.dossier.documents.antivirus: what it finds is opened by nobody, and
who sent it is told."""

import io
import zipfile

import pikepdf
import pytest
from django.urls import reverse

from famille import actions, taches
from famille.dossier.documents import antivirus
from famille.models import Courriel, Document
from tests.famille.documents.test_fichiers import PDF, envoi, photo
from tests.serveurs import EICAR, port_libre

pytestmark = pytest.mark.django_db
Etat = Document.Etat


def pdf_infecte():
    """A PDF that opens, and holds the signature in a stream that nothing packs."""
    sortie = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        pdf.Root.Annexe = pdf.make_stream(EICAR)
        pdf.save(sortie, compress_streams=False)
    return sortie.getvalue()


PDF_INFECTE = pdf_infecte()


def deposer(famille, contenu, nom="facture.pdf"):
    return actions.deposer_document(envoi(contenu, nom), foyer=famille.foyer, par=famille.camille)


def etat(document):
    document.refresh_from_db()
    return document.etat


def archive():
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w") as zip_:
        zip_.writestr("eicar.com", EICAR)
    return sortie.getvalue()


@pytest.mark.parametrize("contenu", [EICAR, PDF_INFECTE, archive()], ids=["file", "pdf", "zip"])
def test_the_test_virus_is_found(clamd, contenu):
    assert "Eicar" in antivirus.analyser(io.BytesIO(contenu))


@pytest.mark.parametrize(
    "contenu", [PDF, photo(), b"\0" * 9_000_000], ids=["pdf", "photo", "large"]
)
def test_a_clean_file_is_clean(clamd, contenu):
    assert antivirus.analyser(io.BytesIO(contenu)) == ""


def test_a_clean_document_says_so(clamd, famille_martin, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = deposer(famille_martin, PDF)
        assert document.etat == Etat.EN_ANALYSE
    assert etat(document) == Etat.SAIN


def test_an_infected_document_loses_its_content_and_its_sender_is_told(
    clamd, famille_martin, connecter, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        document = deposer(famille_martin, PDF_INFECTE)
        nom, stockage = document.fichier.name, document.fichier.storage
    assert etat(document) == Etat.INFECTE
    assert not document.fichier
    assert not stockage.exists(nom)
    reponse = connecter(famille_martin.camille).get(reverse("famille:document", args=[document.pk]))
    assert reponse.status_code == 410
    courriel = Courriel.objects.get()
    assert courriel.destinataire == famille_martin.camille.email
    assert "facture" not in courriel.texte + courriel.html + courriel.sujet
    assert famille_martin.foyer.modifications.get().apres == {"Antivirus": "Bloqué : virus détecté"}


def test_a_scan_run_twice_tells_once(clamd, famille_martin):
    document = deposer(famille_martin, PDF_INFECTE)
    for _ in range(2):
        assert taches.analyser_document(str(document.pk)) == Etat.INFECTE
    assert Courriel.objects.count() == 1


def test_a_scan_of_a_deleted_document_does_nothing(clamd, famille_martin):
    document = deposer(famille_martin, PDF)
    cle = str(document.pk)
    actions.supprimer_document(document)
    assert taches.analyser_document(cle) == ""


@pytest.mark.parametrize("adresse", ["tcp://127.0.0.1:{port}", "unix:/nulle/part/clamd.sock"])
def test_an_antivirus_that_does_not_answer_leaves_the_file_waiting_until_it_does(
    adresse_clamd, settings, famille_martin, adresse
):
    settings.CLAMD = adresse.format(port=port_libre())
    document = deposer(famille_martin, PDF)
    assert taches.analyser_document(str(document.pk)) == Etat.EN_ANALYSE
    settings.CLAMD = adresse_clamd
    assert taches.relancer_analyses() == 1
    assert etat(document) == Etat.SAIN


def test_a_file_put_before_the_town_had_an_antivirus_is_scanned_when_it_has_one(
    adresse_clamd, settings, famille_martin
):
    settings.CLAMD = ""
    document = deposer(famille_martin, PDF_INFECTE)
    assert document.etat == Etat.NON_ANALYSE
    settings.CLAMD = adresse_clamd
    taches.relancer_analyses()
    assert etat(document) == Etat.INFECTE
