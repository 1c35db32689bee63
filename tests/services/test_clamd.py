"""The tests' clamd really recognises the test virus; famille.dossier.documents.antivirus has its
own tests."""

import socket
import struct

from tests.serveurs import EICAR


def analyser(adresse, contenu):
    hote, _, port = adresse.removeprefix("tcp://").partition(":")
    with socket.create_connection((hote, int(port)), timeout=10) as prise:
        prise.sendall(
            b"zINSTREAM\0" + struct.pack("!I", len(contenu)) + contenu + struct.pack("!I", 0)
        )
        return prise.recv(200)


def test_the_test_virus_is_found(adresse_clamd):
    assert b"FOUND" in analyser(adresse_clamd, EICAR)


def test_a_clean_file_passes(adresse_clamd):
    assert analyser(adresse_clamd, b"%PDF-1.7 rien").rstrip(b"\0") == b"stream: OK"
