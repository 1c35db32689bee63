"""What clamd says of a file, in its own INSTREAM protocol (clamd(8)): nothing but OK is clean."""

import re
import socket
import struct
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models.fields.files import FieldFile

_DELAI = 15  # seconds, for each exchange
_MORCEAU = 64 * 1024  # bytes


class AntivirusMuet(OSError):
    """clamd cannot be reached, or answers neither OK nor a name: nothing is known of the file."""


def analyser(flux: FieldFile) -> str:
    """ "" when clamd finds nothing in this file (bytes), else what it found. AntivirusMuet."""
    try:
        reponse = _demander(flux)
    except OSError as erreur:
        raise AntivirusMuet(f"clamd: {type(erreur).__name__}") from erreur
    if reponse == "stream: OK":
        return ""
    if trouve := re.fullmatch(r"stream: (.+) FOUND", reponse):
        return trouve[1]
    raise AntivirusMuet(f"clamd: {reponse[:100] or 'no answer'}")


def repond() -> None:
    """Asks clamd whether it is there. AntivirusMuet: no, or something else answers."""
    try:
        with _connexion(settings.CLAMD) as prise:
            prise.sendall(b"zPING\0")
            reponse = prise.recv(64)
    except OSError as erreur:
        raise AntivirusMuet(f"clamd: {type(erreur).__name__}") from erreur
    if reponse.rstrip(b"\0\n") != b"PONG":
        raise AntivirusMuet("clamd: no PONG")


def _demander(flux: FieldFile) -> str:
    with _connexion(settings.CLAMD) as prise:
        prise.sendall(b"zINSTREAM\0")
        while morceau := flux.read(_MORCEAU):
            prise.sendall(struct.pack("!L", len(morceau)) + morceau)
        prise.sendall(struct.pack("!L", 0))
        reponse = b""
        while not reponse.endswith(b"\0") and (suite := prise.recv(4096)):
            reponse += suite
    return reponse.rstrip(b"\0\n").decode(errors="replace")


def _connexion(adresse: str) -> Any:
    """A connected socket. `adresse`: "tcp://127.0.0.1:3310" or "unix:/run/clamav/clamd.ctl"."""
    if adresse.startswith("unix:"):
        prise = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        prise.settimeout(_DELAI)
        prise.connect(adresse.removeprefix("unix:").removeprefix("//"))
        return prise
    url = urlsplit(adresse)
    return socket.create_connection((url.hostname or "127.0.0.1", url.port or 3310), timeout=_DELAI)
