"""A duplicate seen while one types, found in the list, merged, taken back."""

from datetime import date

import pytest
from playwright.sync_api import expect

from famille import actions
from famille.dossier.doublons.chercher import chercher_les_doublons
from famille.dossier.foyers.bureau import url
from famille.models import Enfant, Foyer
from tests.conftest import creer_foyer
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    TELEPHONE,
    verifier_accessibilite,
    verifier_sans_debordement,
)


@pytest.fixture
def deux_dossiers(serveur, famille_martin):
    foyer, _compte = creer_foyer(
        "2026-00999",
        "Martin-Petit",
        "Camile",
        "c.martin@exemple.fr",
        enfants=[("Lea", date(2018, 3, 14))],
        voie="9 place Voltaire",
    )
    for un in (foyer, famille_martin.foyer):
        actions.rafraichir_recherche(un)
    chercher_les_doublons()
    return famille_martin.foyer, foyer


def _au_bureau(page, agent):
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.wait_for_url("**/gestion/**")


def _regarder(page):
    """axe, at both widths, in the light and in the dark."""
    for clair in ("light", "dark"):
        page.emulate_media(color_scheme=clair)
        verifier_accessibilite(page)
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(TELEPHONE)
    verifier_sans_debordement(page)
    page.set_viewport_size(BUREAU)


def test_a_duplicate_is_found_merged_and_taken_back(ouvrir, agent, deux_dossiers):
    garde, autre = deux_dossiers
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto("/gestion/foyers/doublons/")
    expect(page.get_by_role("table")).to_contain_text("même date de naissance")
    _regarder(page)
    page.get_by_role("link", name="Fusionner les deux dossiers").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Réunir deux dossiers")
    expect(page.get_by_role("main")).to_contain_text("Reste à payer")
    _regarder(page)
    page.locator("#id_nom_1").check()
    page.get_by_role("button", name="Fusionner").click()
    page.wait_for_url(f"**/gestion/foyers/{garde.pk}/**")
    expect(page.get_by_role("main")).to_contain_text("Foyer Martin-Petit")
    assert Foyer.objects.get(pk=autre.pk).fusionne_dans == garde
    assert Enfant.objects.du([garde]).count() == 2
    page.goto(url("inspect", garde.pk) + "?onglet=historique")
    verifier_accessibilite(page)
    page.get_by_role("link", name="Annuler la fusion").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Annuler la fusion")
    _regarder(page)
    page.get_by_role("button", name="Annuler la fusion").click()
    expect(page.get_by_text("La fusion est annulée")).to_be_visible()
    assert Foyer.objects.get(pk=autre.pk).fusionne_dans is None
    assert Enfant.objects.du([autre]).get().prenom == "Lea"


def test_who_is_already_in_a_file_is_said_while_one_types(ouvrir, agent, deux_dossiers):
    page = ouvrir(BUREAU)
    _au_bureau(page, agent)
    page.goto(url("nouvel_enfant", deux_dossiers[1].pk))
    page.locator("#id_prenom").fill("Léa")
    page.locator("#id_nom").fill("Martin")
    page.locator("#id_naissance").fill("2018-03-14")
    expect(page.get_by_role("heading", name="Est-ce la même personne ?")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("2026-00417")
    _regarder(page)


def test_without_javascript_the_question_keeps_what_was_typed(ouvrir, agent, deux_dossiers):
    page = ouvrir(BUREAU, javascript=False)
    _au_bureau(page, agent)
    page.goto(url("nouvel_enfant", deux_dossiers[1].pk))
    page.locator("#id_prenom").fill("Léa")
    page.locator("#id_nom").fill("Martin")
    page.locator("#id_naissance").fill("2018-03-14")
    page.get_by_role("button", name="Ajouter cet enfant").click()
    expect(page.get_by_role("heading", name="Est-ce la même personne ?")).to_be_visible()
    expect(page.locator("#id_prenom")).to_have_value("Léa")
    page.get_by_role("button", name="Non, créer quand même").click()
    page.wait_for_url("**/gestion/foyers/**onglet=famille")
    assert Enfant.objects.filter(prenom="Léa").count() == 2
