"""The code of payment of a rôle: on the paper of its invoice only, and read back as it was
written."""

import base64
import re
from decimal import Decimal

import pytest
import zxingcpp
from django.urls import reverse
from PIL import Image, ImageDraw

from famille.argent.regie.tresorerie.reponses import deposer_une_reponse
from famille.dossier.papiers import moteur
from famille.dossier.papiers.avis import avis_de_paiement, datamatrix
from famille.models import BordereauTresor
from famille.regles.tresor import code_de_paiement

from .scene import PLUS_TARD, acquit, dette, envoyer, preparer, tresorerie

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to(PLUS_TARD, tick=False)


def lu(adresse):
    """What a reader sees in the picture, drawn from its shape."""
    svg = base64.b64decode(adresse.removeprefix("data:image/svg+xml;base64,")).decode()
    cote = int(re.search(r'viewBox="0 0 (\d+)', svg)[1])
    image = Image.new("L", (cote * 4, cote * 4), 255)
    crayon = ImageDraw.Draw(image)
    for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", svg):
        gauche, haut = int(x) * 4, int(y) * 4
        crayon.rectangle((gauche, haut, gauche + 3, haut + 3), fill=0)
    [trouve] = zxingcpp.read_barcodes(image)
    assert trouve.format == zxingcpp.BarcodeFormat.DataMatrix
    return trouve.text


def test_the_vector_of_the_reference_is_read_back():
    code = code_de_paiement(
        etablissement="12",
        produit="07",
        codique="036012",
        annee=2026,
        periode=1,
        dette=189,
        montant=Decimal("42.50"),
    )
    assert lu(datamatrix(code)) == code


def test_a_paper_of_a_role_has_its_code_once_it_has_left(
    famille_martin, regisseur, connecter, monkeypatch
):
    reglage = tresorerie("ormc", avis=True, code_etablissement="12", produit="07")
    facture = dette(famille_martin.foyer, "42.50")
    assert avis_de_paiement(facture) is None
    bordereau = preparer(facture, par=regisseur)
    facture.refresh_from_db()
    assert avis_de_paiement(facture) is None  # not sent yet
    BordereauTresor.objects.update(etat="envoye")
    avis = avis_de_paiement(facture)
    assert lu(avis.image) == avis.code
    assert avis.code.endswith("    4250")
    assert (avis.montant, avis.en_especes, avis.factures) == ("42,50\u00a0€", True, "")
    famille = connecter(famille_martin.camille)
    page = famille.get(reverse("famille:facture_papier", args=[facture.numero])).text
    assert avis.image in page
    assert "Payer chez un buraliste" in page
    assert "Trésorerie d’essai" in page
    assert "02 54 00 00 00" in page
    lus = []
    monkeypatch.setattr(moteur, "produire", lambda html, styles="": lus.append(html) or b"%PDF")
    famille.get(reverse("famille:facture_pdf", args=[facture.numero]))
    assert avis.image in lus[0]
    assert (
        "Trésorerie d’essai" in famille.get(reverse("famille:facture", args=[facture.numero])).text
    )
    reglage.avis = False
    reglage.save()
    assert avis_de_paiement(facture) is None
    assert bordereau.titres.get().dette


def test_small_debts_of_one_titre_have_one_code_of_their_sum(famille_martin, regisseur):
    tresorerie("ormc", avis=True, code_etablissement="AB", produit="AA")
    factures = [dette(famille_martin.foyer, montant) for montant in ("8.00", "9.00")]
    envoyer(*factures, par=regisseur)
    for une in factures:
        une.refresh_from_db()
    premier, second = map(avis_de_paiement, factures)
    assert premier.code == second.code
    assert premier.montant == "17,00\u00a0€"
    assert premier.factures == f"{factures[0]} et {factures[1]}"


def test_neither_a_titre_nor_one_sent_back_has_a_code(famille_martin, voisin, regisseur):
    reglage = tresorerie("titres", avis=True, code_etablissement="12")
    facture = dette(famille_martin.foyer, "42.50")
    envoyer(facture, par=regisseur)
    facture.refresh_from_db()
    assert avis_de_paiement(facture) is None
    reglage.envoi = "ormc"
    reglage.save()
    autre = dette(voisin.foyer, "20.00")
    role = envoyer(autre, par=regisseur)
    refus = acquit(role, pieces=[(1, "Adresse inconnue")])
    deposer_une_reponse(refus, "A.xml", par=regisseur)
    autre.refresh_from_db()
    assert avis_de_paiement(autre) is None
