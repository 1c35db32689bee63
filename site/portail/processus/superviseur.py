"""The web server and the worker together: watched, and neither left behind."""

import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from portail.settings.lecture import PORT_MAX

from .gardien import Gardien, Processus, Travailleur


class Superviseur(Gardien):
    """The web server at `adresse` and the worker; `une_fois_pret` is called when the web
    answers."""

    PATIENCE = 60  # seconds without an answer before the terminal says so

    def __init__(
        self,
        web: Processus,
        travailleur: Travailleur,
        dire: Callable[[str], None],
        adresse: str,
        une_fois_pret: Callable[[], None],
    ) -> None:
        super().__init__(travailleur, dire)
        self.web = web
        self.adresse = adresse
        self.une_fois_pret = une_fois_pret

    def _tous(self) -> list[Processus]:
        return [self.web, self.travailleur]

    def _accueillir(self) -> None:
        while not attendre(lambda: self._s_arrete() or repond(self.adresse), self.PATIENCE):
            self.dire("Le serveur web ne répond pas encore : la machine est sans doute occupée.")
        if not self._s_arrete():
            self.une_fois_pret()

    def _s_arrete(self) -> bool:
        return self.arret_demande or self.web.est_mort()

    def _veiller(self) -> bool:
        if self.web.est_mort():
            self.dire(
                "Le serveur web s’est arrêté : son message est ci-dessus. Le portail est fermé."
            )
            return False
        return super()._veiller()


def faute_de_port(port: int) -> str:
    """Why nobody may listen there, with what to do, in a sentence; "" if one may."""
    with socket.socket() as prise:
        prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind(("127.0.0.1", port))
        except PermissionError:
            return (
                f"Le port {port} est réservé à root : choisissez-en un au-dessus de 1023, par"
                " exemple « PORTAIL_PORT=8000 make run »."
            )
        except OSError:
            autre = port + 1 if port < PORT_MAX else port - 1
            return (
                f"Le port {port} est déjà pris : arrêtez le programme qui l’occupe, ou"
                f" choisissez-en un autre, par exemple « PORTAIL_PORT={autre} make run »."
            )
    return ""


def repond(adresse: str) -> bool:
    """Whether an HTTP server answers there, whatever it answers."""
    try:
        urllib.request.urlopen(adresse, timeout=5).close()  # noqa: S310 - our own http address
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def attendre(condition: Callable[[], bool], secondes: float, pas: float = 0.1) -> bool:
    """Waits until `condition` holds; False when the time is over."""
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if condition():
            return True
        time.sleep(pas)
    return False
