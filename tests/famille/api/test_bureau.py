"""The administration's screens of the keys (docs/comprendre/api.md)."""

import re
import time
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from famille.echanges.api.portees import portees
from famille.models import CleAPI

pytestmark = pytest.mark.django_db
FAIRE = "/gestion/cles-api/faire/"


@pytest.fixture
def admin(client, connecter, administrateur):
    return connecter(administrateur)


def envoyer(**autres):
    return {"nom": "Cuisine centrale", "portees": ["effectifs"], "expire_le": "30/06/2027"} | autres


def test_a_key_is_made_shown_once_and_serves(admin, ville):
    reponse = admin.post(FAIRE, envoyer())
    [jeton] = re.findall(r"pf_[0-9a-f]{10}_[\w-]{43}", reponse.text)
    assert "no-store" in reponse.headers["Cache-Control"]
    lu = Client().get("/api/v1/journees/2026-12-09", headers={"Authorization": f"Bearer {jeton}"})
    assert lu.status_code == 200
    cle = CleAPI.objects.get()
    secret = jeton.split("_", 2)[2]
    for adresse in ("/gestion/cles-api/", f"/gestion/cles-api/{cle.pk}/", FAIRE):
        assert secret not in admin.get(adresse).text
    page = admin.get(f"/gestion/cles-api/{cle.pk}/").text
    assert "Effectifs du jour" in page
    assert "journees" in page


def test_each_right_is_explained_and_none_is_chosen_beforehand(admin):
    page = admin.get(FAIRE).text
    for portee in portees().values():
        assert portee.explication in page
    assert not re.findall(r'name="portees"[^>]*checked', page)


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"portees": []}, "Choisissez au moins une chose"),
        ({"portees": ["inventee"]}, "inventee"),
        ({"nom": ""}, "Remplissez ce champ"),
        ({"expire_le": "01/01/2020"}, "entre aujourd’hui et dans deux ans"),
        ({"expire_le": "01/01/2040"}, "entre aujourd’hui et dans deux ans"),
    ],
)
def test_a_key_that_cannot_be_is_said_why(admin, champs, phrase):
    reponse = admin.post(FAIRE, envoyer(**champs))
    assert reponse.status_code == 422
    assert phrase in reponse.text
    assert not CleAPI.objects.exists()


def test_a_key_is_revoked_and_stays_listed(admin, faire, demander):
    cle, jeton = faire("centres")
    assert admin.get(f"/gestion/cles-api/{cle.pk}/revoquer/").status_code == 405
    admin.post(f"/gestion/cles-api/{cle.pk}/revoquer/")
    assert demander("structures", jeton).status_code == 401
    assert "révoquée" in admin.get("/gestion/cles-api/").text
    assert "Révoquer cette clé" not in admin.get(f"/gestion/cles-api/{cle.pk}/").text


def test_making_a_key_asks_for_a_fresh_proof(admin, settings):
    session = admin.session
    ancien = {"method": "mfa", "at": time.time() - settings.SESSION_COOKIE_AGE - 60}
    session["account_authentication_methods"] = [ancien]
    session.save()
    assert admin.get(FAIRE).url.startswith("/mes-donnees/confirmer-mon-identite/")
    admin.post(FAIRE, envoyer())
    assert not CleAPI.objects.exists()


def test_the_list_costs_as_much_for_30_keys_as_for_1(admin, faire):
    faire("centres")
    admin.get("/gestion/cles-api/")
    with CaptureQueriesContext(connection) as pour_une:
        admin.get("/gestion/cles-api/")
    for _rang in range(30):
        faire("centres", expire_le=date(2026, 11, 25) + timedelta(days=90))
    with CaptureQueriesContext(connection) as pour_trente:
        admin.get("/gestion/cles-api/")
    assert len(pour_trente) == len(pour_une)


@pytest.mark.parametrize("qui", ["agent", "directrice", "regisseur", "redactrice"])
def test_only_the_administration_enters(request, connecter, faire, qui):
    cle, _jeton = faire("centres")
    autre = connecter(request.getfixturevalue(qui), Client())
    for adresse in ("", "faire/", f"{cle.pk}/"):
        assert autre.get(f"/gestion/cles-api/{adresse}").status_code in (302, 403)
    autre.post(f"/gestion/cles-api/{cle.pk}/revoquer/")
    assert CleAPI.objects.get().revoquee_le is None
