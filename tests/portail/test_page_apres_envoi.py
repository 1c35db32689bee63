"""What answers a form is read by a GET: "Back" and "Reload" show it again, and nobody is asked to
send it once more."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from demarches.actions import commencer
from demarches.reglages.initiaux import creer_reglages
from portail.middleware import GESTION, page_apres_envoi
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db
NAVIGATION = {"Sec-Fetch-Mode": "navigate"}


@pytest.fixture
def camille(client, famille_martin):
    cache.clear()
    return navigateur(famille_martin.camille)


def navigateur(compte=None):
    """A browser: it says that it goes from page to page, and posts what the page it reads holds."""
    client = Client(headers=NAVIGATION, enforce_csrf_checks=False)
    if compte:
        client.force_login(compte)
    client.get(reverse("famille:ecrire") if compte else "/connexion/")
    return client


def ecrire(client, texte):
    return client.post(reverse("famille:ecrire"), {"sujet": "", "texte": texte})


def page_de_demande(martin):
    creer_reglages(demo=True)
    return commencer("changement-adresse", par=martin.camille, foyer=martin.foyer)


def test_a_form_to_correct_is_shown_by_a_get_with_all_that_was_typed(camille):
    reponse = ecrire(camille, "Bonjour à la crèche")
    assert reponse.status_code == 303
    page = camille.get(reponse.url)
    assert page.status_code == 422  # what the view answered
    assert "<title>Erreur" in page.text
    assert "Bonjour à la crèche" in page.text
    assert "no-store" in page["Cache-Control"]
    assert camille.get(reponse.url).text == page.text  # reloaded, or come back to


def test_what_cannot_be_kept_is_shown_by_the_post(camille, monkeypatch):
    """A cache that is full, or a database that is locked: what was typed is not lost for it."""
    monkeypatch.setattr(cache, "add", lambda *_arguments: False)
    reponse = ecrire(camille, "Bonjour à la crèche")
    assert reponse.status_code == 422
    assert "Bonjour à la crèche" in reponse.text


def test_nothing_that_was_typed_is_in_the_address(camille):
    adresse = ecrire(camille, "Bonjour à la crèche").url
    assert adresse.startswith(f"{reverse('famille:ecrire')}?reponse=")
    assert "Bonjour" not in adresse


def test_what_is_kept_is_encrypted(camille):
    ecrire(camille, "Bonjour à la crèche")
    gardees = [valeur for cle, valeur in cache._cache.items() if "page-apres-envoi" in cle]
    assert len(gardees) == 1
    assert b"cr\xc3\xa8che" not in gardees[0]


def test_the_page_kept_is_shown_to_the_browser_that_sent_it_only(camille, famille_martin, voisin):
    adresse = ecrire(camille, "Bonjour à la crèche").url
    for autre in (navigateur(voisin.nadia), navigateur(famille_martin.camille), navigateur()):
        assert "Bonjour à la crèche" not in autre.get(adresse, follow=True).text


def test_whoever_signs_out_leaves_nothing_behind(camille):
    adresse = ecrire(camille, "Bonjour à la crèche").url
    camille.post(reverse("account_logout"))
    assert "Bonjour à la crèche" not in camille.get(adresse, follow=True).text


def test_back_after_a_success_shows_a_form_that_has_nothing_left_of_the_error(camille):
    adresse = ecrire(camille, "Bonjour à la crèche").url
    camille.post(reverse("famille:ecrire"), {"sujet": "Repas", "texte": "Bonjour à la crèche"})
    page = camille.get(adresse)
    assert page.status_code == 200
    assert "<title>Erreur" not in page.text
    assert "Bonjour à la crèche" not in page.text


def test_an_answer_kept_is_forgotten_after_a_while(camille, time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00")
    adresse = ecrire(camille, "Bonjour à la crèche").url
    time_machine.shift(timedelta(seconds=page_apres_envoi.DUREE + 1))
    assert "Bonjour à la crèche" not in camille.get(adresse, follow=True).text


def test_a_wrong_password_is_told_by_a_get_that_does_not_hold_it(famille_martin):
    visiteur = navigateur()
    saisie = {"login": famille_martin.camille.email, "password": f"{MOT_DE_PASSE} non"}
    reponse = visiteur.post("/connexion/", saisie)
    assert reponse.status_code == 303
    page = visiteur.get(reponse.url)
    assert "<title>Erreur" in page.text
    assert famille_martin.camille.email in page.text
    assert MOT_DE_PASSE not in page.text


def test_visitors_with_invented_cookies_share_one_place(famille_martin):
    cache.clear()
    for rang in range(5):
        visiteur = Client(headers=NAVIGATION)
        visiteur.cookies["csrftoken"] = f"{rang}" * 32
        assert visiteur.post("/connexion/", {}).status_code == 303
    assert sum("page-apres-envoi" in cle for cle in cache._cache) == 1


def test_the_second_screen_of_a_page_is_told_so_by_a_get_too(camille, famille_martin):
    """409: the page tells that another screen wrote it; sent again by "Back", it would be told
    again."""
    demande = page_de_demande(famille_martin)
    adresse = reverse("demarches:etape", args=[demande.pk, "adresse"])
    envoi = {"assistant-current_step": "adresse", "action": "valider", "version": "0", "ecran": "x"}
    camille.post(adresse, envoi | {"adresse-voie": "1 rue Neuve", "action": "enregistrer"})
    reponse = camille.post(adresse, envoi | {"adresse-voie": "2 rue Vieille"})
    assert reponse.status_code == 303
    assert camille.get(reponse.url).status_code == 409


def test_a_page_of_a_demarche_is_corrected_from_a_get(camille, famille_martin):
    demande = page_de_demande(famille_martin)
    adresse = reverse("demarches:etape", args=[demande.pk, "adresse"])
    envoi = {"assistant-current_step": "adresse", "action": "valider", "version": "0", "ecran": "x"}
    reponse = camille.post(
        adresse, envoi | {"adresse-voie": "1 rue Neuve", "adresse-code_postal": "3600"}
    )
    page = camille.get(reponse.url)
    assert "Le code postal a 5 chiffres" in page.text
    assert 'value="3600"' in page.text


def test_a_script_gets_its_answer_at_once(client, famille_martin):
    client.force_login(famille_martin.camille)
    assert ecrire(client, "Bonjour").status_code == 422


def test_of_two_visitors_of_one_machine_each_reads_his_own_page():
    """Not signed in, both have one address: the browser tells them apart."""
    cache.clear()
    premier, second = navigateur(), navigateur()
    saisie = {"login": "une.parente@exemple.fr", "password": "rien de cela"}
    adresse = premier.post("/connexion/", saisie).url
    assert "une.parente@exemple.fr" not in second.get(adresse, follow=True).text
    assert "une.parente@exemple.fr" in premier.get(adresse).text


def test_another_number_in_the_address_shows_nothing_that_is_kept(camille):
    ecrire(camille, "Bonjour à la crèche")
    page = camille.get(reverse("famille:ecrire"), {"reponse": "un-autre"})
    assert "Bonjour à la crèche" not in page.text


def test_of_two_accounts_of_one_machine_the_second_puts_out_nothing_of_the_first(camille, voisin):
    adresse = ecrire(camille, "Bonjour à la crèche").url
    ecrire(navigateur(voisin.nadia), "Bonsoir")
    assert "Bonjour à la crèche" in camille.get(adresse).text


def test_a_form_of_the_agents_answers_at_once():
    assert not page_apres_envoi.PageApresEnvoi(lambda _r: None)._navigue(
        RequestFactory(headers=NAVIGATION).post(f"{GESTION}reports/")
    )
