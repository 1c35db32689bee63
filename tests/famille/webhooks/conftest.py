"""A piece of software on the loopback, that is told things."""

import ipaddress
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from famille.echanges.webhooks.actions import ajouter
from famille.echanges.webhooks.faits import faits
from tests.demarches.essai import demande, demarche

__all__ = ["demande", "demarche"]  # fixtures of the tests beside


class Recepteur:
    """`recus`: [(headers, body as bytes)]; `statut`: what it answers; `suite`: where it sends
    on."""

    def __init__(self, port):
        self.adresse = f"http://127.0.0.1:{port}/reception"
        self.recus, self.statut, self.suite = [], 204, ""

    @property
    def corps(self):
        return [json.loads(corps) for _entetes, corps in self.recus]


@pytest.fixture
def recepteur():
    class Reponses(BaseHTTPRequestHandler):
        def do_POST(self):
            corps = self.rfile.read(int(self.headers["Content-Length"]))
            logiciel.recus.append((dict(self.headers), corps))
            self.send_response(logiciel.statut)
            if logiciel.suite:
                self.send_header("Location", logiciel.suite)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Reponses) as serveur:
        logiciel = Recepteur(serveur.server_address[1])
        Thread(target=serveur.serve_forever, daemon=True).start()
        yield logiciel
        serveur.shutdown()


@pytest.fixture
def reseau_permis(settings, recepteur):
    settings.WEBHOOKS_RESEAUX = [ipaddress.ip_network("127.0.0.0/8")]
    settings.WEBHOOKS_PORTS = [443, urlsplit(recepteur.adresse).port]


@pytest.fixture
def abonner(recepteur, reseau_permis, administrateur):
    """abonner("facture.publiee", …) -> (webhook, secret); to everything if nothing is said."""

    def _abonner(*codes):
        return ajouter(
            "Comptabilité", recepteur.adresse, codes or list(faits()), par=administrateur
        )

    return _abonner
