"""Families at once: never a place too many, nothing done twice, no answer lost, nothing ever tried
again.

Threads on SQLite, processes and threads on PostgreSQL (courses.py). The engine logs each new try;
the expected number is zero: a lock that is missing, or taken out of order, shows there even when
the database has had the last word.
"""

import random
from datetime import date, timedelta
from uuid import uuid4

import pytest

from reservations.actions import LigneDemandee, soumettre
from reservations.models import DemandeReservation, Places, Reservation
from reservations.models.demandes import Action
from tests.reservations import outils
from tests.reservations.courses import creer_familles, en_meme_temps, inscrire_tous
from tests.reservations.moteur.scene import compte

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("depot"),
]
DEJA = "Déjà réservé pour ce jour."


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=True)


def creer_centre(capacite, *, semaines=1):
    outils.creer_calendrier()
    activite = outils.creer_activite(unite_vacances="demi-journee")
    outils.ouvrir(activite)
    outils.creer_mercredis(activite, semaines, capacite=capacite)
    return activite


def cles(semaines):
    jours = [outils.MERCREDI + timedelta(weeks=n) for n in range(semaines)]
    return [f"{jour}-{moment}" for jour in jours for moment in ("matin", "apres-midi")]


def presser(famille, lignes, cle=None):
    """A task: one press of "Soumettre". (accepted, sentence of each line that is refused)."""
    cle = cle or str(uuid4())

    def tache():
        demande = soumettre(famille.foyer, lignes, par=famille.par, cle=cle)
        return (
            str(demande.pk),
            demande.acceptee,
            [r["phrase"] for r in demande.lignes if r["resultat"] == "refuse"],
        )

    return tache


def sans_accroc(bilan, taches):
    assert bilan.erreurs == []
    assert bilan.essais == []
    assert len(bilan.reponses) == len(taches)
    return list(bilan.reponses.values())


def test_twenty_families_on_five_places():
    """On each of ten half-days at once."""
    activite = creer_centre(5, semaines=5)
    familles = creer_familles(20)
    inscrire_tous(familles, activite)
    taches = [
        presser(famille, [LigneDemandee(famille.enfants[0].pk, activite.pk, cle)])
        for cle in cles(5)
        for famille in familles
    ]
    reponses = sans_accroc(en_meme_temps(taches), taches)
    assert sum(acceptee for _pk, acceptee, _refus in reponses) == 50
    assert {phrase for _pk, _acceptee, refus in reponses for phrase in refus} == {
        "Il n’y a plus de place ce jour-là."
    }
    assert list(Places.objects.values_list("prises", flat=True)) == [5] * 10
    assert compte() == 50


def test_twenty_creneaux_at_once_all_or_nothing_in_any_order():
    """Each family wants the same twenty half-days, in an order of its own; seven can have them, and
    have them whole."""
    activite = creer_centre(7, semaines=10)
    familles = creer_familles(24)
    inscrire_tous(familles, activite)
    hasard = random.Random(3)
    taches = [
        presser(
            famille,
            [
                LigneDemandee(famille.enfants[0].pk, activite.pk, cle)
                for cle in hasard.sample(cles(10), 20)
            ],
        )
        for famille in familles
    ]
    reponses = sans_accroc(en_meme_temps(taches), taches)
    assert sum(acceptee for _pk, acceptee, _refus in reponses) == 7
    assert compte() == 140
    assert all(len(refus) == 20 for _pk, acceptee, refus in reponses if not acceptee)


def test_the_same_key_from_four_hands_is_one_effect():
    """Twelve double clicks, each on four connections: one receipt, given four times."""
    activite = creer_centre(100, semaines=6)
    familles = creer_familles(4)
    inscrire_tous(familles, activite)
    presses = [
        (
            presser(
                famille,
                [LigneDemandee(famille.enfants[0].pk, activite.pk, c) for c in trois],
                f"{n}-{famille.par}",
            ),
            n,
        )
        for famille in familles
        for n, trois in enumerate([cles(6)[0:3], cles(6)[3:6], cles(6)[6:9]])
    ]
    taches = [tache for tache, _n in presses for _main in range(4)]
    reponses = sans_accroc(en_meme_temps(taches), taches)
    assert len(set(map(str, reponses))) == DemandeReservation.objects.count() == 12
    assert all(acceptee for _pk, acceptee, _refus in reponses)
    assert compte() == 36


def test_the_same_key_on_other_days_is_the_first_answer():
    """No counter in common: the unique key alone decides, and who loses reads the receipt of who
    won."""
    activite = creer_centre(100, semaines=4)
    familles = creer_familles(4)
    inscrire_tous(familles, activite)
    taches = [
        presser(
            famille, [LigneDemandee(famille.enfants[0].pk, activite.pk, cle)], f"cle-{famille.par}"
        )
        for famille in familles
        for cle in cles(4)[:4]
    ]
    bilan = en_meme_temps(taches)
    assert bilan.erreurs == []
    assert len({pk for pk, _acceptee, _refus in bilan.reponses.values()}) == 4
    assert compte() == 4


def test_the_two_homes_of_a_child_on_one_day():
    """Both parents press for the same days, sixteen times: one home has the day, the other learns
    no more."""
    activite = creer_centre(100, semaines=8)
    chez_l_un, chez_l_autre = creer_familles(2)
    enfant = chez_l_un.enfants[0]
    enfant.rattachements.create(foyer=chez_l_autre.foyer, debut=date(2026, 1, 1))
    inscrire_tous([chez_l_un], activite)
    taches = [
        presser(famille, [LigneDemandee(enfant.pk, activite.pk, cle)])
        for cle in cles(8)
        for famille in (chez_l_un, chez_l_autre)
    ]
    reponses = sans_accroc(en_meme_temps(taches), taches)
    assert sum(acceptee for _pk, acceptee, _refus in reponses) == 16
    assert [refus for _pk, acceptee, refus in reponses if not acceptee] == [[DEJA]] * 16
    assert compte() == 16


def test_a_cancelling_pressed_twice_gives_one_place_back():
    """Sixteen bookings, each cancelled by three hands at once, under three keys."""
    activite = creer_centre(5, semaines=8)
    (famille,) = creer_familles(1)
    inscrire_tous([famille], activite)
    enfant = famille.enfants[0]
    soumettre(
        famille.foyer,
        [LigneDemandee(enfant.pk, activite.pk, cle) for cle in cles(8)],
        par=famille.par,
        cle="a",
    )
    taches = [
        presser(famille, [LigneDemandee(enfant.pk, activite.pk, cle, Action.ANNULER)])
        for cle in cles(8)
        for _main in range(3)
    ]
    reponses = sans_accroc(en_meme_temps(taches), taches)
    assert sum(acceptee for _pk, acceptee, _refus in reponses) == 16
    assert set(Places.objects.values_list("prises", flat=True)) == {0}
    assert not Reservation.objects.exists()
