"""« Rien n’a changé » never takes away an allergy that a parent has just typed (G14, G24)."""

import pytest
from django.urls import reverse

from demarches.actions import commencer
from tests.demarches.catalogue.informations_du_foyer.outils import CODE, SANTE, page_sante, relire
from tests.demarches.outils import Navigateur, pdf

pytestmark = pytest.mark.django_db
RIEN = "Rien n’a changé"
EFFACER = "Effacer, et garder le dossier comme il est"


@pytest.fixture
def page(famille_martin):
    return page_sante(famille_martin.lea)


@pytest.fixture
def camille(connecter, famille_martin, foyer, fiche, page):
    """Her draft, opened on the one page of Léa’s health."""
    demande = commencer(CODE, foyer=foyer, par=famille_martin.camille, seules=[page])
    return Navigateur(connecter(famille_martin.camille), demande)


def lue(reponse):
    return " ".join(reponse.text.split())


def test_the_button_is_there_as_long_as_the_page_is_as_the_file(camille, page):
    assert RIEN in camille.lire(page).text


@pytest.mark.parametrize("action", ["valider", "enregistrer", "auto"])
def test_the_button_is_gone_once_the_draft_differs(camille, page, action):
    camille.poster(page, SANTE | {"allergies": "Œuf, arachide"}, action)
    assert RIEN not in camille.lire(page).text


def test_what_is_typed_wrong_is_a_difference_too(camille, page):
    camille.poster(page, SANTE | {"regime": "aucun", "medecin_telephone": "12"}, "enregistrer")
    assert RIEN not in camille.lire(page).text


def test_what_saves_itself_takes_the_button_away_without_a_new_page(camille, page):
    camille.lire(page, headers={"HX-Request": "true"})
    enregistre = camille.poster(page, SANTE | {"allergies": "Œuf, arachide"}, "auto", relire=False)
    assert 'hx-swap-oob="true"' in enregistre.text
    assert RIEN not in enregistre.text


def test_a_press_over_what_was_just_typed_asks_and_says_what_goes(camille, page):
    """Without scripts the button still stands there: nothing goes with that press."""
    camille.lire(page)
    demandee = camille.poster(
        page, SANTE | {"allergies": "Œuf, arachide"}, "inchange", relire=False
    )
    assert demandee.status_code == 200
    assert "Autre allergie alimentaire : <strong>Œuf, arachide</strong>" in lue(demandee)
    assert EFFACER in demandee.text
    assert relire(camille.demande).saisie[page]["allergies"] == ["Œuf, arachide"]


def test_a_press_on_an_old_screen_over_a_draft_that_differs_asks_too(camille, page):
    camille.poster(page, SANTE | {"allergies": "Œuf, arachide"})
    demandee = camille.poster(page, {}, "inchange")
    assert "Œuf, arachide" in demandee.text
    assert EFFACER in demandee.text
    assert relire(camille.demande).saisie[page]["allergies"] == ["Œuf, arachide"]


def test_a_paper_just_joined_is_named_before_it_goes(camille, page):
    camille.lire(page)
    champs = SANTE | {"regime": "aucun", "allergies": "Œuf", "pai_document": pdf("pai.pdf")}
    assert "pai.pdf" in camille.poster(page, champs, "inchange", relire=False).text
    assert camille.demande.pieces.count() == 1


def test_who_confirms_leaves_the_file_as_it_is(camille, page):
    camille.poster(page, SANTE | {"allergies": "Œuf, arachide"})
    camille.poster(page, SANTE | {"allergies": "Œuf, arachide"}, "effacer")
    assert relire(camille.demande).saisie[page] == {"inchange": ["on"]}
    assert RIEN in camille.lire(page).text


@pytest.mark.parametrize("action", ["enregistrer", "auto"])
def test_a_complete_draft_is_taken_up_on_its_summary(camille, page, action):
    """Though its page was written again, or saved itself late."""
    camille.poster(page, SANTE | {"allergies": "Œuf, arachide"})
    camille.poster(page, SANTE | {"allergies": "Œuf, arachide"}, action)
    liste = lue(camille.client.get(reverse("demarches:liste")))
    assert camille.adresse("recapitulatif") in liste
    assert camille.adresse(page) not in liste
    assert "étape 2 sur 2, Récapitulatif" in liste
    assert "arachide" in camille.lire("recapitulatif").text


def test_a_draft_that_is_not_complete_is_taken_up_where_it_was(camille, page):
    camille.poster(page, SANTE | {"medecin_telephone": "12"}, "enregistrer")
    assert camille.adresse(page) in camille.client.get(reverse("demarches:liste")).text
