"""Where a message may go: nobody makes this server speak to the machines that it alone can reach
(docs/comprendre/webhooks.md)."""

import ipaddress
import socket

import pytest

from famille.echanges.webhooks import adresses
from famille.echanges.webhooks.actions import ajouter, modifier
from famille.models import Livraison, Webhook
from famille.socle.erreurs import Refus
from famille.taches import relancer_livraisons
from tests.famille.webhooks.test_envois import dire

pytestmark = pytest.mark.django_db
PUBLIQUE = "93.184.215.14"


@pytest.fixture
def annuaire_des_noms(monkeypatch):
    """names: dict name → addresses, that the resolver gives."""
    noms = {}

    def resoudre(nom, port, *_autres, **_nommes):
        if nom not in noms:
            raise socket.gaierror
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, port)) for ip in noms[nom]]

    monkeypatch.setattr(adresses.socket, "getaddrinfo", resoudre)
    return noms


PRIVEES = [
    *("127.0.0.1", "127.8.9.1", "10.0.0.5", "172.16.3.4", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "0.0.0.0", "224.0.0.1", "255.255.255.255", "192.0.2.1"),
    *("::1", "::", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
    *("::127.0.0.1", "::ffff:0:127.0.0.1", "::8.8.8.8", "fec0::1", "5f00::1", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2002:a00:1::", "ff02::1", "64:ff9b::7f00:1"),
]


@pytest.mark.parametrize("ip", PRIVEES)
def test_an_address_of_the_inside_is_refused(annuaire_des_noms, ip):
    annuaire_des_noms["logiciel.example"] = [ip]
    with pytest.raises(Refus):
        adresses.choisir("https://logiciel.example/")


def test_a_port_that_the_town_does_not_list_is_refused(annuaire_des_noms, settings):
    """22, 25, 5432: what answers there is no software that waits for a message."""
    annuaire_des_noms["logiciel.example"] = [PUBLIQUE]
    for url in ("https://logiciel.example:22/", "https://logiciel.example:8443/"):
        with pytest.raises(Refus, match="PORTAIL_WEBHOOKS_PORTS"):
            adresses.choisir(url)
    settings.WEBHOOKS_PORTS = [443, 8443]
    assert adresses.choisir("https://logiciel.example:8443/")[1] == PUBLIQUE


@pytest.mark.parametrize(
    "url",
    [
        *("https://127.0.0.1/", "https://[::1]/", "https://localhost/", "https://2130706433/"),
        *("https://0x7f.1/", "https://169.254.169.254/latest/meta-data/"),
    ],
)
def test_whatever_way_it_is_written(url):
    with pytest.raises(Refus):
        adresses.choisir(url)


@pytest.mark.parametrize(
    "url",
    [
        *("ftp://logiciel.example/", "file:///etc/passwd", "https://", "//logiciel.example/"),
        *("https://x:y@logiciel.example/", "https://logiciel.example:99999/", "gopher://a/"),
        "https://inconnue.example/",
    ],
)
def test_what_is_no_address_is_refused(annuaire_des_noms, url):
    annuaire_des_noms["logiciel.example"] = [PUBLIQUE]
    with pytest.raises(Refus):
        adresses.choisir(url)


def test_an_address_of_the_internet_is_called_encrypted_only(annuaire_des_noms):
    annuaire_des_noms["logiciel.example"] = [PUBLIQUE]
    assert adresses.choisir("https://logiciel.example/x") == ("logiciel.example", PUBLIQUE)
    with pytest.raises(Refus, match="https"):
        adresses.choisir("http://logiciel.example/x")


def test_one_bad_address_among_good_ones_is_enough(annuaire_des_noms):
    annuaire_des_noms["logiciel.example"] = [PUBLIQUE, "10.0.0.1"]
    with pytest.raises(Refus):
        adresses.choisir("https://logiciel.example/")


def test_a_network_that_the_town_allows_is_called(annuaire_des_noms, settings):
    settings.WEBHOOKS_RESEAUX = [ipaddress.ip_network("10.1.0.0/16")]
    annuaire_des_noms["logiciel.example"] = ["10.1.2.3"]
    assert adresses.choisir("http://logiciel.example/")[1] == "10.1.2.3"
    annuaire_des_noms["logiciel.example"] = ["10.2.2.3"]
    with pytest.raises(Refus):
        adresses.choisir("http://logiciel.example/")


def test_the_address_that_was_judged_is_the_one_that_is_called(
    abonner, recepteur, annuaire_des_noms
):
    """A name that leads elsewhere a moment later (DNS rebinding) leads nowhere."""
    port = recepteur.adresse.split(":")[2].split("/")[0]
    annuaire_des_noms |= {"logiciel.example": ["127.0.0.1"], "127.0.0.1": ["127.0.0.1"]}
    statut = adresses.poster(f"http://logiciel.example:{port}/reception", b"{}", {})
    assert statut == 204
    [(entetes, _corps)] = recepteur.recus
    assert entetes["Host"] == f"logiciel.example:{port}"


def test_a_webhook_whose_name_has_moved_inside_is_not_called(abonner, recepteur, settings):
    abonner()
    settings.WEBHOOKS_RESEAUX = []
    dire()
    assert relancer_livraisons() == 0
    assert recepteur.recus == []
    assert Livraison.objects.get().derniere_erreur == "adresse interdite ou inconnue"


def test_a_redirection_is_not_followed(abonner, recepteur):
    abonner()
    recepteur.statut, recepteur.suite = 302, "http://169.254.169.254/"
    dire()
    assert relancer_livraisons() == 0
    assert len(recepteur.recus) == 1
    assert Livraison.objects.get().derniere_erreur == "réponse 302"


def test_a_certificate_of_another_name_is_refused(abonner, recepteur):
    """The loopback speaks no TLS: whatever it answers, nothing is sent to it in the clear."""
    import requests

    with pytest.raises(requests.RequestException):
        adresses.poster(recepteur.adresse.replace("http:", "https:"), b"{}", {})
    assert recepteur.recus == []


def test_no_proxy_of_the_machine_is_used(abonner, recepteur, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    abonner()
    dire()
    assert relancer_livraisons() == 1


def test_a_bad_address_is_never_written(administrateur, abonner):
    with pytest.raises(Refus) as refus:
        ajouter("Un logiciel", "https://10.0.0.1/", ["facture.publiee"], par=administrateur)
    assert refus.value.champ == "adresse"
    assert not Webhook.objects.exists()
    webhook, _secret = abonner()
    with pytest.raises(Refus):
        modifier(webhook, "Lui", "https://10.0.0.1/", ["facture.publiee"], par=administrateur)
    assert Webhook.objects.get().nom == "Comptabilité"


@pytest.mark.parametrize("voulus", [[], ["inventé"], ["facture.publiee", "inventé"]])
def test_a_webhook_for_nothing_is_not_added(administrateur, recepteur, reseau_permis, voulus):
    with pytest.raises(Refus) as refus:
        ajouter("Un logiciel", recepteur.adresse, voulus, par=administrateur)
    assert refus.value.champ == "faits"
