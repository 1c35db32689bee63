"""Jean-Zay and its pupils, another home of one of them, and a message that is ready to leave."""

from datetime import date

import pytest

from famille.actions import preparer_envoi
from reservations.envois.cible import Cible, Public
from reservations.models import Activite, Structure
from tests.conftest import creer_foyer
from tests.outils.ecoles import aller_a


@pytest.fixture
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def ecole(famille_martin, voisin):
    """Léa and Hugo Martin are at Jean-Zay; Sami, of the neighbours, is elsewhere."""
    aller_a("Jean-Zay", famille_martin.lea, famille_martin.hugo)
    aller_a("Buffon", voisin.sami)
    return famille_martin


@pytest.fixture
def pere(ecole):
    """Léa's other home (D11)."""
    foyer, _julien = creer_foyer("2026-00900", "Petit", "Julien", "julien@exemple.fr")
    ecole.lea.rattachements.create(foyer=foyer, debut=date(2024, 1, 1))
    return foyer


@pytest.fixture
def activite(db):
    valla = Structure.objects.create(nom="La Valla")
    return Activite.objects.create(
        structure=valla, nom="Accueil", age_min=3, age_max=11, capacite=10
    )


@pytest.fixture
def bureau(connecter, agent):
    return connecter(agent)


@pytest.fixture
def envoi(ecole, agent):
    cible = Cible(Public.ECOLE, ecole="Jean-Zay")
    return preparer_envoi(
        sujet="Déjeuner", texte="Fermé mardi.", cible=cible.en_json(), a_qui=cible.dite(), par=agent
    )
