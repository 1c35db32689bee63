"""The parent's part with the keyboard alone."""

from playwright.sync_api import expect

from tests.navigateur import pas
from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import BUREAU


def test_with_the_keyboard_alone_a_move_is_declared(ouvrir, famille_martin):
    """Tab, Space, Enter and letters; the focus is visible at each stop (WCAG 2.4.7)."""
    page = ouvrir(BUREAU)
    # Asked for at the last moment, the interception of the file dialogue may come after the key
    # that opens it.
    page.on("filechooser", lambda choix: None)
    clavier = Clavier(page)
    page.goto("/connexion/")
    clavier.aller_a("Aller au contenu")
    page.keyboard.press("Enter")
    clavier.ecrire("Adresse e-mail", famille_martin.camille.email)
    clavier.ecrire("Mot de passe", pas.MOT_DE_PASSE)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bonjour Camille")
    clavier.suivre("Démarches")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes démarches")
    clavier.suivre("Je déclare un changement d’adresse")
    expect(page.get_by_role("heading", level=1)).to_have_text("Je déclare un changement d’adresse")
    clavier.suivre("Commencer")
    expect(page.get_by_role("heading", name="Étape 1 sur 3")).to_be_visible()
    clavier.suivre("Valider cette page")
    expect(page.locator("#erreurs")).to_be_focused()
    clavier.suivre("Indiquez le numéro et la rue", debut=True)
    expect(page.get_by_label("Numéro et rue")).to_be_focused()
    page.keyboard.type("4 allée des Lilas")
    clavier.ecrire("Code postal", "36130")
    commune = page.get_by_label("Commune")
    expect(commune.locator("option", has_text="Déols")).to_be_attached()
    clavier.ecrire("Commune", "Dé")
    expect(commune).to_have_value("Déols")
    clavier.ecrire_le_jour(pas.chiffres(pas.il_y_a(0)))
    clavier.suivre("Valider cette page")
    expect(page.get_by_role("heading", name="Étape 2 sur 3")).to_be_visible()
    clavier.aller_a("Facture d’électricité")
    page.keyboard.press("Space")
    clavier.ecrire_le_jour(pas.chiffres(pas.il_y_a(20)))
    clavier.aller_a("Votre document")
    with page.expect_file_chooser() as choix:
        page.keyboard.press("Space")
    choix.value.set_files(pas.facture())
    expect(page.get_by_role("link", name="facture-edf.pdf")).to_be_visible()
    clavier.suivre("Valider cette page")
    expect(page.get_by_role("heading", name="Étape 3 sur 3")).to_be_visible()
    clavier.aller_a("Je certifie")
    page.keyboard.press("Space")
    clavier.suivre("Envoyer ma demande")
    expect(page.get_by_text("Votre demande est bien reçue").first).to_be_visible()
