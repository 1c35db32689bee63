"""Places and openings as open data: nobody in it, as many queries whatever it holds
(docs/exploiter/donnees_ouvertes.md)."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reservations.api.ouvertes import JEUX
from reservations.models import Reservation
from tests.reservations.outils import MAINTENANT, creer_activite, creer_mercredis, ouvrir

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def publiees(settings, time_machine, groupes):
    settings.DONNEES_OUVERTES = True
    time_machine.move_to(MAINTENANT)


def lire(client, jeu):
    reponse = client.get(f"/donnees-ouvertes/{jeu}.csv")
    assert reponse.status_code == 200
    return list(csv.DictReader(reponse.text.splitlines()))


def test_places_are_told_with_their_activity(client):
    activite = creer_activite()
    _premier, second = creer_mercredis(activite, 1)
    second.places.ouvert = False
    second.places.save()
    assert lire(client, "places") == [
        {
            "structure": "La Pingaudière",
            "activite": "Accueil de loisirs",
            "age_min": "3",
            "age_max": "17",
            "jour": "2026-12-09",
            "moment": moment,
            "capacite": "10",
            "places_libres": libres,
            "ouvert": ouvert,
        }
        for moment, libres, ouvert in [("matin", "10", "oui"), ("apres-midi", "0", "non")]
    ]


def test_openings_are_told_to_the_minute(client):
    ouvrir(creer_activite())
    [ouverture] = lire(client, "ouvertures")
    assert (ouverture["du"], ouverture["au"]) == ("2026-09-01", "2027-07-06")
    assert ouverture["reservable_le"] == "2026-08-24T09:00+02:00"


def test_what_is_past_or_closed_to_families_is_left_out(client):
    creer_mercredis(creer_activite(), 1, premier=date(2026, 11, 18))
    fermee = creer_activite("La Valla", active=False)
    creer_mercredis(fermee, 1)
    ouvrir(fermee)
    assert lire(client, "places") == lire(client, "ouvertures") == []


def test_nobody_is_in_it(client, famille_martin):
    activite = creer_activite()
    [creneau, *_autres] = creer_mercredis(activite, 1)
    Reservation.objects.create(
        enfant=famille_martin.lea, creneau=creneau, foyer=famille_martin.foyer
    )
    for jeu in JEUX:
        texte = client.get(f"/donnees-ouvertes/{jeu}.csv").text
        assert not [mot for mot in ("Léa", "Martin", "2026-00417") if mot in texte]


def test_a_copy_is_given_again_for_five_minutes(client):
    activite = creer_activite()
    creer_mercredis(activite, 1)
    reponse = client.get("/donnees-ouvertes/places.csv")
    assert reponse.headers["Cache-Control"] == "public, max-age=300"
    assert "Set-Cookie" not in reponse.headers
    with CaptureQueriesContext(connection) as requetes:
        client.get("/donnees-ouvertes/places.csv")
    assert len(requetes) == 0
    cache.clear()


@pytest.mark.parametrize("jeu", JEUX)
def test_it_costs_as_much_for_30_as_for_1(client, jeu):
    def compter():
        cache.clear()
        with CaptureQueriesContext(connection) as requetes:
            client.get(f"/donnees-ouvertes/{jeu}.csv")
        return len(requetes)

    activite = creer_activite()
    creer_mercredis(activite, 1)
    ouvrir(activite)
    pour_un = compter()
    for rang in range(30):
        autre = creer_activite(f"Centre {rang}")
        creer_mercredis(autre, 1)
        ouvrir(autre)
    assert compter() == pour_un


def test_a_name_that_a_spreadsheet_would_run_is_a_text(client):
    creer_mercredis(creer_activite("=CMD()"), 1)
    assert lire(client, "places")[0]["structure"] == "'=CMD()"


def test_a_town_that_publishes_nothing_has_no_address(client, settings):
    assert client.get("/donnees-ouvertes/autre.csv").status_code == 404
    settings.DONNEES_OUVERTES = False
    assert client.get("/donnees-ouvertes/places.csv").status_code == 404


@pytest.mark.parametrize("jeu", JEUX)
def test_each_column_is_documented(jeu):
    page = (Path(__file__).parents[2] / "docs/exploiter/donnees_ouvertes.md").read_text()
    entetes, _lire = JEUX[jeu]
    assert [une for une in entetes if f"| `{une}` |" not in page] == []
