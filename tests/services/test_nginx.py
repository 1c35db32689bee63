"""deploy/nginx.conf in a real nginx, before a portal of a few lines: what it gives, to whom, what
it tells nobody."""

import http.client
import os
import re
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace

import pytest

from cms_pages.pages.publiques import GARDE
from tests.ville.facade_nginx import MODELE, preparer_nginx
from tests.ville.processus import port_libre

PAGE = b"<p>Bonjour</p>" * 500
SECRET = "jeton-que-personne-ne-doit-lire"


class Portail(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    recues: list[tuple[str, Message]] = []  # (method and path, headers) of what has reached it

    def do_GET(self):
        self.recues.append((f"{self.command} {self.path}", self.headers))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if self.path.startswith("/publique") and "Cookie" not in self.headers:
            self.send_header("Cache-Control", GARDE)
            self.send_header("Vary", "Cookie")
            self.send_header("ETag", '"une-version"')
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    do_TRACE = do_POST = do_GET

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
    return nginx, SimpleNamespace(
        port=port, port_http=port_http, racine=racine / "nginx", dossiers=dossiers
    )


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
    """(status, headers, body). In clear where `chiffre` is False; `Host` is localhost unless
    told."""
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
    "chemin",
    [
        "documents/reserve.pdf",
        "images/../documents/reserve.pdf",
        "images/%2e%2e/documents/reserve.pdf",
    ],
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
    ecrits = [
        fichier
        for fichier in facade_sans_portail.racine.iterdir()
        if fichier.suffix in ("", ".log")
    ]
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
    assert (statut, entetes["Content-Encoding"], entetes["Vary"]) == (
        200,
        "gzip",
        "Accept-Encoding",
    )
    assert len(corps) < len(PAGE) / 5


def test_brotli_when_a_town_adds_it_compresses_what_gzip_does():
    facade, brotli = MODELE.read_text(), MODELE.with_name("nginx-brotli.conf").read_text()
    [de_gzip] = re.findall(r"^ *gzip_types (.*);", facade, re.MULTILINE)
    assert re.findall(r"^brotli_types (.*);", brotli, re.MULTILINE) == [de_gzip]
    # a pattern: nginx starts where the file is not there
    assert "include /etc/nginx/snippets/portail-brotli[.]conf;" in facade


def test_one_address_cannot_ask_without_end_and_is_told_when_to_come_back(facade):
    with ThreadPoolExecutor(16) as mains:
        reponses = list(mains.map(lambda _rang: demander(facade, "/"), range(320)))
    servies = [statut for statut, _entetes, _corps in reponses if statut == 200]
    assert 200 <= len(servies) < 320  # a family's own visit never comes near
    [refusee, *_autres] = [reponse for reponse in reponses if reponse[0] != 200]
    assert (refusee[0], refusee[1]["Retry-After"]) == (429, "10")
    assert "Trop de demandes à la fois" in refusee[2].decode()


def serrer_la_main(facade, *, chiffres="ALL:@SECLEVEL=0", **bornes):
    """The version of TLS that nginx agrees to, the oldest ciphers being allowed on our side.
    SSLError: none."""
    contexte = ssl.create_default_context(cafile=facade.racine / "cert.pem")
    contexte.set_ciphers(chiffres)
    for nom, valeur in bornes.items():
        setattr(contexte, nom, valeur)
    with (
        socket.create_connection(("127.0.0.1", facade.port), timeout=10) as prise,
        contexte.wrap_socket(prise, server_hostname="localhost") as lien,
    ):
        return lien.version()


def test_tls_is_of_1_2_or_1_3_and_the_latest_that_both_speak(facade):
    assert serrer_la_main(facade) == "TLSv1.3"
    assert serrer_la_main(facade, maximum_version=ssl.TLSVersion.TLSv1_2) == "TLSv1.2"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
@pytest.mark.parametrize("version", ["TLSv1", "TLSv1_1"])
def test_an_older_tls_is_refused_by_the_server(facade, version):
    une = ssl.TLSVersion[version]
    with pytest.raises(ssl.SSLError, match=r"(?i)alert protocol version"):
        serrer_la_main(facade, minimum_version=une, maximum_version=une)


@pytest.mark.parametrize(
    "chiffres", ["ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-ECDSA-AES128-CCM8"]
)
def test_a_cipher_that_nobody_recommends_any_more_is_refused(facade, chiffres):
    """Without authenticated encryption, or with a short tag."""
    bornes = {"maximum_version": ssl.TLSVersion.TLSv1_2}
    assert serrer_la_main(facade, chiffres="ECDHE-ECDSA-AES128-GCM-SHA256", **bornes) == "TLSv1.2"
    with pytest.raises(ssl.SSLError, match=r"(?i)alert handshake failure"):
        serrer_la_main(facade, chiffres=f"{chiffres}:@SECLEVEL=0", **bornes)


def test_what_a_visitor_says_of_himself_is_not_what_the_portal_reads(facade):
    """The portal believes the last address of X-Forwarded-For (PORTAIL_MANDATAIRES), the scheme and
    the reference."""
    demander(
        facade,
        "/moi/",
        **{
            "X-Forwarded-For": "10.9.9.9",
            "X-Forwarded-Proto": "http",
            "X-Request-ID": "forge-de-toutes-pieces",
        },
    )
    [entetes] = [entetes for quoi, entetes in Portail.recues if quoi == "GET /moi/"]
    assert [un.strip() for un in entetes["X-Forwarded-For"].split(",")] == ["10.9.9.9", "127.0.0.1"]
    assert entetes.get_all("X-Forwarded-Proto") == ["https"]
    assert len(entetes.get_all("X-Request-ID")) == 1
    assert "forge" not in entetes["X-Request-ID"]


@pytest.mark.parametrize(
    "entetes",
    [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Content-Length: 5\r\nContent-Length: 6",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding : chunked",
    ],
    ids=["two lengths of two kinds", "two lengths", "two encodings", "a space before the colon"],
)
def test_a_message_whose_end_is_not_sure_does_not_reach_the_portal(facade, entetes):
    """Two servers that do not end it at the same place would take its rest for somebody else's
    request."""
    Portail.recues.clear()
    envoi = (
        f"POST /double/ HTTP/1.1\r\nHost: localhost\r\n{entetes}\r\n\r\n0\r\n\r\nGET /cache/"
        " HTTP/1.1\r\n\r\n"
    )
    contexte = ssl.create_default_context(cafile=facade.racine / "cert.pem")
    with (
        socket.create_connection(("127.0.0.1", facade.port), timeout=10) as prise,
        contexte.wrap_socket(prise, server_hostname="localhost") as lien,
    ):
        lien.sendall(envoi.encode())
        assert lien.recv(100).split()[1] in (b"400", b"501")
    assert Portail.recues == []


def test_trace_is_answered_by_nobody(facade):
    Portail.recues.clear()
    contexte = ssl.create_default_context(cafile=facade.racine / "cert.pem")
    lien = http.client.HTTPSConnection("localhost", facade.port, context=contexte, timeout=20)
    lien.request("TRACE", "/connexion/", headers={"Cookie": "__Host-session=secret"})
    reponse = lien.getresponse()
    assert (reponse.status, b"secret" in reponse.read()) == (405, False)
    assert Portail.recues == []


@pytest.mark.parametrize(
    "dossier", ["/static/", "/static/css/", "/media/", "/media/images/", "/_erreurs/", "/_prive/"]
)
def test_no_folder_is_listed(facade, dossier):
    _ecrire(facade.dossiers["statiques"] / "css" / "portail.css")
    _ecrire(facade.dossiers["public"] / "images" / "ecole.jpg")
    statut, _entetes, corps = demander(facade, dossier)
    assert statut in (403, 404)
    assert b"portail.css" not in corps
    assert b"ecole.jpg" not in corps


@pytest.mark.parametrize(
    "chemin", ["/static/../.git/config", "/static../.git/config", "/static/%2e%2e/.git/config"]
)
def test_nothing_beside_the_folder_of_static_files_is_given(facade, chemin):
    """The code stands beside it, and its history where a town installs from git."""
    _ecrire(facade.dossiers["statiques"] / "portail.css")
    _ecrire(facade.dossiers["statiques"].parent / ".git" / "config")
    assert demander(facade, "/static/portail.css")[2] == b"octets"
    assert demander(facade, chemin)[2] != b"octets"


def test_a_family_s_file_is_not_given_by_its_address(facade):
    _ecrire(facade.dossiers["prive"] / "ab" / "piece.pdf")
    assert demander(facade, "/_prive/ab/piece.pdf")[0] == 404


def test_a_visitor_s_page_is_given_again_and_that_of_who_brings_a_cookie_is_not(facade):
    Portail.recues.clear()

    def recues():
        return [premiere for premiere, _entetes in Portail.recues]

    for _ in range(3):
        statut, _entetes, corps = demander(facade, "/publique/")
        assert (statut, corps) == (200, PAGE)
    inchangee = demander(facade, "/publique/", **{"If-None-Match": '"une-version"'})
    assert (inchangee[0], inchangee[2]) == (304, b"")
    assert recues() == ["GET /publique/"]
    for _ in range(2):
        demander(facade, "/publique/", Cookie="__Host-session=abc")
        demander(facade, "/tableau-de-bord/")
    assert recues() == ["GET /publique/", *["GET /publique/", "GET /tableau-de-bord/"] * 2]
    demander(facade, "/publique/")  # what they were given is not what a visitor is
    assert len(recues()) == 5
