"""PostgreSQL's store reads, then locks: what changes between the two wins, and what it cannot serve
alone is left to the general store."""

from datetime import date

import pytest

from famille.models import Rattachement
from reservations.models import Attente
from reservations.moteur import recapitulatif
from reservations.moteur.depots import General, PostgreSQL
from reservations.moteur.soumettre import soumettre
from tests.reservations import outils
from tests.reservations.moteur.depots import SURPRISES, attendre, deux_enfants, vite
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db]
EN_VRAI = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def ce_jour(time_machine, monkeypatch):
    time_machine.move_to(outils.MAINTENANT, tick=False)
    monkeypatch.setattr(recapitulatif, "reveiller", lambda: None)  # the mails come after


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


def test_a_key_already_served_gives_its_receipt(famille_martin, centre):
    recu = envoyer(famille_martin, [ligne(famille_martin.hugo, centre)], "servie")
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)], "servie") == recu
    assert compte() == 1


def test_a_place_that_is_waited_for_is_left_to_the_general_store(famille_martin, centre):
    attendre(famille_martin, centre)
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)]) is None
    assert compte() == 0


def entre_temps(monkeypatch, changer):
    """`changer()` is called once, between the reading and the lock."""
    ecrire, reste = PostgreSQL.ecrire, [changer]

    def _ecrire(*arguments):
        if reste:
            reste.pop()()
        return ecrire(*arguments)

    monkeypatch.setattr(PostgreSQL, "ecrire", _ecrire)


@pytest.mark.parametrize("surprise", list(SURPRISES))
def test_what_changes_between_the_reading_and_the_lock_wins(
    famille_martin, centre, monkeypatch, surprise
):
    entre_temps(monkeypatch, lambda: SURPRISES[surprise](famille_martin, None, centre))
    assert not vite(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee
    assert compte() == 0


def test_the_queue_joined_between_the_reading_and_the_lock_is_left(
    famille_martin, centre, monkeypatch
):
    entre_temps(monkeypatch, lambda: attendre(famille_martin, centre))
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)]) is None
    assert compte() == 0


@EN_VRAI
@pytest.mark.parametrize("rapide", [True, False])
def test_a_setting_says_which_store_serves_a_submission(
    famille_martin, centre, monkeypatch, settings, rapide
):
    settings.RACCOURCIS, settings.DEPOT_POSTGRESQL = True, rapide
    autre = General if rapide else PostgreSQL
    monkeypatch.setattr(autre, "lire", None)
    assert envoyer(famille_martin, deux_enfants(famille_martin, centre)).acceptee
    assert compte() == 8


@EN_VRAI
def test_the_same_key_served_between_the_reading_and_the_lock(famille_martin, centre, monkeypatch):
    lignes, recus = [ligne(famille_martin.lea, centre)], []
    entre_temps(monkeypatch, lambda: recus.append(envoyer(famille_martin, lignes, "cle")))
    assert [envoyer(famille_martin, lignes, "cle")] == recus
    assert compte() == 1


@EN_VRAI
def test_the_other_home_was_quicker(famille_martin, voisin, centre, monkeypatch):
    lea = famille_martin.lea
    Rattachement.objects.create(enfant=lea, foyer=voisin.foyer, debut=date(2026, 1, 1))
    entre_temps(
        monkeypatch,
        lambda: soumettre(voisin.foyer, [ligne(lea, centre)], par=voisin.nadia, cle="nadia"),
    )
    assert (
        envoyer(famille_martin, [ligne(lea, centre)]).lignes[0]["phrase"]
        == "Déjà réservé pour ce jour."
    )
    assert compte() == 1


@EN_VRAI
def test_a_place_that_was_waited_for_is_booked_and_the_queue_left(famille_martin, centre):
    attente = attendre(famille_martin, centre)
    assert envoyer(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee
    attente.refresh_from_db()
    assert attente.etat == Attente.Etat.ACCEPTEE
