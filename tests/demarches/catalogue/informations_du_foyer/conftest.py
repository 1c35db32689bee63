"""The Martin household on 25 November 2026, and its draft."""

from datetime import date

import pytest

from demarches.actions import commencer
from demarches.models import ReglageDemarche
from famille.models import FicheSanitaire
from tests.demarches.catalogue.informations_du_foyer.outils import CODE
from tests.demarches.outils import Navigateur


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def foyer(famille_martin, reglage):
    famille_martin.foyer.situation = "maries"
    famille_martin.foyer.save()
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=False)
    return famille_martin.foyer


@pytest.fixture
def sans_agent(foyer):
    ReglageDemarche.objects.filter(code=CODE).update(sans_agent=True)


@pytest.fixture
def brouillon(foyer, famille_martin):
    return commencer(CODE, foyer=foyer, par=famille_martin.camille)


@pytest.fixture
def fiche(famille_martin):
    return FicheSanitaire.objects.create(
        enfant=famille_martin.lea,
        regime="aucun",
        allergies="Œuf",
        valable_jusqu_au=date(2026, 8, 31),
    )


@pytest.fixture
def camille(connecter, famille_martin, brouillon):
    return Navigateur(connecter(famille_martin.camille), brouillon)
