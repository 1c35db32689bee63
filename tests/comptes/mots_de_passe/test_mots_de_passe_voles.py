"""Leaked passwords, asked of a list that runs here: what it is told, and what becomes of its
silences."""

import hashlib
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from famille.comptes.mots_de_passe import voles
from tests.ville.processus import port_libre

VOLE = "un cheval blanc au galop"
EMPREINTE = hashlib.sha1(VOLE.encode()).hexdigest().upper()
DEBUT, FIN = EMPREINTE[:5], EMPREINTE[5:]
AUTRE = "0" * 35


class Liste(BaseHTTPRequestHandler):
    """Answers `serveur.reponse`; keeps what it was asked."""

    def do_GET(self):
        self.server.demandes.append((self.path, dict(self.headers)))
        if self.path == "/lente/" + DEBUT:
            return self._goutte_a_goutte()
        if self.path == "/morceaux/" + DEBUT:
            return self._en_morceaux()
        code, corps = self.server.reponse
        self.send_response(code)
        if code == 302:
            self.send_header("Location", f"/ailleurs/{DEBUT}")
        self.send_header("Content-Length", str(len(corps)))
        self.end_headers()
        self.wfile.write(corps)

    def _goutte_a_goutte(self):
        """One line a tenth of a second, each in time, for a hundred times what it is given."""
        self.send_response(200)
        self.end_headers()
        try:
            for _ligne in range(300):
                if self.server.finie.wait(0.1):
                    return
                self.wfile.write(f"{AUTRE}:1\r\n".encode())
            self.server.attendue = True
        except OSError:
            self.server.finie.set()

    def _en_morceaux(self):
        """As a server that does not know its length: one piece a line, what is sought in the
        last."""
        self.protocol_version = "HTTP/1.1"
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.send_header("Connection", "close")
        self.end_headers()
        for ligne in (f"{AUTRE}:3\r\n", f"{FIN}:12\r\n", ""):
            self.wfile.write(f"{len(ligne):x}\r\n{ligne}\r\n".encode())

    def log_message(self, *_):
        pass


@pytest.fixture
def liste(settings):
    serveur = ThreadingHTTPServer(("127.0.0.1", 0), Liste)
    serveur.demandes, serveur.reponse, serveur.finie = (
        [],
        (200, f"{AUTRE}:3\r\n{FIN}:12\r\n".encode()),
        threading.Event(),
    )
    serveur.attendue = False
    serveur.adresse = f"http://127.0.0.1:{serveur.server_port}/"
    threading.Thread(target=serveur.serve_forever, args=[0.02], daemon=True).start()
    demander_a(settings, serveur.adresse + "range/")
    yield serveur
    serveur.finie.set()
    serveur.shutdown()
    serveur.server_close()


def demander_a(settings, adresse, **options):
    validateur = {
        "NAME": "famille.comptes.mots_de_passe.voles.MotDePasseVole",
        "OPTIONS": {"adresse": adresse, **options},
    }
    settings.AUTH_PASSWORD_VALIDATORS = [validateur]


def test_a_leaked_password_is_refused_and_the_list_learns_five_characters(liste):
    with pytest.raises(ValidationError, match="volés sur d’autres sites"):
        validate_password(VOLE)
    [(chemin, entetes)] = liste.demandes
    assert chemin == f"/range/{DEBUT}"
    assert {"Cookie", "Referer", "Authorization"} & set(entetes) == set()
    assert (entetes["Add-Padding"], entetes["User-Agent"]) == ("true", "Portail-Famille")


def test_an_answer_in_pieces_is_read_whole(liste, settings):
    demander_a(settings, liste.adresse + "morceaux/")
    with pytest.raises(ValidationError, match="volés sur d’autres sites"):
        validate_password(VOLE)


@pytest.mark.parametrize(
    "reponse",
    [
        (200, f"{AUTRE}:3".encode()),
        (200, f"{AUTRE}:3\r\n{FIN}:0\r\n".encode()),
        (200, b""),
        (200, "<html>indisponible é".encode()),
        (200, b"x" * (voles.TAILLE_MAX + 1) + f"\n{FIN}:1".encode()),
        (302, b""),
        (404, f"{FIN}:1".encode()),
        (503, b""),
    ],
    ids=["not there", "padding", "empty", "a page", "endless", "elsewhere", "404", "503"],
)
def test_what_is_not_known_to_be_leaked_is_taken(liste, reponse):
    liste.reponse = reponse
    validate_password(VOLE)
    assert len(liste.demandes) == 1  # a redirection is not followed


def test_a_list_that_is_slow_or_gone_keeps_nobody_waiting(liste, settings, caplog):
    demander_a(settings, liste.adresse + "lente/", delai=0.3)
    validate_password(VOLE)
    assert not liste.attendue  # it still speaks, and is not waited for
    demander_a(settings, f"http://127.0.0.1:{port_libre()}/range/")
    validate_password(VOLE)
    dits = [trace.getMessage() for trace in caplog.records if trace.name == voles.__name__]
    assert dits == [
        "List of leaked passwords: TimeoutError",
        "List of leaked passwords: ConnectionError",
    ]
