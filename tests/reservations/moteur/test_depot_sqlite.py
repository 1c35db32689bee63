"""SQLite's store answers as that of any database, to the letter; what changes after its reading
wins, but another's booking where places are left."""

from datetime import date

import pytest
from django.db import transaction

from famille.models import Rattachement
from reservations.models import Activite, GrilleTarifaire, Places, ReductionAccordee, ReductionVotee
from reservations.moteur import recapitulatif
from reservations.moteur.depots import General, SQLite
from reservations.moteur.reprises import ARefaire
from reservations.moteur.soumettre import _soumettre, soumettre
from tests.reservations import outils
from tests.reservations.moteur.depots import (
    SURPRISES,
    attendre,
    creer_grille,
    deux_enfants,
    ecrit,
    envoi,
)
from tests.reservations.moteur.scene import compte, creer_centre, envoyer, ligne

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db]
EN_VRAI = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def ce_jour(time_machine, monkeypatch, settings):
    settings.RACCOURCIS = True
    time_machine.move_to(outils.MAINTENANT, tick=False)
    monkeypatch.setattr(recapitulatif, "reveiller", lambda: None)  # the mails come after


def _accorder(foyer):
    ReductionAccordee.objects.create(
        foyer=foyer, genre="sans-condition", valeur=5, debut=date(2026, 1, 1), motif="Aide"
    )


@pytest.fixture
def centre(famille_martin):
    activite = creer_centre(famille_martin)
    creer_grille(activite)
    return activite


def vite(famille, lignes, cle="vite"):
    demande = envoi(famille, lignes, cle)
    return _soumettre(demande, SQLite(demande))


def entre_temps(monkeypatch, changer):
    """`changer()` is called between the reading and the lock."""
    ecrire = SQLite.ecrire

    def _ecrire(*arguments):
        changer()
        return ecrire(*arguments)

    monkeypatch.setattr(SQLite, "ecrire", _ecrire)


def test_both_write_the_same(famille_martin, centre):
    lignes = deux_enfants(famille_martin, centre)
    with transaction.atomic():
        envoyer(famille_martin, lignes)
        attendu = ecrit()
        transaction.set_rollback(True)
    demande = vite(famille_martin, lignes)
    assert demande.acceptee
    assert len({rang["centimes"] for rang in demande.lignes}) == 2  # the second child pays less
    assert ecrit() == attendu
    assert compte() == 8


CHANGEMENTS = SURPRISES | {
    "prix": lambda *_: GrilleTarifaire.objects.update(hors_commune=30),
    "réduction": lambda *_: ReductionVotee.objects.update(valeur=30),
    "réduction accordée": lambda martin, *_: _accorder(martin.foyer),
    "délai": lambda *_: Activite.objects.update(delai_reservation=30),
    "parti": lambda *_: Rattachement.objects.update(fin=date(2026, 12, 1)),
    "moins de places": lambda *_: Places.objects.update(capacite=9),
    "dernière place": lambda *_: Places.objects.update(prises=10),
    "déjà réservé": lambda martin, _voisin, centre: envoyer(
        martin, [ligne(martin.lea, centre)], "vite"
    ),
}


@pytest.mark.parametrize("changement", list(CHANGEMENTS))
def test_what_changes_between_the_reading_and_the_lock_is_read_again(
    famille_martin, centre, monkeypatch, changement
):
    apres = []

    def changer():
        CHANGEMENTS[changement](famille_martin, None, centre)
        apres.append(ecrit())

    entre_temps(monkeypatch, changer)
    with pytest.raises(ARefaire):
        vite(famille_martin, [ligne(famille_martin.lea, centre)])
    assert [ecrit()] == apres


def test_another_who_books_meanwhile_takes_his_place_and_no_more(
    famille_martin, centre, monkeypatch
):
    entre_temps(
        monkeypatch, lambda: envoyer(famille_martin, [ligne(famille_martin.hugo, centre)], "autre")
    )
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee
    assert compte() == 2


def test_the_last_place_is_given_once(famille_martin, centre, monkeypatch):
    Places.objects.update(capacite=1)
    entre_temps(
        monkeypatch, lambda: envoyer(famille_martin, [ligne(famille_martin.hugo, centre)], "autre")
    )
    with pytest.raises(ARefaire):
        vite(famille_martin, [ligne(famille_martin.lea, centre)])
    assert compte() == 1


def test_a_refusal_is_left_to_the_general_store(famille_martin, centre):
    Places.objects.update(capacite=0)
    with pytest.raises(ARefaire):
        vite(famille_martin, [ligne(famille_martin.lea, centre)])
    assert ecrit()[0] == []


def test_a_key_already_served_gives_its_receipt(famille_martin, centre):
    recu = envoyer(famille_martin, [ligne(famille_martin.hugo, centre)], "servie")
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)], "servie") == recu
    assert compte() == 1


def test_a_place_that_was_waited_for_is_booked_and_the_queue_left(famille_martin, centre):
    attente = attendre(famille_martin, centre)
    assert vite(famille_martin, [ligne(famille_martin.lea, centre)]).acceptee
    attente.refresh_from_db()
    assert attente.etat == "acceptee"


@EN_VRAI
def test_a_submission_that_only_books_is_served_by_it(famille_martin, centre, monkeypatch):
    monkeypatch.setattr(General, "verrouiller", None)
    assert envoyer(famille_martin, deux_enfants(famille_martin, centre)).acceptee
    assert compte() == 8


@EN_VRAI
def test_a_refusal_is_said_by_the_general_store_and_kept(famille_martin, centre):
    Places.objects.update(capacite=0)
    demande = soumettre(
        famille_martin.foyer,
        [ligne(famille_martin.lea, centre)],
        par=famille_martin.camille,
        cle="refus",
    )
    assert not demande.acceptee
    assert ecrit()[0][0]["acceptee"] is False
