"""A mail server on loopback that keeps what it receives."""

from email.message import Message as Courriel

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from tests.ville.processus import port_libre


class Boite(Message):
    """Keeps the mails it receives: `courriels`, in the order they came."""

    def __init__(self) -> None:
        super().__init__()
        self.courriels: list[Courriel] = []

    def handle_message(self, message: Courriel) -> None:
        self.courriels.append(message)


class ServeurDeCourriel:
    """Stopped and started again at the same port; the mails stay. It lives in a thread: killed is
    stopped."""

    def __init__(self) -> None:
        self.port = port_libre()
        self.adresse = f"smtp://127.0.0.1:{self.port}"  # a PORTAIL_COURRIEL
        self.boite = Boite()
        self._controleur: Controller | None = None

    def demarrer(self) -> None:
        self._controleur = Controller(
            self.boite, hostname="127.0.0.1", port=self.port, ready_timeout=10
        )
        self._controleur.start()

    def arreter(self) -> None:
        if self._controleur is not None:
            self._controleur.stop()
            self._controleur = None

    tuer = arreter

    def redemarrer(self) -> None:
        self.arreter()
        self.demarrer()

    def est_vivant(self) -> bool:
        return self._controleur is not None
