"""The screen: what one asks for is chosen thing by thing, without JavaScript; a device is added by
its browser; a neighbour's is not there."""

import pytest

from famille.models import Alerte, AppareilAlerte, ChoixAlerte, Responsable
from tests.famille.alertes.test_envois import proposer

pytestmark = [pytest.mark.django_db, pytest.mark.horloge]
PAGE = "/mes-donnees/alertes/"
APPAREILS = f"{PAGE}appareils/"


@pytest.fixture
def camille(famille_martin):
    return famille_martin.camille


@pytest.fixture
def page(camille, connecter):
    return connecter(camille)


def choix(compte):
    return set(ChoixAlerte.objects.de(compte).values_list("sujet", "canal"))


def test_a_town_that_has_nothing_else_says_so_and_links_nowhere(page, camille):
    assert PAGE not in page.get("/mes-donnees/").text
    dit = page.get(PAGE).text
    assert "ne propose pas d’autre moyen" in dit
    assert 'type="checkbox"' not in dit
    assert page.post(APPAREILS).status_code == 409


def test_each_thing_is_asked_for_by_each_way(page, camille, service, prestataire):
    assert PAGE in page.get("/mes-donnees/").text
    dit = page.get(PAGE).text
    assert dit.count('type="checkbox"') == 8
    assert "checked" not in dit
    assert "Par SMS, au 06 39 98 00 01" in dit
    page.post(PAGE, {"offre-sms": "on", "fermeture-push": "on"})
    assert choix(camille) == {("offre", "sms"), ("fermeture", "push")}
    assert page.get(PAGE).text.count("checked") == 2
    page.post(PAGE, {})
    assert choix(camille) == set()


def test_without_a_mobile_an_sms_is_not_offered(page, camille, prestataire):
    ChoixAlerte.objects.create(utilisateur=camille, sujet="offre", canal="sms")
    Responsable.objects.filter(utilisateur=camille).update(telephone_portable="")
    dit = page.get(PAGE).text
    assert 'type="checkbox"' not in dit
    assert "/mes-donnees/telephones/" in dit


def test_a_browser_is_added_named_and_taken_off(page, camille, service):
    telephone = service.telephone()
    page.defaults["HTTP_USER_AGENT"] = "Mozilla/5.0 (Linux; Android 16) Chrome/150 Mobile"
    assert page.post(APPAREILS, telephone.abonnement()).json() == {}
    appareil = AppareilAlerte.objects.get()
    assert (appareil.utilisateur, appareil.session) == (camille, page.session.session_key)
    dit = page.get(PAGE).text
    assert "Téléphone ou tablette Android, avec Chrome" in dit
    assert telephone.endpoint not in dit
    page.post(f"{APPAREILS}{appareil.pk}/retirer/")
    assert not AppareilAlerte.objects.exists()


def test_what_is_no_browser_is_refused_with_a_sentence(page, service):
    refus = page.post(APPAREILS, {"endpoint": "https://169.254.169.254/", "auth": "a"})
    assert refus.status_code == 409
    assert "Rechargez la page" in refus.json()["phrase"]


def test_a_neighbour_s_device_is_not_there(page, voisin, abonner_un_telephone):
    sien = abonner_un_telephone(voisin.nadia)
    assert page.post(f"{APPAREILS}{sien.pk}/retirer/").status_code == 404
    assert "iPhone, avec Safari" not in page.get(PAGE).text
    assert AppareilAlerte.objects.filter(pk=sien.pk).exists()


def test_who_opens_the_portal_on_another_s_device_ends_what_it_was_told(
    page, camille, voisin, service, abonner_un_telephone
):
    telephone = service.telephone()
    abonner_un_telephone(voisin.nadia, telephone=telephone)
    dit = page.post(f"{APPAREILS}ici/", {"endpoint": telephone.endpoint}).json()
    assert dit == {"a_moi": False}
    assert not AppareilAlerte.objects.exists()


def test_a_page_that_asks_by_itself_is_no_use_of_the_session(page, service):
    from famille.comptes.sessions.vie import ENTETE_ARRIERE_PLAN

    vue = page.session["vue"]
    page.post(f"{APPAREILS}ici/", {"endpoint": "x"}, headers={ENTETE_ARRIERE_PLAN: "1"})
    assert page.session["vue"] == vue


def test_a_browser_says_its_new_address_by_the_former_one(
    client, camille, service, abonner_un_telephone
):
    ancien, nouveau = service.telephone(), service.telephone()
    appareil = abonner_un_telephone(camille, telephone=ancien)
    adresse = f"{APPAREILS}renouveler/"
    faux = {**nouveau.abonnement(), "ancien": "https://fcm.googleapis.com/inconnu"}
    assert client.post(adresse, faux).status_code == 404
    assert client.post(adresse, {"ancien": ancien.endpoint}).status_code == 404
    dit = {**nouveau.abonnement(), "ancien": ancien.endpoint}
    assert client.post(adresse, dit).status_code == 204
    appareil.refresh_from_db()
    assert appareil.abonnement["endpoint"] == nouveau.endpoint


@pytest.mark.parametrize("nombre", [1, 5])
def test_the_page_costs_the_same_whatever_the_devices(
    nombre, page, camille, service, prestataire, abonner_un_telephone, django_assert_num_queries
):
    for _ in range(nombre):
        abonner_un_telephone(camille)
    page.get(PAGE)
    with django_assert_num_queries(page_de(page)):
        page.get(PAGE)


def page_de(page):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as lues:
        page.get("/mes-donnees/telephones/")
    return len(lues) + 2


class TestRetour:
    """What the provider says of a delivery."""

    @pytest.fixture
    def alerte(self, camille, prestataire):
        ChoixAlerte.objects.create(utilisateur=camille, sujet="offre", canal="sms")
        proposer(camille)
        Alerte.objects.update(etat="acceptee", identifiant="m-1")
        return Alerte.objects.get()

    def dire(self, client, mot, secret="un-secret-de-plus-de-trente-deux-caracteres", **options):
        dit = {"id": "m-1", "status": mot}
        return client.post(
            f"/retour-sms/{secret}/", dit, content_type="application/json", **options
        ).status_code

    def etat(self):
        return Alerte.objects.get().etat

    def test_a_delivery_is_kept_and_said_twice_changes_nothing(self, client, alerte):
        assert self.dire(client, "delivered") == 204
        assert self.etat() == "remise"
        assert self.dire(client, "undelivered") == 204
        assert self.etat() == "remise"

    def test_it_is_read_from_an_address_too(self, client, alerte, settings):
        adresse = f"/retour-sms/{settings.SMS_RETOUR}/?id=m-1&status=expired"
        assert client.get(adresse).status_code == 204
        assert self.etat() == "perimee"

    def test_what_it_does_not_know_changes_nothing(self, client, alerte):
        assert self.dire(client, "en route") == 204
        for corps in ("pas du json", "[" * 20_000, '{"id":' * 20_000, '{"id": "m\\u0000"}'):
            assert (
                client.post(
                    "/retour-sms/un-secret-de-plus-de-trente-deux-caracteres/",
                    corps,
                    content_type="application/json",
                ).status_code
                == 204
            ), corps[:12]
        assert self.etat() == "acceptee"

    @pytest.mark.parametrize("secret", ["", "un-autre", "é"])
    def test_without_the_secret_there_is_nothing_here(self, secret, client, alerte, settings):
        assert self.dire(client, "delivered", secret=secret or "x") == 404
        settings.SMS_RETOUR = ""
        assert self.dire(client, "delivered", secret="x") == 404
        assert self.etat() == "acceptee"
