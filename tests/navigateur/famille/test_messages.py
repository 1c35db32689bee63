"""The inbox: a parent answers on a phone with a photo, an agent with the keyboard; a message to a
school."""

import pytest
from playwright.sync_api import expect

from famille.actions import ouvrir_fil_du_service
from famille.models import Document, Fil, Travail
from famille.travaux import actions as travaux
from tests.famille.documents.test_fichiers import photo
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.outils.ecoles import aller_a

pytestmark = pytest.mark.usefixtures("pages")


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


@pytest.fixture
def telephone(ouvrir, famille_martin, agent):
    ouvrir_fil_du_service(
        famille_martin.foyer,
        sujet="Votre assurance",
        texte="Pouvez-vous nous envoyer l’attestation ?",
        par=agent,
        auteur="Sophie Renard, gestionnaire, Pôle Familles",
    )
    page = ouvrir(PETIT)
    pas.se_connecter(page, famille_martin.camille)
    return page


def vers_les_messages(telephone):
    espace = telephone.get_by_role("navigation", name="Mon espace")
    espace.get_by_role("link", name="Messages").click()


def test_read_on_a_phone_answered_with_a_photo_then_by_an_agent_with_the_keyboard(
    telephone, ouvrir, agent
):
    vers_les_messages(telephone)
    expect(telephone.get_by_text("1 non lu.")).to_be_visible()
    vu(telephone)
    telephone.get_by_role("link", name="Votre assurance").click()
    expect(telephone.get_by_text("Pouvez-vous nous envoyer")).to_be_visible()
    vu(telephone)
    telephone.get_by_role("button", name="Envoyer mon message").click()
    expect(telephone.locator("#erreurs")).to_be_focused()
    vu(telephone)
    image = {"name": "attestation.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    telephone.get_by_label("Joindre une photo").set_input_files(image)
    telephone.get_by_role("button", name="Envoyer mon message").click()
    expect(telephone.get_by_role("link", name="attestation.jpg")).to_be_visible()
    vu(telephone)
    _l_agente_repond_au_clavier(ouvrir(BUREAU), agent)
    telephone.goto("/mes-messages/")
    telephone.get_by_role("link", name="Conversations").click()
    telephone.get_by_role("link", name="Votre assurance").click()
    expect(telephone.get_by_text("Merci, c’est parfait.")).to_be_visible()
    expect(telephone.get_by_text("Cette conversation est terminée.")).to_be_visible()
    vu(telephone)
    _ecrire(telephone)


def _l_agente_repond_au_clavier(page, agent):
    _entrer(page, agent)
    page.goto("/gestion/messages/")
    expect(page.get_by_role("link", name="Votre assurance")).to_be_visible()
    verifier_accessibilite(page)
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Votre assurance")
    expect(page.get_by_role("link", name="attestation.jpg")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_label("Votre réponse").focus()
    page.keyboard.type("Merci, c’est parfait.")
    page.keyboard.press("Tab")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Répondre et clore")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Réponse publiée").first).to_be_visible()
    expect(page.get_by_role("button", name="Rouvrir")).to_be_visible()
    verifier_accessibilite(page)


def _ecrire(page):
    page.get_by_role("link", name="Écrivez un nouveau message").click()
    vu(page)
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.locator("#erreurs")).to_be_focused()
    vu(page)
    page.get_by_label("La crèche").check()
    page.get_by_label("Votre message").fill("Est-elle ouverte le vendredi de l’Ascension ?")
    page.get_by_role("button", name="Envoyer mon message").click()
    expect(page.get_by_text("Votre message est envoyé")).to_be_visible()
    expect(page.get_by_text("En attente de réponse")).to_be_visible()
    vu(page)


def _entrer(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def test_an_agent_writes_to_a_school_and_the_families_read_it(
    ouvrir, famille_martin, voisin, agent
):
    aller_a("École Jean-Zay", famille_martin.lea, voisin.sami)
    page = ouvrir(BUREAU)
    _entrer(page, agent)
    page.goto("/gestion/planning/messages/")
    verifier_accessibilite(page)
    page.get_by_role("link", name="Écrire à plusieurs familles").click()
    page.get_by_role("button", name="Voir les destinataires").click()
    expect(page.get_by_text("corrigez les champs")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_label("Les familles d’une école").check()
    page.get_by_label("École", exact=True).select_option("École Jean-Zay")
    page.get_by_label("Sujet").fill("Déjeuner de mardi")
    page.get_by_label("Message", exact=False).last.fill("Le restaurant est fermé.")
    piece = {"name": "menu.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    page.get_by_label("Document à joindre").set_input_files(piece)
    page.get_by_role("button", name="Voir les destinataires").click()
    expect(page.get_by_text("Les familles de l’école Jean-Zay")).to_be_visible()
    expect(page.get_by_role("link", name="menu.jpg")).to_be_visible()
    verifier_accessibilite(page)
    assert not Fil.objects.exists()
    page.get_by_role("button", name="Envoyer à 2 familles").click()
    page.wait_for_url("**/travaux/**")
    travaux.executer(Travail.objects.get().pk)
    page.reload()
    expect(page.get_by_text("2 familles ont reçu ce message.").first).to_be_visible()
    verifier_accessibilite(page)
    page.goto("/gestion/planning/messages/")
    page.get_by_role("link", name="Déjeuner de mardi").click()
    expect(page.get_by_text("Où il en est")).to_be_visible()
    verifier_accessibilite(page)
    telephone = ouvrir()
    pas.se_connecter(telephone, famille_martin.camille)
    vers_les_messages(telephone)
    telephone.get_by_role("link", name="Déjeuner de mardi").click()
    expect(telephone.get_by_text("Le restaurant est fermé.")).to_be_visible()
    expect(telephone.get_by_role("link", name="menu.jpg")).to_be_visible()
    vu(telephone)
    assert Document.objects.get().foyer is None
