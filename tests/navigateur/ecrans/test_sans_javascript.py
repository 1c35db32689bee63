"""The same people with JavaScript off."""

from django.core import mail
from playwright.sync_api import expect

from demarches.models import Demande
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU


def test_without_javascript_a_move_is_declared_and_followed(ouvrir, famille_martin):
    page = ouvrir(javascript=False)
    pas.se_connecter(page, famille_martin.camille)
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    pas.commencer(page)
    pas.valider(page)
    expect(page.locator("#erreurs")).to_contain_text("Indiquez le numéro et la rue")
    assert page.title().startswith("Erreur")
    pas.remplir_adresse(page, script=False)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_label("Numéro et rue")).to_have_value("4 allée des Lilas")
    pas.valider(page)
    pas.remplir_justificatif(page, jours=120)
    pas.valider(page)  # too old, and the file must not be asked again
    expect(page.locator("#erreurs")).to_contain_text("plus de 3 mois")
    expect(page.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    pas.ecrire_le_jour(page, "Date du document", pas.il_y_a(20))
    pas.valider(page)
    page.get_by_role("link", name="Modifier : Nouvelle adresse").click()
    page.get_by_label("Complément").fill("Bâtiment B")
    pas.valider(page)
    expect(page.get_by_text("Bâtiment B")).to_be_visible()
    pas.envoyer(page)
    expect(page.get_by_text("Votre demande est bien reçue").first).to_be_visible()
    page.get_by_role("link", name="Accusé de réception").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Accusé de réception")
    assert len(mail.outbox) == 1


def test_without_javascript_the_agent_decides_too(ouvrir, famille_martin, agent, connecter):
    famille = ouvrir(javascript=False)
    pas.se_connecter(famille, famille_martin.camille)
    pas.declarer(famille, script=False)
    demande = Demande.objects.get()
    pas.enroler(agent)
    bureau = ouvrir(BUREAU, javascript=False)
    pas.se_connecter(bureau, agent)
    pas.donner_le_code(bureau)
    bureau.goto(f"/gestion/demandes/{demande.pk}/")
    bureau.get_by_role("button", name="Valider et changer l’adresse").click()
    demande.refresh_from_db()
    assert demande.statut == Demande.Statut.VALIDEE
