"""A town on its first day."""

import pytest
from django.core.management import call_command

from famille.socle.ville.lecture import oublier
from tests.outils import souvenirs


@pytest.fixture
def vide(groupes, settings):
    """A production base, as it is after `preparer`."""
    settings.DEMO = False
    oublier()
    souvenirs.une_fois("production", lambda: call_command("preparer", verbosity=0))
    oublier()
