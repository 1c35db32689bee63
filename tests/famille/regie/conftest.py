"""A debt reminded at the town's only step, then given to the Trésor public."""

import pytest

from famille.argent.regie.recouvrement.tresor import a_transmettre, transmettre_au_tresor
from famille.argent.regie.relancer import relancer_les_retards
from famille.models import EtapeRelance
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PLUS_TARD, PUBLIE_LE


@pytest.fixture
def relancee(famille_martin, time_machine):
    """20.00 €, due on 25 December, reminded at the town's only step; it is 24 January."""
    time_machine.move_to(PUBLIE_LE, tick=False)
    facture = facturer(famille_martin.foyer, "20.00")
    EtapeRelance.objects.create(jours=15, sujet="Rappel", texte="Payez {factures}")
    time_machine.move_to(PLUS_TARD, tick=False)
    assert not a_transmettre(PLUS_TARD.date()).exists()
    relancer_les_retards(PLUS_TARD.date())
    return facture


@pytest.fixture
def transmise(relancee, regisseur):
    transmettre_au_tresor([relancee.pk], par=regisseur)
    relancee.refresh_from_db()
    return relancee
