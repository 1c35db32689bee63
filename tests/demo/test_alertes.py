"""The demo's telephones: nothing leaves the machine, and what they were sent is read on a page."""

import json

import pytest

from famille.alertes.push.vapid import nouvelle_cle
from famille.models import Alerte, AppareilAlerte, ChoixAlerte
from portail.settings.alertes import push, sms_de_demonstration
from tests.famille.alertes.test_envois import proposer

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.horloge,
]
PAGE = "/demo/alertes/"


@pytest.fixture
def ville(live_server, settings, tmp_path):
    settings.VAR = tmp_path
    settings.PUSH = push(nouvelle_cle(), "https://example.org", live_server.url, f"{PAGE}abonner/")
    settings.SMS = sms_de_demonstration(live_server.thread.port)
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "127.0.0.1"]
    return live_server


def test_a_pretend_telephone_is_told_and_its_message_is_read(
    ville, famille_martin, connecter, client
):
    camille = famille_martin.camille
    page = connecter(camille)
    page.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone) Safari"
    assert "Rien n’a encore été envoyé" in client.get(PAGE).text
    page.post("/mes-donnees/alertes/appareils/", page.post(f"{PAGE}abonner/").json())
    ChoixAlerte.objects.create(utilisateur=camille, sujet="offre", canal="sms")
    proposer(camille)
    assert set(Alerte.objects.values_list("etat", flat=True)) == {"acceptee"}
    dit = client.get(PAGE).text
    assert dit.count("Une place vous est proposée") == 2
    assert "Camille Martin, iPhone, avec Safari" in dit
    assert "+33639980001" in dit
    assert 'href="/listes-d-attente/"' in dit


def test_it_refuses_what_a_real_one_would(ville, famille_martin, connecter, client):
    page = connecter(famille_martin.camille)
    donne = page.post(f"{PAGE}abonner/").json()
    chemin = donne["endpoint"].removeprefix(ville.url)
    en_clair = client.post(chemin, b"en clair", content_type="application/octet-stream")
    assert en_clair.status_code == 401
    assert client.post(f"{PAGE}push/inconnu/").status_code == 404
    assert client.post(f"{PAGE}sms/", {"a": "x"}).status_code == 400
    pas_tout = json.dumps({"a": "x"})
    assert client.post(f"{PAGE}sms/", pas_tout, content_type="application/json").status_code == 400
    assert not AppareilAlerte.objects.exists()
