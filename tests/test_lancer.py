"""`manage.py preparer` and `manage.py lancer`, as a newcomer runs them: real processes, a folder of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.serveurs import port_libre

RACINE = Path(__file__).parents[1]


def manage(*arguments, **variables):
    """(exit code, what it said on stderr) of one command with the demo's settings."""
    fait = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=RACINE,
        env=environnement(**variables),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return fait.returncode, fait.stderr


def environnement(**variables):
    """No PORTAIL_ variable of this test run, but those given."""
    propre = {nom: valeur for nom, valeur in os.environ.items() if not nom.startswith("PORTAIL_")}
    return propre | {"DJANGO_SETTINGS_MODULE": "portail.settings.dev", "PYTHONUNBUFFERED": "1"} | variables


@pytest.fixture(scope="module")
def maison(tmp_path_factory):
    """The folder of a prepared portal, without the demo town."""
    dossier = str(tmp_path_factory.mktemp("var"))
    code, erreurs = manage("preparer", PORTAIL_VAR=dossier)
    assert code == 0, erreurs
    return dossier


def descendants(pid):
    """The pids of all the processes below this one."""
    enfants = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(enfant) for enfant in enfants] + [petit for enfant in enfants for petit in descendants(enfant)]


def est_vivant(pid):
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def attendre(condition, secondes=40):
    fin = time.monotonic() + secondes
    while time.monotonic() < fin:
        if resultat := condition():
            return resultat
        time.sleep(0.1)
    raise AssertionError("waited in vain")


class Portail:
    """A running `lancer`, its port and what it prints."""

    def __init__(self, dossier):
        self.port = port_libre()
        self.journal = Path(dossier) / f"journal-{self.port}"
        with self.journal.open("w") as sortie:
            self.processus = subprocess.Popen(
                [sys.executable, "manage.py", "lancer"],
                cwd=RACINE,
                env=environnement(PORTAIL_VAR=dossier, PORTAIL_PORT=str(self.port)),
                stdout=sortie,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def dit(self):
        return self.journal.read_text()

    def page(self, adresse="/sante/"):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{adresse}", timeout=10) as reponse:
            return reponse.read().decode()

    def travailleur(self):
        """The pid of the `qcluster` process, None while there is none."""
        for pid in descendants(self.processus.pid):
            with contextlib.suppress(FileNotFoundError):
                if b"qcluster" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    return pid
        return None


@pytest.fixture
def portail(maison):
    portail = Portail(maison)
    attendre(lambda: "Ctrl-C arrête tout" in portail.dit() or portail.processus.poll() is not None)
    yield portail
    if portail.processus.poll() is None:
        portail.processus.terminate()
        portail.processus.wait(40)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
class TestLancer:
    def test_it_says_the_address_and_serves_it(self, portail):
        assert f"http://localhost:{portail.port}/" in portail.dit()
        assert portail.page().startswith("web: ok")

    @pytest.mark.parametrize("numero", [signal.SIGTERM, signal.SIGINT])
    def test_a_signal_stops_everything(self, portail, numero):
        tous = descendants(portail.processus.pid)
        assert len(tous) >= 3
        portail.processus.send_signal(numero)
        assert portail.processus.wait(40) == 0
        assert [pid for pid in tous if est_vivant(pid)] == []
        assert "Traceback" not in portail.dit()

    def test_a_killed_worker_is_started_again(self, portail):
        ancien = attendre(portail.travailleur)
        os.kill(ancien, signal.SIGKILL)
        attendre(lambda: portail.travailleur() not in (None, ancien))
        assert "relancé" in portail.dit()
        assert portail.page().startswith("web: ok")

    def test_even_killed_it_leaves_no_orphan(self, portail):
        tous = descendants(portail.processus.pid)
        portail.processus.kill()
        attendre(lambda: not any(est_vivant(pid) for pid in tous))

    def test_when_the_web_server_dies_all_stops_and_says_so(self, portail):
        tous = descendants(portail.processus.pid)
        [web] = [pid for pid in tous if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()][:1]
        os.kill(web, signal.SIGKILL)
        assert portail.processus.wait(40) == 1
        assert "Le serveur web s’est arrêté" in portail.dit()
        assert [pid for pid in tous if est_vivant(pid)] == []


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        code, erreurs = manage("lancer", "--ville-demo", PORTAIL_VAR=str(tmp_path), PORTAIL_PORT=str(port))
    assert code == 1
    assert len(erreurs.strip().splitlines()) == 1
    assert f"Le port {port} est déjà pris" in erreurs


def test_an_unwritable_folder_is_one_sentence(tmp_path):
    obstacle = tmp_path / "un-fichier"
    obstacle.write_text("")
    code, erreurs = manage("lancer", PORTAIL_VAR=str(obstacle / "var"))
    assert code == 1
    assert len(erreurs.strip().splitlines()) == 1
    assert "n’est pas accessible en écriture" in erreurs


def test_a_value_that_means_nothing_is_one_sentence(tmp_path):
    code, erreurs = manage("lancer", PORTAIL_VAR=str(tmp_path), PORTAIL_PORT="huit mille")
    assert code == 1
    assert (
        erreurs.strip() == "La valeur de PORTAIL_PORT n’est pas comprise : voir le tableau des réglages dans README.md."
    )
