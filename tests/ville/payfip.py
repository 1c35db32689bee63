"""A fake PayFiP for a test: the fixture `payfip`."""

import pytest
from django.utils.csp import CSP

from portail.settings.paiement import origines, paiement
from tests.ville.faux_payfip.serveur import FauxPayFiP


@pytest.fixture
def payfip(settings):
    """The fake PayFiP on a free port, with its controls (tests.ville.faux_payfip), and the portal
    set to it. A call waits three seconds at most, which a busy machine keeps. Its notifications go
    to the address that the portal gave, where no server may answer."""
    with FauxPayFiP() as faux:
        settings.PAIEMENT = paiement(
            "payfip", {"client": "123456", "mode": "T", "adresse": faux.adresse, "delai": "3"}
        )
        settings.SECURE_CSP = settings.SECURE_CSP | {
            "form-action": [CSP.SELF, *origines(settings.PAIEMENT)]
        }
        yield faux
