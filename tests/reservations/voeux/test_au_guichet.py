"""While wishes are written, nobody goes before them: an agent at the counter no more than a
family."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine

from reservations.actions import soumettre
from reservations.guichet.lecture import lire_le_guichet, verifier
from reservations.models import Places, Reservation
from reservations.models.demandes import Action
from reservations.moteur.demande import LigneDemandee
from tests.reservations import outils

from .scene import DEUX, JANVIER, VOEUX_AU, VOEUX_DU, creer_ouverture

pytestmark = pytest.mark.django_db
AVANT = VOEUX_DU - timedelta(days=1)
APRES = VOEUX_AU + timedelta(minutes=1)


@pytest.fixture
def scene(famille_martin):
    une = creer_ouverture()
    outils.inscrire(famille_martin.lea, une.activite)
    return une


def ligne(scene, famille, action=Action.RESERVER):
    return LigneDemandee(famille.lea.pk, scene.activite.pk, DEUX[0], action)


def au_guichet(scene, famille, agent):
    return soumettre(
        famille.foyer,
        [ligne(scene, famille)],
        par=agent,
        cle=str(uuid4()),
        motif="La famille est au guichet.",
        hors_regles=True,
    )


def options(famille, maintenant):
    [une] = lire_le_guichet(famille.foyer, debut=JANVIER, fin=JANVIER, maintenant=maintenant)
    return [option for _jour, siennes in une.jours for option in siennes]


@pytest.mark.parametrize("moment", [AVANT, VOEUX_AU - timedelta(minutes=1)])
def test_a_day_given_by_wishes_is_refused_at_the_counter_with_its_reason(
    scene, famille_martin, agent, moment
):
    with time_machine.travel(moment, tick=False):
        [option] = options(famille_martin, moment)
        assert (option.action, option.hors_delai) == ("", False)
        assert "Écrivez plutôt le vœu de cet enfant" in option.phrase
        lue = verifier(famille_martin.foyer, [ligne(scene, famille_martin)], par=agent)
        assert not lue.possible
        assert "passerait devant toutes les demandes" in lue.dites[0]["refus"]
        demande = au_guichet(scene, famille_martin, agent)
    assert not demande.acceptee
    assert "Donné par vœux jusqu’au" in demande.lignes[0]["phrase"]
    assert not Reservation.objects.exists()


def test_nor_is_a_place_in_its_queue(scene, famille_martin, agent):
    Places.objects.update(prises=1)  # full
    with time_machine.travel(VOEUX_AU - timedelta(days=1), tick=False):
        lignes = [ligne(scene, famille_martin, Action.ATTENDRE)]
        [dite] = verifier(famille_martin.foyer, lignes, par=agent).dites
    assert "Donné par vœux" in dite["refus"]


def test_once_wishes_are_over_an_agent_may_with_a_reason(scene, famille_martin, agent):
    with time_machine.travel(APRES, tick=False):
        [option] = options(famille_martin, APRES)
        assert option.hors_delai
        assert au_guichet(scene, famille_martin, agent).acceptee
    assert Reservation.objects.count() == 1
