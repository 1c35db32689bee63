"""A debt that the régie has reminded in vain, and its régisseur in the admin."""

from datetime import timedelta

import pytest
from django.utils import timezone

from famille.argent.regie.relancer import relancer_les_retards
from famille.models import EtapeRelance
from tests.famille.facturation import facturer
from tests.navigateur import pas
from tests.navigateur.conftest import BUREAU


@pytest.fixture
def dette(serveur, famille_martin):
    """Late for long, and reminded at the town's only step."""
    EtapeRelance.objects.create(jours=7, sujet="Un oubli ?", texte="Factures {factures}.")
    facture = facturer(
        famille_martin.foyer, "20.00", jour=timezone.localdate() - timedelta(days=90)
    )
    relancer_les_retards(timezone.localdate())
    return facture


@pytest.fixture
def connecte(ouvrir):
    """connecte(account) -> its page, in the admin."""

    def _connecte(agent):
        page = ouvrir(BUREAU)
        pas.enroler(agent)
        pas.se_connecter(page, agent)
        pas.donner_le_code(page)
        page.wait_for_url("**/gestion/**")
        return page

    return _connecte
