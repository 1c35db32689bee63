"""The queue's writers follow the engine's order of locks: counters, all at once, then
registrations, then the queue."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reservations.attente import actions as file
from reservations.models import Attente
from tests.reservations import outils
from tests.reservations.file import Etat, ajouter_une_place, attendre, creer_file, liberer
from tests.reservations.moteur.scene import compte

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin, voisin):
    """Sami waits, then Hugo, for the place that Léa has."""
    centre = creer_file(famille_martin, voisin)
    attendre(voisin.foyer, voisin.sami, centre, par=voisin.nadia)
    attendre(famille_martin.foyer, famille_martin.hugo, centre, par=famille_martin.camille)
    return centre


def ordre(requetes):
    """What each statement locks or writes: "compteurs", "inscriptions", "écrit"; in their order."""
    lus = []
    for sql in (requete["sql"] for requete in requetes):
        if "FOR NO KEY UPDATE" in sql and "reservations_places" in sql:
            lus.append("compteurs")
        elif "FOR SHARE" in sql or (
            "FOR NO KEY UPDATE" in sql and "reservations_inscription" in sql
        ):
            lus.append("inscriptions")
        elif sql.startswith(("UPDATE", "INSERT", "DELETE")):
            lus.append("écrit")
    return lus


@pytest.mark.parametrize(
    "quoi", ["annuler", "accepter", "refuser", "expirer", "retirer", "donner", "sortir"]
)
def test_counters_are_locked_once_and_first(
    quoi, famille_martin, voisin, agent, centre, time_machine
):
    if quoi != "annuler":
        liberer(famille_martin, centre, famille_martin.lea)
    sami = Attente.objects.get(enfant=voisin.sami)
    faire = {
        "annuler": lambda: liberer(famille_martin, centre, famille_martin.lea),
        "accepter": lambda: file.accepter(sami, par=voisin.nadia),
        "refuser": lambda: file.refuser(sami, par=voisin.nadia),
        "expirer": lambda: file.expirer_offres(maintenant=sami.expire_le),
        "retirer": lambda: file.retirer(sami, par=voisin.nadia),
        "donner": lambda: file.donner_place(sami, par=agent, motif="Urgence"),
        "sortir": lambda: file.sortir_de_la_liste(sami, par=agent, motif="Erreur"),
    }
    with CaptureQueriesContext(connection) as requetes:
        faire[quoi]()
    lus = ordre(requetes.captured_queries)
    assert lus[0] == "compteurs"
    assert lus.count("compteurs") == 1
    assert "inscriptions" not in lus[lus.index("écrit") :]
    compte()


def test_a_capacity_raised_locks_before_it_offers(centre, agent):
    with CaptureQueriesContext(connection) as requetes:
        ajouter_une_place(agent, 2)
    assert ordre(requetes.captured_queries)[0] == "compteurs"
    assert Attente.objects.filter(etat=Etat.PROPOSEE).count() == 1
