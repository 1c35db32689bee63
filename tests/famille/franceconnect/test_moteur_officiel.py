"""The same door, before the engine that FranceConnect itself runs: what it asks of a question, its
signed papers, its end of session."""

from urllib.parse import urljoin

import pytest
import requests
from django.core.cache import cache
from django.urls import reverse

from famille.comptes.openid.service_franceconnect import CODE, franceconnect
from tests.ville.annuaire import CLIENT, SECRET
from tests.ville.franceconnect_officiel import moteur_officiel

pytestmark = pytest.mark.django_db


@pytest.fixture
def adresse_du_moteur(settings):
    cache.clear()
    noms = ("retour_de_franceconnect", "sortie_de_franceconnect")
    declarees = [f"{settings.ADRESSE}{reverse(nom)}" for nom in noms]
    with moteur_officiel(CLIENT, SECRET, *declarees) as adresse:
        settings.OPENID = {CODE: franceconnect(adresse, CLIENT, SECRET)}
        yield adresse


def test_a_parent_enters_and_leaves_by_the_engine_of_franceconnect(
    adresse_du_moteur, connue, client, settings
):
    la = client.get("/connexion/franceconnect/").url
    with requests.Session() as navigateur:
        while la.startswith(adresse_du_moteur):
            la = urljoin(la, navigateur.get(la, allow_redirects=False).headers["Location"])
        assert client.get(la.removeprefix(settings.ADRESSE)).url == "/mon-espace/"
        assert client.session["_auth_user_id"] == str(connue.utilisateur.pk)
        sortie = client.post("/deconnexion/").context["adresse"]
        assert sortie.startswith(f"{adresse_du_moteur}/session/end?")
        assert navigateur.get(sortie, allow_redirects=False).status_code == 200
