"""deploy/nginx.conf in a real nginx, before a portal of a few lines: what it gives, to whom, what it tells nobody."""

import http.client
import os
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from tests.facade_nginx import preparer_nginx
from tests.processus import port_libre

PAGE = b"<p>Bonjour</p>" * 500
SECRET = "jeton-que-personne-ne-doit-lire"


class Portail(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def portail():
    """Its port."""
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Portail)
    threading.Thread(target=serveur.serve_forever, daemon=True).start()
    yield serveur.server_port
    serveur.shutdown()
    serveur.server_close()


def _monter(racine, pages):
    dossiers = {nom: racine / nom for nom in ("statiques", "public", "prive")}
    for chemin in dossiers.values():
        chemin.mkdir()
    (racine / "nginx").mkdir()
    port, port_http = port_libre(), port_libre()
    nginx = preparer_nginx(
        racine / "nginx",
        pages=[pages],
        soumissions=[pages],
        dossiers=dossiers,
        compte="root" if os.geteuid() == 0 else None,
        port=port,
        port_http=port_http,
        limites=True,
    )
    return nginx, SimpleNamespace(port=port, port_http=port_http, racine=racine / "nginx", dossiers=dossiers)


@pytest.fixture
def facade(tmp_path, portail):
    """The town's nginx: its ports, its folder, those that it gives files from."""
    nginx, acces = _monter(tmp_path, portail)
    with nginx:
        yield acces


@pytest.fixture
def facade_sans_portail(tmp_path, facade):
    """The same, and nobody behind."""
    (tmp_path / "seule").mkdir()
    nginx, acces = _monter(tmp_path / "seule", port_libre())
    with nginx:
        yield acces


def demander(facade, chemin, *, chiffre=True, **entetes):
    """(status, headers, body). In clear where `chiffre` is False; `Host` is localhost unless told."""
    if chiffre:
        confiance = ssl.create_default_context(cafile=facade.racine / "cert.pem")
        lien = http.client.HTTPSConnection("localhost", facade.port, context=confiance, timeout=20)
    else:
        lien = http.client.HTTPConnection("127.0.0.1", facade.port_http, timeout=20)
    lien.request("GET", chemin, headers={"Host": "localhost"} | entetes)
    reponse = lien.getresponse()
    corps = reponse.read()
    lien.close()
    return reponse.status, reponse.headers, corps


@pytest.mark.parametrize("chemin", ["images/ecole.jpg", "original_images/ecole.jpg"])
def test_the_pictures_of_the_pages_are_given(facade, chemin):
    _ecrire(facade.dossiers["public"] / chemin)
    statut, entetes, corps = demander(facade, f"/media/{chemin}")
    assert (statut, corps) == (200, b"octets")
    assert entetes["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(
    "chemin", ["documents/reserve.pdf", "images/../documents/reserve.pdf", "images/%2e%2e/documents/reserve.pdf"]
)
def test_a_document_of_the_pages_is_not_given_without_the_portal(facade, chemin):
    _ecrire(facade.dossiers["public"] / "documents" / "reserve.pdf")
    _ecrire(facade.dossiers["public"] / "images" / "ecole.jpg")
    assert demander(facade, f"/media/{chemin}")[0] == 404


def _ecrire(fichier):
    fichier.parent.mkdir(parents=True, exist_ok=True)
    fichier.write_bytes(b"octets")


@pytest.mark.parametrize("adresse", ["/activation/{}/", "/agenda/{}.ics", "/rien?lien={}"])
def test_no_log_holds_an_address_even_when_all_fails(facade_sans_portail, adresse):
    chemin = adresse.format(SECRET)
    assert demander(facade_sans_portail, chemin)[0] == 503
    assert demander(facade_sans_portail, chemin, chiffre=False)[0] == 301
    assert demander(facade_sans_portail, f"/media/images/{SECRET}")[0] == 404
    ecrits = [fichier for fichier in facade_sans_portail.racine.iterdir() if fichier.suffix in ("", ".log")]
    textes = {fichier.name: fichier.read_text() for fichier in ecrits if fichier.is_file()}
    assert {"acces.log", "erreurs.log", "erreurs-du-site.log", "journal"} <= set(textes)
    assert " 503 " in textes["acces.log"]
    assert [nom for nom, texte in textes.items() if SECRET in texte] == []


def test_a_visitor_is_sent_to_the_portal_and_nowhere_else(facade):
    statut, entetes, _corps = demander(facade, "/connexion/", chiffre=False)
    assert (statut, entetes["Location"]) == (301, f"https://localhost:{facade.port}/connexion/")


@pytest.mark.parametrize("chiffre", [True, False])
def test_a_name_that_is_not_the_portal_s_gets_nothing(facade, chiffre):
    with pytest.raises(http.client.RemoteDisconnected):
        demander(facade, "/", chiffre=chiffre, Host="piege.exemple")


def test_no_certificate_is_shown_for_another_name(facade):
    contexte = ssl.create_default_context()
    contexte.check_hostname, contexte.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", facade.port), timeout=10) as prise,
        pytest.raises(ssl.SSLError, match=r"(?i)unrecognized.name"),
    ):
        contexte.wrap_socket(prise, server_hostname="piege.exemple")


def test_pages_travel_compressed(facade):
    statut, entetes, corps = demander(facade, "/", **{"Accept-Encoding": "gzip"})
    assert (statut, entetes["Content-Encoding"], entetes["Vary"]) == (200, "gzip", "Accept-Encoding")
    assert len(corps) < len(PAGE) / 5


def test_one_address_cannot_ask_without_end_and_is_told_when_to_come_back(facade):
    with ThreadPoolExecutor(16) as mains:
        reponses = list(mains.map(lambda _rang: demander(facade, "/"), range(320)))
    servies = [statut for statut, _entetes, _corps in reponses if statut == 200]
    assert 200 <= len(servies) < 320  # a family's own visit never comes near
    [refusee, *_autres] = [reponse for reponse in reponses if reponse[0] != 200]
    assert (refusee[0], refusee[1]["Retry-After"]) == (429, "10")
    assert "Trop de demandes à la fois" in refusee[2].decode()
