"""The supervisor's judgement, without waiting: children that are plain `sleep`."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from portail.processus.gardien import Gardien, Processus, Travailleur
from portail.processus.superviseur import Superviseur, attendre
from tests.ville.processus import port_libre

DORMIR = [sys.executable, "-c", "import time; time.sleep(600)"]


@pytest.fixture
def signaux():
    """The supervisor takes the signals of the process: given back afterwards."""
    numeros = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    anciens = {numero: signal.getsignal(numero) for numero in numeros}
    yield
    for numero, ancien in anciens.items():
        signal.signal(numero, ancien)


def travailleur(silence=600):
    return Travailleur(DORMIR, {}, silence)


def test_a_living_worker_that_does_nothing_is_started_again(signaux, monkeypatch):
    monkeypatch.setattr(Gardien, "ATTENTE_RELANCE", 0.1)
    dit, pids = [], []

    def dire(phrase):
        dit.append(phrase)
        pids.append(gardien.travailleur.enfant.pid)
        if len(pids) == 2:
            gardien.arret_demande = True

    gardien = Gardien(travailleur(silence=0), dire)
    assert gardien.garder() == 0
    assert len(set(pids)) == 2
    assert all("ne fait plus rien" in phrase for phrase in dit[:2])
    assert gardien.travailleur.est_mort()


def test_nothing_is_said_to_be_open_before_the_web_server_answers(signaux, monkeypatch):
    """On a slow machine "Le portail est ouvert" was printed after a minute, whatever answered."""
    monkeypatch.setattr(Superviseur, "PATIENCE", 0.01)
    dit = []

    def dire(phrase):
        dit.append(phrase)
        superviseur.arret_demande = len(dit) == 2

    web = Processus("web", DORMIR)
    adresse = f"http://127.0.0.1:{port_libre()}/"
    superviseur = Superviseur(web, travailleur(), dire, adresse, lambda: dit.append("ouvert"))
    assert superviseur.garder() == 0
    assert ["ne répond pas encore" in phrase for phrase in dit] == [True, True, False]
    assert "ouvert" not in dit


def test_a_worker_that_ends_tasks_is_left_alone():
    vivant = travailleur(silence=0.2)
    vivant.demarrer()
    try:
        assert not vivant.est_muet()
        vivant.vu_le -= 1
        # a clock that goes back proves nothing: the file was touched
        os.utime(vivant.temoin, (0, 0))
        assert not vivant.est_muet()
        vivant.vu_le -= 1
        assert vivant.est_muet()
    finally:
        vivant.demander_arret()
        vivant.achever(1)


def test_a_child_that_ignores_the_signal_is_killed_in_the_end():
    sourd = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('pret',"
        " flush=True); time.sleep(600)"
    )
    processus = Processus("sourd", [sys.executable, "-c", sourd])
    processus.demarrer()
    processus.demander_arret()
    processus.achever(0.5)
    assert processus.est_mort()


def test_the_guardian_of_a_worker_holds_no_django(monkeypatch):
    """`manage.py travailler` becomes it: a whole Django for each worker was half of its memory."""
    monkeypatch.setattr("portail.management.commands.travailler.exiger_une_base_prete", list)
    monkeypatch.setattr("portail.management.commands.travailler.noter_le_depart", list)
    monkeypatch.setattr("portail.management.commands.travailler.connections.close_all", list)
    devenu = []
    monkeypatch.setattr("os.execv", lambda _programme, mots: devenu.extend(mots))
    call_command("travailler")
    assert devenu[-3:] == [sys.executable, str(settings.RACINE / "manage.py"), "qcluster"]
    commande = [*devenu[:-3], *DORMIR]
    with subprocess.Popen(commande, stdout=subprocess.DEVNULL) as gardien:
        try:
            assert attendre(lambda: _enfants(gardien.pid), 10)
            [enfant] = _enfants(gardien.pid)
            etat = Path(f"/proc/{gardien.pid}/status").read_text()
            assert int(re.search(r"VmRSS:\s+(\d+) kB", etat)[1]) < 30_000
        finally:
            gardien.terminate()
    assert gardien.returncode == 0
    assert not Path(f"/proc/{enfant}").exists()


def _enfants(pid):
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
