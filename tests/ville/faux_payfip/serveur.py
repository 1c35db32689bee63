"""The fake PayFiP as a server on this machine, and its controls for the tests."""

import logging
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from socketserver import ThreadingMixIn
from typing import Any, Self
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.conf import settings

from .application import Application
from .operations import Operation, Registre, Scenario

logger = logging.getLogger(__name__)
HOTE = "127.0.0.1"
RETARD = 30  # seconds, of a late notification


class _Serveur(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False


class _Requete(WSGIRequestHandler):
    timeout = 10  # seconds: a browser that opens a connection and says nothing keeps no thread

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses hold identifiers."""


class FauxPayFiP:
    """The server. `scenario` is how it behaves; `registre`, what it knows; `notifications`, what it
    sent.

    In a test:

        with FauxPayFiP() as faux:
            faux.programmer(panne="503")
            faux.choisir(idop, "P")  # what the person does on the page
            faux.fermer()  # a server that is down, until `faux.ouvrir()`

    `envoyer(adresse, idop)` may be given where the portal answers no HTTP."""

    def __init__(
        self,
        port: int = 0,
        fichier: Path | None = None,
        envoyer: Callable[[str, str], object] | None = None,
    ) -> None:
        if not settings.DEMO:
            raise RuntimeError("the fake PayFiP exists in the demo and in the tests only")
        self.port = port
        self.retard: float = RETARD
        self.arret = threading.Event()
        self.envoyer = envoyer or poster
        self.notifications: list[tuple[str, str]] = []
        self.minuteries: list[threading.Timer] = []
        self.registre = Registre(fichier)
        self.application = Application(self.registre, self._notifier, self.arret.wait)

    @property
    def adresse(self) -> str:
        return f"http://{HOTE}:{self.port}/tpa"

    def programmer(self, **scenario: Any) -> None:
        """From now on it behaves so (see Scenario); without anything: as it should."""
        self.application.scenario = Scenario(**scenario)

    def choisir(self, idop: str, resultat: str, notification: str = "") -> Operation:
        """What the person chooses on the page, one of RESULTATS. Returns once a prompt notification
        is sent."""
        return self.application.choisir(idop, resultat, notification)

    def ouvrir(self) -> None:
        """Raises OSError where the port is taken."""
        self.arret.clear()
        self.serveur = make_server(HOTE, self.port, self.application, _Serveur, _Requete)
        self.port = self.serveur.server_port
        threading.Thread(target=self.serveur.serve_forever, args=(0.02,), daemon=True).start()

    def fermer(self) -> None:
        self.arret.set()
        self.serveur.shutdown()
        self.serveur.server_close()
        for minuterie in self.minuteries:
            minuterie.cancel()

    def __enter__(self) -> Self:
        self.ouvrir()
        return self

    def __exit__(self, *exception: object) -> None:
        self.fermer()

    def _notifier(self, operation: Operation, maniere: str) -> None:
        """`maniere`: see Scenario.notification."""
        if maniere == "tardive":
            minuterie = threading.Timer(self.retard, self._envoyer, (operation,))
            minuterie.daemon = True
            self.minuteries.append(minuterie)
            minuterie.start()
            return
        for _ in range({"perdue": 0, "doublee": 2}.get(maniere, 1)):
            self._envoyer(operation)

    def _envoyer(self, operation: Operation) -> None:
        adresse = operation.demande["urlnotif"]
        self.notifications.append((adresse, operation.idop))
        self.envoyer(adresse, operation.idop)


def poster(adresse: str, idop: str) -> None:
    """PayFiP posts the identifier and cares little for the answer."""
    corps = urllib.parse.urlencode({"idop": idop}).encode()
    ouvreur = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        ouvreur.open(adresse, corps, timeout=10).close()
    except (urllib.error.URLError, OSError) as erreur:
        logger.warning("The fake PayFiP could not notify: %s", type(erreur).__name__)
