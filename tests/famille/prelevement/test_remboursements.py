"""What was received beyond what is owed is paid back in a lot, once: transfers that banks read, or
a list for the accountant."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from lxml import etree
from openpyxl import load_workbook

from famille.argent.prelevement.lots import (
    abandonner_lot,
    preparer_lot,
    telecharger_lot,
    transmettre_lot,
)
from famille.argent.regie.banque.actions import noter_revenu
from famille.models import (
    Consultation,
    Courriel,
    Facture,
    LotRemboursement,
    Modification,
    Remboursement,
)
from famille.socle.erreurs import Refus
from tests.famille.facturation import facturer
from tests.famille.regie.scene import IBAN, IBAN_DE_LA_VILLE, PUBLIE_LE, creancier, mandat
from tests.outils.fuites import nulle_part, toute_la_base

pytestmark = pytest.mark.django_db
VIREMENTS, LISTE = LotRemboursement.Genre.VIREMENTS, LotRemboursement.Genre.LISTE
ESPACE = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"}


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def virements(trop_payee, famille_martin, regisseur):
    mandat(famille_martin.foyer)
    return preparer_lot(VIREMENTS, [trop_payee.pk], par=regisseur)


def test_the_file_says_to_the_bank_who_is_paid_what(virements, trop_payee, regisseur):
    contenu, sorte = telecharger_lot(virements, par=regisseur)
    arbre = etree.fromstring(contenu)
    assert sorte == "xml"
    assert arbre.findtext(".//p:GrpHdr/p:MsgId", namespaces=ESPACE) == virements.numero
    assert arbre.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=ESPACE) == "15.00"
    assert arbre.findtext(".//p:ReqdExctnDt/p:Dt", namespaces=ESPACE) == "2026-11-26"
    assert arbre.findtext(".//p:DbtrAcct//p:IBAN", namespaces=ESPACE) == IBAN_DE_LA_VILLE
    [ligne] = arbre.findall(".//p:CdtTrfTxInf", ESPACE)
    assert ligne.findtext(".//p:CdtrAcct//p:IBAN", namespaces=ESPACE) == IBAN
    assert ligne.findtext(".//p:InstdAmt", namespaces=ESPACE) == "15.00"
    assert trop_payee.numero in ligne.findtext(".//p:Ustrd", namespaces=ESPACE)
    assert telecharger_lot(virements, par=regisseur)[0] == contenu  # the bank knows it again
    assert Consultation.objects.filter(quoi__contains=virements.numero).exists()
    assert nulle_part(toute_la_base())


def test_what_a_lot_pays_back_is_neither_deducted_nor_paid_back_again(
    virements, trop_payee, famille_martin, regisseur
):
    assert facturer(famille_martin.foyer, "20.00", jour=date(2027, 1, 6)).solde == 20
    with pytest.raises(Refus, match="déjà prêt"):
        preparer_lot(VIREMENTS, [trop_payee.pk], par=regisseur)
    with pytest.raises(Refus, match="Rien n’est à rembourser"):
        preparer_lot(LISTE, [trop_payee.pk], par=regisseur)
    assert Remboursement.objects.count() == 1
    assert LotRemboursement.objects.count() == 1


def test_a_lot_given_up_gives_its_sums_back(virements, trop_payee, regisseur):
    abandonner_lot(virements, par=regisseur)
    trop_payee.refresh_from_db()
    assert trop_payee.solde == -15
    with pytest.raises(Refus, match="abandonné"):
        telecharger_lot(virements, par=regisseur)
    with pytest.raises(Refus, match="changer d’état"):
        abandonner_lot(virements, par=regisseur)
    encore = preparer_lot(VIREMENTS, [trop_payee.pk], par=regisseur)
    assert encore.montant == 15
    trop_payee.refresh_from_db()
    assert trop_payee.solde == 0


def test_a_lot_whose_file_has_gone_out_is_given_up_with_a_reason_kept_and_journaled(
    virements, trop_payee, regisseur, connecter, famille_martin
):
    regie = connecter(regisseur)
    adresse = reverse("regie:lot_abandonner", args=[virements.pk])
    assert "Son fichier a été téléchargé" not in regie.get(adresse).text
    telecharger_lot(virements, par=regisseur)
    page = regie.get(adresse).text
    assert "elle a pu déjà virer ces sommes" in page
    with pytest.raises(Refus, match="Dites pourquoi"):
        abandonner_lot(virements, par=regisseur)
    regie.post(adresse, {"motif": ""})
    virements.refresh_from_db()
    assert virements.etat == "prepare"
    regie.post(adresse, {"motif": "La banque ne l’a pas reçu"})
    virements.refresh_from_db()
    assert (virements.etat, virements.motif) == ("abandonne", "La banque ne l’a pas reçu")
    assert virements.abandonne_par == regisseur
    assert Modification.objects.filter(
        foyer=famille_martin.foyer, objet__contains=virements.numero, par=regisseur
    ).exists()
    lot = regie.get(reverse("regie:lot", args=[virements.pk])).text
    assert "La banque ne l’a pas reçu" in lot


def test_its_family_is_told_once_it_has_left_without_an_amount(
    virements, famille_martin, regisseur, connecter, trop_payee
):
    adresse = reverse("famille:facture", args=[trop_payee.numero])
    assert "remboursement en préparation" in connecter(famille_martin.camille).get(adresse).text
    with pytest.raises(Refus, match="Téléchargez d’abord"):
        transmettre_lot(virements, par=regisseur)
    telecharger_lot(virements, par=regisseur)
    transmettre_lot(virements, par=regisseur)
    mail = Courriel.objects.get(cle__startswith="remboursement-")
    assert trop_payee.numero in mail.texte
    assert "15,00" not in mail.texte
    assert "remboursé par virement" in connecter(famille_martin.camille).get(adresse).text
    with pytest.raises(Refus, match="changer d’état"):
        transmettre_lot(virements, par=regisseur)


def test_a_household_without_an_account_goes_to_the_accountant(trop_payee, regisseur):
    creancier()
    with pytest.raises(Refus, match="pas de compte connu"):
        preparer_lot(VIREMENTS, [trop_payee.pk], par=regisseur)
    lot = preparer_lot(LISTE, [trop_payee.pk], par=regisseur)
    contenu, sorte = telecharger_lot(lot, par=regisseur)
    lignes = list(load_workbook(io.BytesIO(contenu)).active.values)
    assert sorte == "xlsx"
    assert [lignes[1][rang] for rang in (0, 4, 6)] == [
        trop_payee.foyer.numero,
        trop_payee.numero,
        15,
    ]


def test_a_transfer_asks_for_the_town_s_account(trop_payee, regisseur):
    with pytest.raises(Refus, match="IBAN de la régie"):
        preparer_lot(VIREMENTS, [trop_payee.pk], par=regisseur)


def test_the_screen_prepares_downloads_and_sends(trop_payee, famille_martin, regisseur, connecter):
    mandat(famille_martin.foyer)
    regie = connecter(regisseur)
    page = regie.get(reverse("regie:remboursements")).text
    assert "15,00\u00a0€" in page
    assert IBAN not in page
    donnees = {"facture": trop_payee.pk, "genre": "virements"}
    regie.post(reverse("regie:remboursements_preparer"), donnees)
    lot = LotRemboursement.objects.get()
    fichier = regie.post(reverse("regie:lot_fichier", args=[lot.pk]))
    assert fichier["Content-Type"] == "application/xml"
    regie.post(reverse("regie:lot_transmis", args=[lot.pk]))
    lot.refresh_from_db()
    assert lot.etat == LotRemboursement.Etat.TRANSMIS
    assert "Transmis" in regie.get(reverse("regie:lot", args=[lot.pk])).text


def test_a_file_taken_again_leaves_out_what_has_come_back(
    trop_payee, famille_martin, voisin, regisseur, connecter
):
    for foyer in (famille_martin.foyer, voisin.foyer):
        mandat(foyer)
    autre = facturer(voisin.foyer, "20.00")
    Facture.objects.filter(pk=autre.pk).update(regle=Decimal("26.00"))
    lot = preparer_lot(VIREMENTS, [trop_payee.pk, autre.pk], par=regisseur)
    telecharger_lot(lot, par=regisseur)
    transmettre_lot(lot, par=regisseur)
    noter_revenu(lot.remboursements.get(facture=trop_payee), par=regisseur)
    arbre = etree.fromstring(telecharger_lot(lot, par=regisseur)[0])
    assert [un.text for un in arbre.findall(".//p:InstdAmt", ESPACE)] == ["6.00"]
    assert arbre.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=ESPACE) == "6.00"
    page = connecter(regisseur).get(reverse("regie:lot", args=[lot.pk])).text
    assert page.count("hors du fichier") == 1
    noter_revenu(lot.remboursements.get(facture=autre), par=regisseur)
    with pytest.raises(Refus, match="sont revenues"):
        telecharger_lot(lot, par=regisseur)


def test_what_came_back_before_its_lot_is_given_up_is_given_back_once(
    virements, trop_payee, regisseur, time_machine
):
    rendu = virements.remboursements.get()
    noter_revenu(rendu, par=regisseur)
    rendu.refresh_from_db()
    time_machine.shift(3600)
    abandonner_lot(virements, par=regisseur)
    trop_payee.refresh_from_db()
    assert trop_payee.solde == -15
    assert virements.remboursements.get().annule_le == rendu.annule_le
