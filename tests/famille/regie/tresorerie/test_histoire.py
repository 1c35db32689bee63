"""A whole story, by the screens: an unpaid invoice becomes an article of a rôle, its paper says how
to pay at a buraliste, and it comes back paid."""

from datetime import timedelta

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from famille.dossier.papiers.avis import avis_de_paiement
from famille.models import BordereauTresor, Courriel

from .scene import PLUS_TARD, acquit, choix, dette, retour, tresorerie

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to(PLUS_TARD, tick=False)


def preparer_et_envoyer(regie, facture):
    """As the régie does: ticked, a debtor chosen, the file downloaded, its leaving noted."""
    [(foyer, debiteur)] = choix(facture.foyer).items()
    regie.post(
        reverse("regie:titres_preparer"),
        {"facture": facture.pk, "preparer": "1", f"debiteur_{foyer}": debiteur},
    )
    bordereau = BordereauTresor.objects.get()
    fichier = regie.post(reverse("regie:titre_fichier", args=[bordereau.pk]))
    assert f"{facture.numero} ".encode() in b"".join(fichier)
    regie.post(reverse("regie:titre_envoye", args=[bordereau.pk]))
    return bordereau


def deposer(regie, contenu, nom):
    depot = {"fichier": SimpleUploadedFile(nom, contenu)}
    return regie.post(reverse("regie:reponses_deposer"), depot, follow=True).text


def codes_lus(pdf):
    """What a reader sees on the pages of this file, drawn at 200 dots an inch."""
    pages = [page.render(scale=200 / 72).to_pil() for page in pypdfium2.PdfDocument(pdf)]
    return [trouve for page in pages for trouve in zxingcpp.read_barcodes(page)]


def test_an_unpaid_invoice_leaves_in_a_role_and_comes_back_paid(
    famille_martin, regisseur, connecter, time_machine
):
    tresorerie("ormc", avis=True, code_etablissement="12", produit="07")
    facture = dette(famille_martin.foyer, "42.50")
    regie, famille = connecter(regisseur), connecter(famille_martin.camille, Client())
    la_facture = reverse("famille:facture", args=[facture.numero])
    assert "Trésor public" not in famille.get(la_facture).text

    bordereau = preparer_et_envoyer(regie, facture)
    assert Courriel.objects.filter(cle__startswith="tresor-").exists()
    page = famille.get(la_facture).text
    assert "Trésor public" in page
    assert "Trésorerie d’essai" in page

    pdf = famille.get(reverse("famille:facture_pdf", args=[facture.numero]))
    [code] = codes_lus(b"".join(pdf))
    facture.refresh_from_db()
    assert code.format == zxingcpp.BarcodeFormat.DataMatrix
    assert code.text == avis_de_paiement(facture).code
    assert len(code.text) == 130
    assert code.text.endswith("    4250")

    bordereau.refresh_from_db()
    assert "La trésorerie l’a accepté" in deposer(regie, acquit(bordereau), "ACQUIT.xml")
    time_machine.move_to(PLUS_TARD + timedelta(days=40), tick=False)
    recu = [(1, "10", "2027-02-20", "42.50")]
    numero = bordereau.titres.get().numero
    connecter(regisseur, regie)
    connecter(famille_martin.camille, famille)
    dit = deposer(regie, retour((bordereau, numero, "02", recu)), "RETOUR.xml")
    assert "Noté sur la facture" in dit
    facture.refresh_from_db()
    assert facture.soldee
    assert "Payée" in famille.get(la_facture).text
    assert facture.numero not in regie.get(reverse("regie:tresor")).text
