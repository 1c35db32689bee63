"""The servers of the tests do not take each other's ports."""

import subprocess
import sys
from pathlib import Path

from tests.ville.processus import _premier_ephemere, port_libre

AUTRE = """
from tests.ville.processus import port_libre
print(*(port_libre() for _ in range(400)), flush=True)
input()
"""


def test_two_processes_never_choose_the_same_port():
    racine = Path(__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", AUTRE],
        cwd=racine,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as autre:
        assert autre.stdout
        siens = set(map(int, autre.stdout.readline().split()))
        miens = {port_libre() for _ in range(400)}
        autre.communicate("\n")
    assert len(siens) == len(miens) == 400
    assert not siens & miens


def test_a_port_is_none_of_those_that_an_outgoing_connection_takes():
    assert port_libre() < _premier_ephemere()
