"""Signing in with a passkey, on a virtual authenticator of Chromium; a session that is about to
end."""

import time
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU, verifier_accessibilite

CLE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def avec_une_cle():
    """avec_une_cle(page): the device has a fingerprint reader, and its owner's finger is always on
    it."""

    def _poser(page):
        cdp = page.context.new_cdp_session(page)
        cdp.send("WebAuthn.enable")
        cdp.send("WebAuthn.addVirtualAuthenticator", {"options": CLE})

    return _poser


def test_an_agent_enrols_a_passkey_and_signs_in_with_it(ouvrir, avec_une_cle, agent):
    page = ouvrir(BUREAU)
    avec_une_cle(page)
    pas.se_connecter(page, agent)
    page.get_by_role("link", name="Utilisez plutôt une clé d’accès").click()
    page.get_by_label("Nom de la clé").fill("ordinateur du bureau")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes codes de secours")

    page.goto("/mes-donnees/deux-etapes/")
    expect(page.get_by_text("ordinateur du bureau").first).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("link", name="Retirer ordinateur du bureau").click()
    expect(page.get_by_text("ne peut pas être désactivée")).to_be_visible()

    page.context.clear_cookies()
    pas.se_connecter(page, agent)
    expect(page.get_by_role("heading", level=1)).to_have_text("Seconde étape de connexion")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Utiliser ma clé d’accès").click()
    page.wait_for_url("**/gestion/")


def test_the_end_of_a_session_is_said_and_put_off_with_the_keyboard(
    ouvrir, famille_martin, settings
):
    settings.SESSION_COOKIE_AGE, settings.SESSION_PREAVIS = 40, 38
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-donnees/telephones/")
    page.get_by_label("Téléphone portable").focus()
    dialogue = page.get_by_role("alertdialog", name="Êtes-vous toujours là ?")
    expect(dialogue).to_be_visible()
    expect(dialogue.get_by_role("button", name="Rester connecté")).to_be_focused()
    verifier_accessibilite(page)
    page.keyboard.press("Enter")
    expect(dialogue).to_be_hidden()
    expect(page.get_by_label("Téléphone portable")).to_be_focused()

    Session.objects.all().delete()
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    fin = page.get_by_role("alertdialog", name="La connexion est fermée")
    expect(fin).to_be_visible()
    verifier_accessibilite(page)
    fin.get_by_role("link", name="Se reconnecter").click()
    page.wait_for_url("**/connexion/?next=*telephones*")


def test_a_parent_makes_a_key_and_comes_in_without_a_password(ouvrir, avec_une_cle, famille_martin):
    page = ouvrir()
    avec_une_cle(page)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-donnees/")
    page.get_by_role("link", name="en ajouter une").click()
    page.get_by_role("link", name="Ajouter une clé d’accès").click()
    page.get_by_label("Nom de la clé").fill("mon téléphone")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_text("mon téléphone").first).to_be_visible()
    verifier_accessibilite(page)

    page.context.clear_cookies()
    page.goto("/connexion/?next=/mes-factures/")
    verifier_accessibilite(page)
    page.get_by_label("Rester connecté sur cet appareil").check()
    page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
    page.wait_for_url(lambda adresse: urlsplit(adresse).path == "/mes-factures/")
    [session] = [cookie for cookie in page.context.cookies() if cookie["name"] == "sessionid"]
    assert session["expires"] > time.time() + 29 * 24 * 3600

    page.context.clear_cookies()
    pas.se_connecter(page, famille_martin.camille)
    page.wait_for_url("**/tableau-de-bord/")  # the key is no second lock


def test_a_message_sent_too_late_is_given_back(ouvrir, famille_martin):
    page = ouvrir()
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-messages/ecrire/")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Votre message").fill("Hugo sera en retard jeudi.")
    page.get_by_role("main").get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre connexion s’est fermée")
    expect(page.get_by_label("Voici ce que vous aviez écrit")).to_have_value(
        "Hugo sera en retard jeudi."
    )
    verifier_accessibilite(page)


def test_an_agent_comes_in_with_his_key_alone_which_is_both_factors(ouvrir, avec_une_cle, agent):
    page = ouvrir(BUREAU)
    avec_une_cle(page)
    pas.se_connecter(page, agent)
    page.get_by_role("link", name="Utilisez plutôt une clé d’accès").click()
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mes codes de secours")
    page.context.clear_cookies()
    page.goto("/connexion/")
    page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
    page.wait_for_url("**/gestion/")


def test_a_device_without_a_key_says_so_and_the_password_remains(ouvrir, avec_une_cle, db):
    page = ouvrir()
    avec_une_cle(page)
    page.goto("/connexion/")
    page.get_by_role("button", name="Me connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert")).to_contain_text("Recommencez", timeout=70_000)
    expect(page.get_by_label("Mot de passe", exact=True)).to_be_visible()


def test_a_password_is_shown_to_who_asks_and_hidden_before_it_leaves(ouvrir, famille_martin):
    page = ouvrir()
    page.goto("/connexion/")
    champ = page.get_by_label("Mot de passe", exact=True)
    champ.fill("un cheval")
    page.get_by_role("button", name="Afficher : Mot de passe").click()
    expect(champ).to_have_attribute("type", "text")
    expect(champ).to_have_value("un cheval")
    verifier_accessibilite(page)
    page.get_by_role("button", name="Masquer : Mot de passe").focus()
    page.keyboard.press("Enter")  # a key is enough, and sends nothing
    expect(champ).to_have_attribute("type", "password")
    page.get_by_role("button", name="Afficher : Mot de passe").click()
    page.evaluate("document.addEventListener('submit', e => e.preventDefault())")
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    expect(champ).to_have_attribute("type", "password")
