"""Watches the portal's processes, starts again those that may be, and leaves none behind."""

import signal
import time
from collections.abc import Callable
from typing import Any

from .lancement import DELAI_ARRET, Processus, Travailleur, attendre, repond


class Gardien:
    """Keeps a worker at its tasks: starts it again when it dies, or lives without ending any.
    `dire` gets the sentences for the terminal or the journal."""

    ATTENTE_RELANCE = 2  # seconds before a worker is started again

    def __init__(
        self,
        travailleur: Travailleur,
        dire: Callable[[str], None],
        delai_arret: float = DELAI_ARRET,
    ) -> None:
        self.travailleur = travailleur
        self.dire = dire
        self.delai_arret = delai_arret
        self.arret_demande = False
        for numero in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(numero, self._demander_arret)

    def _demander_arret(self, numero: int, cadre: Any) -> None:
        self.arret_demande = True

    def garder(self) -> int:
        """Until a signal. Returns the exit code."""
        try:
            for processus in self._tous():
                processus.demarrer()
            self._accueillir()
            while not self.arret_demande:
                if not self._veiller():
                    return 1
                time.sleep(0.2)
            self.dire("\nArrêt du portail…")
            return 0
        finally:
            self._tout_arreter()

    def _tous(self) -> list[Processus]:
        return [self.travailleur]

    def _accueillir(self) -> None:
        """What there is to do once all is started."""

    def _veiller(self) -> bool:
        """One look; False when nothing is left to be kept."""
        if self.travailleur.est_mort():
            self._relancer(
                "Le travailleur s’est arrêté : il est relancé, ses tâches en attente reprendront."
            )
        elif self.travailleur.est_muet():
            self._relancer(
                "Le travailleur ne fait plus rien : il est relancé, ses tâches reprendront."
            )
        return True

    def _relancer(self, phrase: str) -> None:
        self.dire(phrase)
        self.travailleur.demander_arret()
        self.travailleur.achever(self.ATTENTE_RELANCE)
        time.sleep(self.ATTENTE_RELANCE)
        if not self.arret_demande:
            self.travailleur.demarrer()

    def _tout_arreter(self) -> None:
        for processus in self._tous():
            processus.demander_arret()
        for processus in self._tous():
            processus.achever(self.delai_arret)


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
