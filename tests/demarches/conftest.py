"""The démarches' own cast: the demo town's settings, and a draft of the Martin family."""

import pytest

from demarches.actions import commencer
from demarches.models import ReglageDemarche
from demarches.reglages.initiaux import creer_reglages
from tests.demarches.essai import demande, demarche
from tests.demarches.facturee import facturee
from tests.demarches.marche import ce_jour, dany, envoyee, parent
from tests.demarches.outils import Navigateur

# Fixtures of all the tests below, each told where it is made.
__all__ = ["ce_jour", "dany", "demande", "demarche", "envoyee", "facturee", "parent"]


@pytest.fixture
def reglage(db):
    """The change of address, open, as the demo town has chosen."""
    creer_reglages(demo=True)
    return ReglageDemarche.objects.get(code="changement-adresse")


@pytest.fixture
def brouillon(famille_martin, reglage):
    return commencer("changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille)


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    """Navigateur: Camille, signed in, her draft open."""
    return Navigateur(connecter(famille_martin.camille), brouillon)
