"""Bad files posted on a démarche’s page, as a parent would: refused or blocked in a sentence,
nothing lost."""

import pytest

from demarches.models import Demande
from famille.models import Document
from tests.demarches.outils import justificatif, nouvelle_adresse
from tests.famille.documents.test_fichiers import PDF, envoi, png_declarant
from tests.services.test_antivirus import PDF_INFECTE

pytestmark = pytest.mark.django_db
TRENTE_MO = 30 * 1024 * 1024


@pytest.mark.parametrize(
    ("contenu", "nom", "phrase"),
    [
        (b"<!doctype html><script>alert(1)</script>", "facture.pdf", "n’est pas lisible ici"),
        (PDF + b"\0" * (TRENTE_MO - len(PDF)), "facture.pdf", "le maximum est de 10 Mo"),
        (png_declarant(50_000, 50_000), "photo.png", "trop de points"),
    ],
    ids=["html renamed pdf", "30 MB", "picture bomb"],
)
def test_a_bad_file_is_refused_on_its_page_and_the_rest_is_kept(camille, contenu, nom, phrase):
    camille.poster("adresse", nouvelle_adresse(camille.demande))
    reponse = camille.poster("justificatif", justificatif(fichier=envoi(contenu, nom)))
    assert reponse.status_code == 200
    assert phrase in reponse.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    assert camille.relue().saisie["justificatif"]["nature"] == ["facture"]
    assert not Document.objects.exists()


def test_an_infected_file_is_blocked_and_the_parent_is_told_what_to_do(
    clamd,
    camille,
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        camille.poster("adresse", nouvelle_adresse(camille.demande))
        camille.poster("justificatif", justificatif(fichier=envoi(PDF_INFECTE)))
    document = Document.objects.get()
    assert document.etat == Document.Etat.INFECTE
    assert camille.client.get(f"/mes-documents/{document.pk}/").status_code == 410
    reponse = camille.poster("recapitulatif", {"certifie": "on"})
    assert "contient un virus" in camille.client.get(reponse.url).content.decode()
    assert camille.relue().statut == Demande.Statut.BROUILLON
