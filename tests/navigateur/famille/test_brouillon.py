"""Drafts: nothing typed is ever lost, whatever happens to the device or to the session (G23 to
G26)."""

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from demarches.models import Demande
from famille.models import Document
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU


def test_a_draft_begun_on_a_phone_is_resumed_on_a_computer_with_its_file(ouvrir, famille_martin):
    telephone, ordinateur = ouvrir(), ouvrir(BUREAU)
    pas.se_connecter(telephone, famille_martin.camille)
    pas.commencer(telephone)
    pas.remplir_adresse(telephone)
    pas.valider(telephone)
    pas.remplir_justificatif(telephone)
    expect(telephone.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    telephone.get_by_role("button", name="Enregistrer").click()
    expect(telephone.get_by_role("status").filter(has_text="Enregistré").first).to_be_visible()

    pas.se_connecter(ordinateur, famille_martin.camille)
    ordinateur.get_by_role("link", name="Mes démarches").click()
    ordinateur.get_by_role("link", name="Reprendre").click()
    expect(ordinateur.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    expect(ordinateur.get_by_label("Facture d’électricité")).to_be_checked()
    pas.voir_le_jour(ordinateur, "Date du document", pas.chiffres(pas.il_y_a(20)))
    pas.valider(ordinateur)
    expect(ordinateur.get_by_text("facture-edf.pdf")).to_be_visible()
    pas.envoyer(ordinateur)
    expect(ordinateur.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    assert Document.objects.count() == 1


def test_a_session_killed_in_the_middle_loses_nothing(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    pas.commencer(page)
    pas.remplir_adresse(page)
    pas.attendre(
        lambda: Demande.objects.get().saisie.get("adresse", {}).get("commune") == ["Déols"]
    )
    Session.objects.all().delete()
    pas.valider(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Se connecter")
    page.get_by_label("Adresse e-mail").fill(famille_martin.camille.email)
    page.get_by_label("Mot de passe", exact=True).fill(pas.MOT_DE_PASSE)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.goto("/tableau-de-bord/")
    page.get_by_role("link", name="Mes démarches").click()
    page.get_by_role("link", name="Reprendre").click()
    expect(page.get_by_label("Numéro et rue")).to_have_value("4 allée des Lilas")
    expect(page.get_by_label("Commune")).to_have_value("Déols")


def test_a_page_is_saved_by_itself_and_says_when(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    pas.commencer(page)
    # what is typed before the scripts have come is saved when the field is left
    page.wait_for_load_state("load")
    page.get_by_label("Numéro et rue").press_sequentially("4 allée des Lilas")
    expect(page.get_by_text("Enregistré automatiquement à")).to_be_visible()
    expect(page.get_by_label("Numéro et rue")).to_be_focused()
    assert Demande.objects.get().saisie["adresse"]["voie"] == ["4 allée des Lilas"]


def test_enregistrer_and_precedent_keep_an_invalid_page(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    pas.commencer(page)
    pas.remplir_adresse(page)
    pas.valider(page)
    pas.cases(page, "Date du document").first.fill("31/02/2026")
    page.get_by_role("button", name="Précédent").click()
    expect(page.get_by_label("Numéro et rue")).to_have_value("4 allée des Lilas")
    page.get_by_label("Code postal").fill("3613")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Code postal")).to_have_value("3613")
    page.get_by_label("Code postal").fill("36130")
    pas.valider(page)
    pas.voir_le_jour(page, "Date du document", ["31", "02", "2026"])


def test_annuler_warns_then_deletes_the_draft_and_its_file(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    pas.commencer(page)
    pas.remplir_adresse(page)
    pas.valider(page)
    pas.remplir_justificatif(page)
    expect(page.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    page.get_by_role("button", name="Annuler la démarche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annuler cette démarche ?")
    page.get_by_role("link", name="Non, revenir à la démarche").click()
    expect(page.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    page.get_by_role("button", name="Annuler la démarche").click()
    page.get_by_role("button", name="Oui, tout supprimer").click()
    expect(page.get_by_role("status").first).to_contain_text("supprimé")
    assert not Demande.objects.exists()
    assert not Document.objects.exists()
