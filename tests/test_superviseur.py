"""The supervisor's judgement, without waiting: children that are plain `sleep`."""

import signal
import sys

import pytest

from portail.superviseur import Processus, Superviseur

DORMIR = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def signaux():
    """The supervisor takes the signals of the process: given back afterwards."""
    numeros = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    anciens = {numero: signal.getsignal(numero) for numero in numeros}
    yield
    for numero, ancien in anciens.items():
        signal.signal(numero, ancien)


def test_a_living_worker_that_does_nothing_is_started_again(signaux, monkeypatch):
    monkeypatch.setattr(Superviseur, "REPIT", 0)
    monkeypatch.setattr(Superviseur, "ATTENTE_RELANCE", 0.1)
    dit, pids = [], []

    def muet():
        """Silent the first time; the second, everything is told to stop."""
        pids.append(superviseur.travailleur.enfant.pid)
        superviseur.arret_demande = len(pids) > 1
        return len(pids) == 1

    superviseur = Superviseur(Processus("web", DORMIR), Processus("travailleur", DORMIR), dit.append, muet)
    monkeypatch.setattr("portail.superviseur.repond", lambda adresse: True)
    assert superviseur.servir("http://127.0.0.1/", lambda: None) == 0
    assert len(set(pids)) == 2
    assert "ne fait plus rien" in dit[0]
    assert superviseur.web.est_mort()
    assert superviseur.travailleur.est_mort()


def test_what_runs_beside_may_die_without_closing_the_portal(signaux, monkeypatch):
    monkeypatch.setattr("portail.superviseur.repond", lambda adresse: True)
    dit = []

    def dire(phrase):
        dit.append(phrase)
        superviseur.arret_demande = True

    mort, vivant = Processus("faux PayFiP", [sys.executable, "-c", ""]), Processus("autre", DORMIR)
    web, travailleur = Processus("web", DORMIR), Processus("travailleur", DORMIR)
    superviseur = Superviseur(web, travailleur, dire, lambda: False, [mort, vivant])
    assert superviseur.servir("http://127.0.0.1/", lambda: None) == 0
    assert dit[0] == "Le faux PayFiP s’est arrêté : relancez le portail pour le retrouver."
    assert all(processus.est_mort() for processus in (web, travailleur, vivant))


def test_a_child_that_ignores_the_signal_is_killed_in_the_end():
    sourd = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('pret', flush=True); time.sleep(600)"
    )
    processus = Processus("sourd", [sys.executable, "-c", sourd])
    processus.demarrer()
    processus.demander_arret()
    processus.achever(0.5)
    assert processus.est_mort()
