"""A session that ended says so, and what becomes of what was typed; nothing long is typed twice."""

from html import unescape

import pytest
from django.test import Client

from demarches.actions import commencer
from demarches.reglages.initiaux import creer_reglages

pytestmark = pytest.mark.django_db

DITE = "Votre connexion s’est fermée"
PRIVEE = "http://testserver/mes-messages/"


def de(page):
    return {"referer": page}


def test_a_page_asked_from_a_page_of_ours_says_that_the_session_ended(client):
    reponse = client.get("/mes-factures/", headers=de(PRIVEE))
    assert reponse.url == "/connexion/?fin=lecture&next=/mes-factures/"
    page = client.get(reponse.url).content.decode()
    assert DITE in page
    assert "après 2 heures sans activité" in page
    assert "(30 minutes pour un agent)" in page


def test_one_goes_back_to_where_one_was(client, entrer, famille_martin):
    adresse = client.get("/mes-factures/?annee=2026", headers=de(PRIVEE)).url
    identifiants = {"login": famille_martin.camille.email, "password": "un cheval blanc au galop"}
    assert client.post(adresse, identifiants).url == "/mes-factures/?annee=2026"


@pytest.mark.parametrize(
    "page", ["", "http://testserver/", "http://testserver/connexion/", "https://ailleurs.example/"]
)
def test_who_was_not_signed_in_is_told_nothing_of_it(client, page):
    reponse = client.get("/mes-factures/", headers=de(page))
    assert reponse.url == "/connexion/?next=/mes-factures/"
    assert DITE not in client.get(reponse.url).content.decode()


def test_a_message_that_did_not_leave_is_given_back_and_kept_nowhere(client):
    ecrit = "Bonjour, Hugo sera en retard jeudi. <b>Merci</b>"
    reponse = client.post("/mes-messages/ecrire/", {"texte": ecrit}, headers=de(PRIVEE))
    assert reponse.status_code == 401
    page = reponse.content.decode()
    assert "n’est pas parti" in page
    assert ecrit in unescape(page)
    assert ecrit not in page  # as a text, never as markup
    assert "no-store" in reponse.headers.get("Cache-Control", "")
    assert not client.session.keys()


def test_no_password_comes_back_in_a_page(client):
    saisie = {"oldpassword": "un cheval blanc au galop", "password1": "trois petits navires"}
    page = "http://testserver/mes-donnees/mot-de-passe/"
    reponse = client.post("/mes-donnees/mot-de-passe/", saisie, headers=de(page))
    assert not [mot for mot in saisie.values() if mot in reponse.content.decode()]


def test_a_demarche_says_that_its_draft_is_kept(client, famille_martin):
    creer_reglages(demo=True)
    demande = commencer(
        "prelevement-automatique", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    etape = f"/demarches/brouillon/{demande.pk}/compte/"
    saisie = {"compte-iban": "FR1420041010050500013M02606", "action": "valider"}
    reponse = client.post(etape, saisie, headers=de(f"http://testserver{etape}"))
    assert reponse.url == f"/connexion/?fin=envoi&next={etape}"
    page = client.get(reponse.url).content.decode()
    assert "Ce que vous veniez d’envoyer n’est pas parti" in page
    assert "brouillons de démarche aussi" in page
    assert "FR14" not in page


def test_another_site_cannot_have_its_words_shown(db):
    """It would send a form here, and let our page say what it wrote."""
    navigateur = Client(enforce_csrf_checks=True)
    reponse = navigateur.post(
        "/mes-messages/ecrire/", {"texte": "Appelez ce numéro"}, headers=de(PRIVEE)
    )
    assert reponse.status_code == 403
    assert "Appelez" not in reponse.content.decode()


def test_the_page_that_was_closed_under_one_s_eyes_says_it_too(connecter, famille_martin):
    page = connecter(famille_martin.camille).get("/mes-donnees/").content.decode()
    assert "/connexion/?next=%2Fmes-donnees%2F&amp;fin=lecture" in page
