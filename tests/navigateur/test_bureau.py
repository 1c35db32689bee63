"""An agent at the desk, on a large screen: several demandes of different fates, cleared with the keyboard alone."""

import pytest
from playwright.sync_api import expect

from demarches.models import Demande, ReponseType
from tests.conftest import creer_foyer
from tests.demarches.essai import DemarcheEssai, deposee, joindre
from tests.demarches.essai import demarche as demarche

from . import pas
from .clavier import Clavier
from .conftest import BUREAU, TELEPHONE, verifier_accessibilite, verifier_sans_debordement

Statut = Demande.Statut


@pytest.fixture
def quatre(serveur, demarche):
    """Four households' demandes, the first with two pieces, in the order of the list."""
    demandes = []
    for rang in range(4):
        foyer, compte = creer_foyer(f"2026-0200{rang}", f"Nom{rang}", "Alex", f"alex{rang}@exemple.fr")
        demandes.append(deposee(foyer, compte, f"D-2026-0200{rang}"))
    joindre(demandes[0], nom="recto.png", type_mime="image/png")
    joindre(demandes[0], nom="verso.png", type_mime="image/png", champ="autre")
    ReponseType.objects.create(titre="Trop ancien", genre="rejet", texte="Bonjour {prenom}, la facture est ancienne.")
    return demandes


def _au_bureau(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def _touches(page, *touches):
    for touche in touches:
        page.keyboard.press(touche)


def test_an_agent_clears_mixed_demandes_with_the_keyboard(ouvrir, quatre, agent):
    page = ouvrir(BUREAU)
    clavier = Clavier(page)
    _au_bureau(page, agent)
    verifier_accessibilite(page)  # the home and its charts
    page.goto("/gestion/demandes/")
    verifier_accessibilite(page)

    _touches(page, "o")
    expect(page.get_by_role("heading", name="recto.png")).to_be_visible()
    _touches(page, "+", "+", "t")
    expect(page.locator(".bu-feuille")).to_have_class("bu-feuille bu-zoom-200 bu-tour-90")
    verifier_accessibilite(page)
    _touches(page, "p")
    expect(page.get_by_role("heading", name="verso.png")).to_be_visible()
    _touches(page, "v")
    assert Demande.objects.get(pk=quatre[0].pk).statut == Statut.EN_ATTENTE  # one key never decides
    _touches(page, "Enter")
    expect(page.get_by_text("Demande validée").first).to_be_visible()

    _touches(page, "j")
    expect(page.get_by_text("D-2026-02001").first).to_be_visible()
    _touches(page, "r")
    expect(page.get_by_role("heading", name="Rejeter cette demande")).to_be_focused()
    _touches(page, "s", "Enter")
    expect(page.locator("#id_motif")).to_have_value("Bonjour Alex, la facture est ancienne.")
    page.keyboard.type(" Envoyez-en une autre.")
    clavier.suivre("Rejeter et prévenir")
    expect(page.get_by_text("vous pouvez annuler").first).to_be_visible()
    verifier_accessibilite(page)

    _touches(page, "u", "Enter")
    expect(page.get_by_text("Décision annulée").first).to_be_visible()
    verifier_accessibilite(page)

    _touches(page, "c")
    expect(page.get_by_role("heading", name="Demander un complément")).to_be_focused()
    clavier.aller_a("Votre justificatif")
    page.keyboard.press("Space")
    clavier.ecrire("Ce qui manque", "La facture est floue.")
    clavier.suivre("Demander et prévenir")
    expect(page.get_by_text("Complément demandé").first).to_be_visible()
    lues = [Demande.objects.get(pk=demande.pk).statut for demande in quatre]
    assert lues == [Statut.VALIDEE, Statut.A_COMPLETER, Statut.EN_ATTENTE, Statut.EN_ATTENTE]


def test_the_list_of_keys_is_told_and_can_be_switched_off(ouvrir, quatre, agent):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto(f"/gestion/demandes/{quatre[0].pk}/")
    _touches(page, "?")
    dialogue = page.get_by_role("dialog", name="Raccourcis clavier")
    expect(dialogue.get_by_text("Tourner la pièce")).to_be_visible()
    verifier_accessibilite(page)
    dialogue.get_by_label("Utiliser ces raccourcis").uncheck()
    _touches(page, "Escape", "r")
    expect(page.get_by_role("heading", name="Rejeter cette demande")).to_have_count(0)
    note = page.get_by_role("textbox", name="Note interne")
    note.focus()
    page.keyboard.type("rvc")
    expect(note).to_have_value("rvc")


def test_several_are_validated_at_once_after_being_shown(ouvrir, quatre, agent, monkeypatch):
    verifie = [{"ok": True, "texte": "Adresse connue."}]
    monkeypatch.setattr(DemarcheEssai, "verifications", lambda self, demande: verifie)
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto("/gestion/demandes/")
    _touches(page, "x")
    page.get_by_role("button", name="Valider celles où tout est vérifié").click()
    expect(page.get_by_role("heading", name="Prêtes à valider : 4")).to_be_visible()
    verifier_accessibilite(page)
    page.get_by_role("button", name="Valider 4 demandes").click()
    expect(page.get_by_text("4 demandes validées.")).to_be_visible()


def test_without_javascript_a_canned_answer_and_the_viewer_still_work(ouvrir, quatre, agent):
    page = ouvrir(TELEPHONE, javascript=False)
    _au_bureau(page, agent)
    page.goto(f"/gestion/demandes/{quatre[0].pk}/?decision=rejeter")
    page.get_by_role("link", name="Tourner la pièce").click()
    expect(page.locator(".bu-feuille")).to_have_class("bu-feuille bu-zoom-100 bu-tour-90")
    page.locator(".bu-decision summary").click()
    page.get_by_role("button", name="Trop ancien").click()
    expect(page.locator("#id_motif")).to_have_value("Bonjour Alex, la facture est ancienne.")
    verifier_sans_debordement(page)
