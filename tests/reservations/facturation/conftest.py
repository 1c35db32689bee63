"""The day on which November is billed."""

import pytest


@pytest.fixture
def en_decembre(time_machine):
    time_machine.move_to("2026-12-02 10:00+01:00", tick=False)
