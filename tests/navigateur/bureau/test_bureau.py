"""An agent at the desk, on a large screen: ten demandes of every kind and fate, cleared with the
keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from demarches.models import Demande, ReponseType
from tests.conftest import creer_foyer
from tests.demarches.essai import DemarcheEssai, deposee, joindre
from tests.navigateur import pas
from tests.navigateur.clavier import Clavier
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.navigateur.dix import COMPLETER, REJETER, REPONDRE, VALIDER, dix_demandes

Statut = Demande.Statut


@pytest.fixture
def quatre(serveur, demarche):
    """Four households' demandes, the first with two pieces, in the order of the list."""
    demandes = []
    for rang in range(4):
        foyer, compte = creer_foyer(
            f"2026-0200{rang}", f"Nom{rang}", "Alex", f"alex{rang}@exemple.fr"
        )
        demandes.append(deposee(foyer, compte, f"D-2026-0200{rang}"))
    joindre(demandes[0], nom="recto.png", type_mime="image/png")
    joindre(demandes[0], nom="verso.png", type_mime="image/png", champ="autre")
    ReponseType.objects.create(
        titre="Trop ancien", genre="rejet", texte="Bonjour {prenom}, la facture est ancienne."
    )
    return demandes


@pytest.fixture
def dix(serveur):
    """{key: fate} of ten demandes of every démarche."""
    ReponseType.objects.create(
        titre="Trop ancien", genre="rejet", texte="Bonjour {prenom}, la facture est ancienne."
    )
    ReponseType.objects.create(titre="Noté", genre="message", texte="Bonjour {prenom}, c’est noté.")
    return dix_demandes()


def _au_bureau(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def _touches(page, *touches):
    page.wait_for_load_state("load")  # the keys are listened to once it is
    for touche in touches:
        page.keyboard.press(touche)


def test_an_agent_clears_ten_mixed_demandes_with_the_keyboard(ouvrir, dix, agent):
    """Every démarche, each fate, and a validation taken back: not one press of the mouse."""
    page = ouvrir(BUREAU)
    clavier = Clavier(page)
    _au_bureau(page, agent)
    verifier_accessibilite(page)  # the home and its charts
    page.goto("/gestion/demandes/")
    verifier_accessibilite(page)
    vues, reprise = set(), False
    _touches(page, "o")
    for _rang in dix:
        demande = _demande_a_l_ecran(page, dix)
        if demande.code not in vues:
            verifier_accessibilite(page)
            vues.add(demande.code)
        GESTES[dix[str(demande.pk)]](page, clavier)
        if dix[str(demande.pk)] == VALIDER and not reprise:
            reprise = _reprendre(page, demande)
        _touches(page, "j")
        expect(page.get_by_text(demande.numero)).to_have_count(0)
    expect(page.get_by_text("Il n’y a plus de demande à traiter.")).to_be_visible()
    assert {str(d.pk): d.statut for d in Demande.objects.all()} == {
        cle: SUITES[sort] for cle, sort in dix.items()
    }


def test_twenty_mixed_demandes_are_cleared_through_a_filtered_list(
    ouvrir, serveur, agent, collegue
):
    """ "Suivante" stays in the list that one came from: what a colleague has is never on the
    screen."""
    ReponseType.objects.create(
        titre="Trop ancien", genre="rejet", texte="Bonjour {prenom}, la facture est ancienne."
    )
    ReponseType.objects.create(titre="Noté", genre="message", texte="Bonjour {prenom}, c’est noté.")
    vingt = dix_demandes() | dix_demandes(debut=10)
    ailleurs = dix_demandes(debut=20)
    Demande.objects.filter(pk__in=ailleurs).update(agent=collegue)
    page = ouvrir(BUREAU)
    clavier = Clavier(page)
    _au_bureau(page, agent)
    page.goto("/gestion/demandes/?agent=personne")
    _touches(page, "o")
    vues = []
    for rang in range(len(vingt)):
        demande = _demande_a_l_ecran(page, vingt)
        expect(page.get_by_text(f"1 sur {len(vingt) - rang}", exact=True)).to_be_visible()
        vues.append(str(demande.pk))
        GESTES[vingt[str(demande.pk)]](page, clavier)
        _touches(page, "j")
        expect(page.get_by_text(demande.numero)).to_have_count(0)
    assert sorted(vues) == sorted(vingt)
    expect(page.get_by_text("C’était la dernière demande de cette liste.")).to_be_visible()
    assert "agent=personne" in page.url
    assert Demande.objects.filter(pk__in=ailleurs, statut=Statut.EN_ATTENTE).count() == 10


def test_what_is_to_be_compared_is_read_in_a_row_with_one_key_each(ouvrir, serveur, agent):
    """The piece and what is to be compared side by side; V, C, R and the arrow."""
    dix = dix_demandes()
    page = ouvrir(BUREAU)
    clavier = Clavier(page)
    _au_bureau(page, agent)
    page.goto("/gestion/demandes/?demarche=changement-adresse")
    _touches(page, "x", "g", "Enter")
    page.wait_for_url("**/gestion/demandes/lecture/**")
    verifier_accessibilite(page)
    expect(page.get_by_text("1 sur 2", exact=True)).to_be_visible()
    expect(page.get_by_role("img", name="Pièce : facture.png")).to_be_visible()
    expect(page.get_by_role("heading", name="Vérifications")).to_be_visible()
    _touches(page, "ArrowRight")
    expect(page.get_by_text("2 sur 2", exact=True)).to_be_visible()
    page.go_back()
    premiere = _demande_a_l_ecran(page, dix, "lecture/")
    _touches(page, "v")  # one key, which may be taken back
    expect(page.get_by_role("button", name=f"Annuler {premiere.numero}")).to_be_visible()
    assert Demande.objects.get(pk=premiere.pk).statut == Statut.VALIDEE
    _touches(page, "c")
    expect(page.get_by_role("heading", name="Demander un complément")).to_be_focused()
    verifier_accessibilite(page)
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    clavier.ecrire("Ce qui manque", "Le document est flou.")
    clavier.suivre("Demander, puis la suivante")
    page.wait_for_url("**/gestion/demandes/?demarche=changement-adresse")
    assert {d.statut for d in Demande.objects.filter(code="changement-adresse")} == {
        Statut.VALIDEE,
        Statut.A_COMPLETER,
    }


def _demande_a_l_ecran(page, dix, ou=""):
    page.wait_for_url(re.compile(rf"/gestion/demandes/{ou}[0-9a-f-]{{36}}/"))
    return Demande.objects.get(pk=re.search(r"[0-9a-f-]{36}", page.url)[0])


def _valider(page, clavier):
    _touches(page, "v")
    expect(page.locator("button:focus")).to_be_visible()  # one key never decides
    _touches(page, "Enter")
    expect(page.get_by_text("Demande validée, le dossier est à jour").first).to_be_visible()


def _rejeter(page, clavier):
    _touches(page, "r")
    expect(page.get_by_role("heading", name="Rejeter cette demande")).to_be_focused()
    _touches(page, "s", "Enter")
    expect(page.locator("#id_motif")).to_have_value("Bonjour Alex, la facture est ancienne.")
    page.keyboard.type(" Envoyez-en une autre.")
    clavier.suivre("Rejeter et prévenir")
    expect(page.get_by_text("vous pouvez annuler").first).to_be_visible()


def _completer(page, clavier):
    _touches(page, "c")
    expect(page.get_by_role("heading", name="Demander un complément")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first page of the démarche
    clavier.ecrire("Ce qui manque", "Le document est flou.")
    clavier.suivre("Demander et prévenir")
    expect(page.get_by_text("Complément demandé").first).to_be_visible()


def _repondre(page, clavier):
    _touches(page, "s", "Enter")
    expect(page.get_by_label("Votre réponse")).to_have_value("Bonjour Alex, c’est noté.")
    clavier.suivre("Répondre et clore")
    expect(page.get_by_text("Réponse envoyée").first).to_be_visible()


def _reprendre(page, demande):
    """The validation is taken back, then taken again. True."""
    verifier_accessibilite(page)
    _touches(page, "u", "Enter")
    expect(page.get_by_text("Décision annulée").first).to_be_visible()
    assert Demande.objects.get(pk=demande.pk).statut == Statut.EN_ATTENTE
    _valider(page, None)
    return True


GESTES = {VALIDER: _valider, REJETER: _rejeter, COMPLETER: _completer, REPONDRE: _repondre}
SUITES = {
    VALIDER: Statut.VALIDEE,
    REJETER: Statut.REJETEE,
    COMPLETER: Statut.A_COMPLETER,
    REPONDRE: Statut.CLOSE,
}


def test_a_piece_is_turned_enlarged_and_followed_by_the_next_one(ouvrir, quatre, agent):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto(f"/gestion/demandes/{quatre[0].pk}/")
    expect(page.get_by_role("heading", name="recto.png")).to_be_visible()
    _touches(page, "+", "+", "t")
    expect(page.locator(".pfg-feuille")).to_have_class("pfg-feuille pfg-zoom-200 pfg-tour-90")
    verifier_accessibilite(page)
    _touches(page, "p")
    expect(page.get_by_role("heading", name="verso.png")).to_be_visible()


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
    expect(page.locator(".pfg-feuille")).to_have_class("pfg-feuille pfg-zoom-100 pfg-tour-90")
    page.locator(".pfg-decision summary").click()
    page.get_by_role("button", name="Trop ancien").click()
    expect(page.locator("#id_motif")).to_have_value("Bonjour Alex, la facture est ancienne.")
    verifier_sans_debordement(page)
