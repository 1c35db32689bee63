"""The administration's screens of the webhooks (docs/comprendre/webhooks.md)."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from famille.echanges.webhooks.faits import faits
from famille.models import Livraison, Webhook
from famille.taches import relancer_livraisons
from tests.famille.webhooks.test_envois import dire

pytestmark = pytest.mark.django_db
AJOUTER = "/gestion/webhooks/ajouter/"


@pytest.fixture
def admin(client, connecter, administrateur):
    return connecter(administrateur)


def test_a_webhook_is_added_and_its_secret_shown_once(admin, recepteur, reseau_permis):
    champs = {"nom": "Comptabilité", "adresse": recepteur.adresse, "faits": ["facture.publiee"]}
    reponse = admin.post(AJOUTER, champs)
    [secret] = re.findall(r"whsec_[\w+/]{43}=", reponse.text)
    webhook = Webhook.objects.get()
    assert webhook.secret == secret
    assert "no-store" in reponse.headers["Cache-Control"]
    for suite in ("", f"{webhook.pk}/", f"{webhook.pk}/modifier/"):
        assert secret not in admin.get(f"/gestion/webhooks/{suite}").text


def test_every_fact_is_offered(admin):
    page = admin.get(AJOUTER).text
    assert [fait.titre for fait in faits().values() if fait.titre not in page] == []


@pytest.mark.parametrize(
    ("champs", "phrase"),
    [
        ({"adresse": "https://10.0.0.1/x"}, "réseau interne"),
        ({"adresse": "https://127.0.0.1/x"}, "réseau interne"),
        ({"adresse": "pas une adresse"}, "Écrivez une adresse"),
        ({"faits": []}, "Choisissez au moins une chose"),
    ],
)
def test_one_that_cannot_be_is_said_why(admin, champs, phrase):
    tout = {"nom": "Lui", "adresse": "https://10.0.0.1/x", "faits": ["facture.publiee"]}
    reponse = admin.post(AJOUTER, tout | champs)
    assert reponse.status_code == 422
    assert phrase in reponse.text
    assert not Webhook.objects.exists()


def test_it_is_changed_stopped_and_taken_up_again(admin, abonner, recepteur):
    webhook, ancien = abonner("facture.publiee")
    adresse = f"/gestion/webhooks/{webhook.pk}/"
    champs = {"nom": "Entrepôt", "adresse": recepteur.adresse, "faits": ["paiement.recu"]}
    admin.post(f"{adresse}modifier/", champs)
    webhook.refresh_from_db()
    assert (webhook.nom, webhook.faits) == ("Entrepôt", ["paiement.recu"])
    admin.post(f"{adresse}arreter/")
    assert "Arrêté le" in admin.get(adresse).text
    admin.post(f"{adresse}rouvrir/")
    assert "En service" in admin.get(adresse).text
    assert ancien not in admin.post(f"{adresse}secret/").text
    for geste in ("arreter", "rouvrir", "secret"):
        assert admin.get(f"{adresse}{geste}/").status_code == 405


def test_a_delivery_is_sent_again_from_its_page(admin, abonner, recepteur):
    webhook, _secret = abonner()
    dire()
    relancer_livraisons()
    livraison = Livraison.objects.get()
    page = admin.get(f"/gestion/webhooks/{webhook.pk}/").text
    assert "Une facture ou un avoir est publié" in page
    admin.post(f"/gestion/webhooks/envois/{livraison.pk}/renvoyer/")
    assert relancer_livraisons() == 1
    assert len(recepteur.recus) == 2


def test_the_pages_cost_as_much_for_30_as_for_1(admin, abonner):
    webhook, _secret = abonner()
    dire("0")

    def compter():
        with CaptureQueriesContext(connection) as requetes:
            admin.get("/gestion/webhooks/")
            admin.get(f"/gestion/webhooks/{webhook.pk}/")
        return len(requetes)

    compter()
    pour_un = compter()
    for rang in range(30):
        abonner("paiement.recu")
        dire(str(rang))
    assert compter() == pour_un


@pytest.mark.parametrize("qui", ["agent", "directrice", "regisseur", "redactrice"])
def test_only_the_administration_enters(request, connecter, abonner, qui):
    webhook, _secret = abonner()
    autre = connecter(request.getfixturevalue(qui), Client())
    for adresse in ("", "ajouter/", f"{webhook.pk}/", f"{webhook.pk}/modifier/"):
        assert autre.get(f"/gestion/webhooks/{adresse}").status_code in (302, 403)
    autre.post(f"/gestion/webhooks/{webhook.pk}/arreter/")
    assert Webhook.objects.get().ferme_le is None
