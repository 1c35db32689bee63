"""The agents' desk, and the noon of which its decisions are taken back."""

import pytest
import time_machine

from tests.demarches.essai import le


@pytest.fixture
def bureau(connecter, agent):
    """The client of an agent at the desk."""
    return connecter(agent)


@pytest.fixture
def temps():
    """The journey of time_machine: noon, on 25 November 2026."""
    with time_machine.travel(le(2026, 11, 25, 12), tick=False) as voyage:
        yield voyage
