"""La Valla asks in June 2027 who comes back, and Léa, who has a place there."""

import pytest

from demarches.reglages.initiaux import creer_reglages
from tests.demarches.place import en_regle, valla
from tests.demarches.reinscription import campagne_2027, inscrit


@pytest.fixture(autouse=True)
def en_juin(time_machine):
    time_machine.move_to("2027-06-02 14:32+02:00", tick=False)


@pytest.fixture
def activite(db):
    creer_reglages(demo=True)
    return valla()


@pytest.fixture
def lea(famille_martin, activite):
    inscrit(famille_martin.lea, activite)
    return en_regle(famille_martin.lea)


@pytest.fixture
def campagne(activite):
    return campagne_2027(activite)
