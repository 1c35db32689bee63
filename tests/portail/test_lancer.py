"""`manage.py lancer`, as a newcomer runs it: real processes, a folder of their own."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from portail.processus.superviseur import faute_de_port
from tests.ville.maison import RACINE, attendre, manage
from tests.ville.processus import descendants, est_vivant, port_libre


def tout_s_arrete(portail, numero):
    """On this signal the portal ends well, and nothing that it has started is left."""
    tous = descendants(portail.processus.pid)
    assert len(tous) >= 3  # the web server, one of its processes, the worker
    portail.processus.send_signal(numero)
    assert portail.processus.wait(60) == 0
    assert [pid for pid in tous if est_vivant(pid)] == []
    assert "Traceback" not in portail.dit()


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
class TestLancer:
    """A start costs eight seconds of a processor: one portal shows all that it can before it is
    stopped."""

    def test_it_serves_its_address_until_a_ctrl_c(self, portail):
        assert f"http://localhost:{portail.port}/" in portail.dit()
        assert portail.page().startswith("web: ok")
        tout_s_arrete(portail, signal.SIGINT)

    def test_a_killed_worker_is_started_again_and_a_signal_stops_everything(self, portail):
        ancien = attendre(portail.travailleur)
        os.kill(ancien, signal.SIGKILL)
        attendre(lambda: "relancé" in portail.dit() and portail.travailleur() not in (None, ancien))
        assert portail.page().startswith("web: ok")
        tout_s_arrete(portail, signal.SIGTERM)

    def test_even_killed_it_leaves_no_orphan(self, portail):
        tous = descendants(portail.processus.pid)
        portail.processus.kill()
        attendre(lambda: not any(est_vivant(pid) for pid in tous))

    def test_when_the_web_server_dies_all_stops_and_says_so(self, portail):
        tous = descendants(portail.processus.pid)
        [web] = [pid for pid in tous if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes()][
            :1
        ]
        os.kill(web, signal.SIGKILL)
        assert portail.processus.wait(60) == 1
        assert "Le serveur web s’est arrêté" in portail.dit()
        assert [pid for pid in tous if est_vivant(pid)] == []


def test_a_busy_port_is_one_sentence(tmp_path):
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        code, erreurs = manage(
            "lancer", "--ville-demo", PORTAIL_VAR=str(tmp_path), PORTAIL_PORT=str(port)
        )
    assert code == 1
    assert len(erreurs.strip().splitlines()) == 1
    assert f"Le port {port} est déjà pris" in erreurs


def test_a_ctrl_c_while_the_town_is_made_is_one_sentence(monkeypatch, capsys):
    def interrompre(*_mots, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr("portail.management.commands.lancer.call_command", interrompre)
    monkeypatch.setattr("portail.management.commands.lancer.faute_de_port", lambda _port: "")
    with pytest.raises(SystemExit) as sortie:
        call_command("lancer", "--ville-demo")
    assert sortie.value.code == 130
    [dit] = capsys.readouterr().err.strip().splitlines()
    assert dit == "Préparation interrompue : relancez la même commande, elle reprendra."


@pytest.mark.django_db
def test_the_base_of_a_demo_is_prepared_once(monkeypatch):
    faites = []

    def noter(nom, **_options):
        faites.append(nom)
        if nom == "preparer":
            raise KeyboardInterrupt

    monkeypatch.setattr("demo.management.commands.ville_demo.call_command", noter)
    monkeypatch.setattr(
        "portail.management.commands.lancer.call_command",
        lambda nom, **options: faites.append(nom) or call_command(nom, **options),
    )
    monkeypatch.setattr("portail.management.commands.lancer.faute_de_port", lambda _port: "")
    with pytest.raises(SystemExit):
        call_command("lancer", "--ville-demo")
    assert faites == ["ville_demo", "preparer"]


@pytest.mark.parametrize(
    ("erreur", "dit"), [(PermissionError, "réservé à root"), (OSError, "déjà pris")]
)
def test_why_a_port_may_not_serve_is_told_as_it_is(monkeypatch, erreur, dit):
    def refuser(*adresse):
        raise erreur

    monkeypatch.setattr("portail.processus.superviseur.socket.socket.bind", refuser)
    assert dit in faute_de_port(65535)
    assert "PORTAIL_PORT=65536" not in faute_de_port(65535)


def test_a_database_that_is_not_there_is_one_sentence_that_repeats_no_password(tmp_path):
    base = f"postgres://portail:mot-de-passe@127.0.0.1:{port_libre()}/portail"
    code, erreurs = manage("preparer", PORTAIL_VAR=str(tmp_path), PORTAIL_BASE=base)
    assert code == 1
    assert len(erreurs.strip().splitlines()) == 1
    assert "La base de données ne répond pas, ou refuse le portail" in erreurs
    assert "mot-de-passe@" not in erreurs


def test_settings_that_do_not_exist_are_one_sentence(tmp_path):
    code, erreurs = manage(
        "lancer", PORTAIL_VAR=str(tmp_path), DJANGO_SETTINGS_MODULE="reglages.ailleurs"
    )
    assert code == 1
    assert len(erreurs.strip().splitlines()) == 1
    assert "(reglages.ailleurs)" in erreurs


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
        erreurs.strip()
        == "La valeur de PORTAIL_PORT n’est pas comprise : voir le tableau des réglages dans"
        " docs/reglages.md."
    )


def test_libraries_that_pdfs_want_are_said_with_the_line_that_installs_them(monkeypatch, capsys):
    ici = "portail.management.commands.lancer"
    for nom in ("faute_de_redis", "exiger_une_base_prete", "noter_le_depart"):
        monkeypatch.setattr(f"{ici}.{nom}", str)
    monkeypatch.setattr(f"{ici}.faute_de_port", lambda _port: "")
    monkeypatch.setattr(f"{ici}.Superviseur", lambda *_: SimpleNamespace(garder=lambda: 0))
    for manquent in ((), ("libpango-1.0-0", "libharfbuzz-subset0")):
        monkeypatch.setattr(f"{ici}.paquets_manquants", lambda manquent=manquent: manquent)
        with pytest.raises(SystemExit):
            call_command("lancer")
        ligne = "sudo apt install libpango-1.0-0 libharfbuzz-subset0"
        assert (ligne in capsys.readouterr().err) is bool(manquent)


@pytest.mark.parametrize(
    ("faux_uv", "code", "dits"),
    [
        ("exit 0", 0, []),
        ("echo 'No space left' >&2; exit 2", 1, ["No space left"]),
        (
            (
                'test -n "${UV_SYSTEM_CERTS:-}" && exit 0; echo "invalid peer certificate:'
                ' UnknownIssuer" >&2; exit 2'
            ),
            0,
            ["essai avec les certificats de la machine"],
        ),
        (
            'echo "invalid peer certificate: UnknownIssuer" >&2; exit 2',
            1,
            ["UnknownIssuer", "SSL_CERT_FILE=/chemin/de/l-autorite.pem make run"],
        ),
    ],
    ids=["fine", "another fault", "known to the machine", "known to nobody"],
)
def test_behind_an_authority_of_its_own_the_setup_says_what_to_set(faux_uv, code, dits):
    fait = subprocess.run(
        ["bash", "deploy/paquets.sh", "bash", "-c", faux_uv],
        cwd=RACINE,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert fait.returncode == code
    for dit in dits:
        assert dit in fait.stdout + fait.stderr
    assert ("SSL_CERT_FILE" in fait.stderr) is (len(dits) == 2)
