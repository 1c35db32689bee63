"""The régie to its end, in the browser: a debt brought to the Trésor public, one paid in several
times, a sum given back, a campaign printed."""

from django.utils import timezone
from playwright.sync_api import expect

from famille.actions import corriger_facture
from famille.models import CreancierSEPA, Facture, LotRemboursement, Travail
from famille.travaux import actions as travaux
from reservations.models import CampagneFacturation
from tests.famille.facturation import facturer
from tests.famille.regie.scene import CREANCIER, especes, mandat
from tests.navigateur.conftest import verifier_accessibilite

REGIE = "/gestion/regie/"


def test_a_debt_is_brought_to_the_tresor_public(dette, connecte, regisseur):
    page = connecte(regisseur)
    page.goto(f"{REGIE}tresor/")
    verifier_accessibilite(page)
    page.get_by_role("checkbox", name="Martin").check()
    page.get_by_role("button", name="Transmettre au Trésor public").click()
    expect(page.get_by_role("heading", name="État nominatif EN-")).to_be_visible()
    verifier_accessibilite(page)
    with page.expect_download() as fichier:
        page.get_by_role("link", name="Télécharger en Excel").click()
    assert fichier.value.suggested_filename.endswith(".xlsx")
    page.goto(f"/gestion/factures/{dette.numero}/")
    expect(page.get_by_role("heading", name="Au Trésor public")).to_be_visible()
    verifier_accessibilite(page)
    page.goto(f"{REGIE}balance/")
    expect(page.get_by_role("heading", name="Balance âgée")).to_be_visible()
    verifier_accessibilite(page)
    assert Facture.objects.get(pk=dette.pk).au_tresor
    page.goto(f"{REGIE}tresor/?etat=au-tresor")
    page.get_by_role("checkbox", name="Martin").check()
    page.get_by_role("button", name="Noter ce que le Trésor public a encaissé").click()
    verifier_accessibilite(page)
    page.get_by_role("textbox", name="Référence").fill("AV-1")
    page.get_by_role("button", name="Noter l’encaissement").click()
    page.get_by_role("link", name="Encaissées").click()
    page.get_by_role("link", name="20,00").click()
    expect(page.get_by_role("heading", name="Encaissé par le Trésor public")).to_be_visible()
    verifier_accessibilite(page)
    assert Facture.objects.get(pk=dette.pk).soldee


def test_a_debt_is_paid_in_several_times_and_a_sum_is_given_back(
    dette, connecte, regisseur, famille_martin
):
    mandat(famille_martin.foyer)
    CreancierSEPA.objects.update(**CREANCIER)
    jour = timezone.localdate()
    trop = facturer(famille_martin.foyer, "6.00", jour=jour)
    especes(trop, par=regisseur)
    corriger_facture(trop, list(trop.lignes.all()), motif="Erreur.", par=regisseur, jour=jour)
    page = connecte(regisseur)
    page.goto(f"{REGIE}foyers/{famille_martin.foyer.pk}/")
    page.get_by_role("link", name="Payer en plusieurs fois").click()
    verifier_accessibilite(page)
    page.get_by_role("button", name="Proposer des échéances").click()
    expect(page.get_by_role("group", name="Les échéances")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("button", name="Accorder l’échéancier").click()
    expect(page.get_by_role("heading", name="Reste 20,00")).to_be_visible()
    verifier_accessibilite(page)
    page.goto(f"{REGIE}echeanciers/")
    verifier_accessibilite(page)
    page.goto(f"{REGIE}remboursements/")
    verifier_accessibilite(page)
    page.get_by_role("checkbox", name="Martin").check()
    page.get_by_role("button", name="Préparer les virements").click()
    expect(page.get_by_role("heading", name="Lot REMB-")).to_be_visible()
    verifier_accessibilite(page)
    assert LotRemboursement.objects.get().montant == 6
    page.get_by_role("link", name="Abandonner le lot").click()
    verifier_accessibilite(page)
    page.goto(f"{REGIE}foyers/{famille_martin.foyer.pk}/")
    page.get_by_role("checkbox", name="Payer l’échéance").check()
    verifier_accessibilite(page)


def test_a_campaign_is_printed(serveur, connecte, agent, famille_martin):
    jour = timezone.localdate()
    campagne = CampagneFacturation.objects.create(
        mois=jour.replace(day=1), etat="publiee", bilan={}, par=agent, publiee_le=timezone.now()
    )
    facture = facturer(famille_martin.foyer, "12.00", jour=jour)
    Facture.objects.filter(pk=facture.pk).update(cle=f"{campagne.prefixe}1")
    page = connecte(agent)
    page.goto(f"/gestion/reservations/campagnes/{campagne.pk}/")
    verifier_accessibilite(page)
    page.get_by_role("link", name="Totaux par service et structure").click()
    expect(page.get_by_role("heading", name="Par nature")).to_be_visible()
    verifier_accessibilite(page)
    page.go_back()
    page.get_by_role("link", name="Imprimer les factures").click()
    verifier_accessibilite(page)
    page.get_by_role("radio", name="Toutes").check()
    page.get_by_role("button", name="Préparer le PDF").click()
    travail = Travail.objects.get(genre="facturation-impression")
    page.wait_for_url(f"**/{travail.pk}/")
    travaux.executer(travail.pk)
    page.reload()
    with page.expect_download() as fichier:
        page.get_by_role("link", name="Télécharger factures-").click()
    assert fichier.value.suggested_filename.endswith(".pdf")
