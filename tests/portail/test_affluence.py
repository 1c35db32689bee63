"""The waiting room of a morning when all come at once (portail.affluence)."""

import re
from itertools import pairwise

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from portail.affluence.porte import SEULE, prendre_une_place
from portail.affluence.regles import DEDANS, RENOUVELER, Place, placer
from portail.models import FileDEntree
from tests.reservations.courses import en_meme_temps

PAR_MINUTE = 60  # one a second
MIDI = 1_800_000_000.0


# ── whose turn it is ─────────────────────────────────────────────────────────────────────────────


def test_who_comes_alone_comes_in_at_once_and_leaves_no_debt():
    place, prochaine = placer(MIDI - 3600, MIDI, PAR_MINUTE)
    assert place.secondes(MIDI) == 0
    assert prochaine == MIDI + 1


def test_a_crowd_enters_one_interval_after_the_other_in_its_order():
    prochaine, places = 0.0, []
    for _rang in range(200):
        place, prochaine = placer(prochaine, MIDI, PAR_MINUTE)
        places.append(place)
    attentes = [place.secondes(MIDI) for place in places]
    assert attentes == [0, 0, *range(2, 200)]
    assert [place.rang(MIDI, PAR_MINUTE) for place in places[50:53]] == [50, 51, 52]


@pytest.mark.parametrize(
    ("secondes", "dit"),
    [
        (30, "moins d’une minute"),
        (61, "2 minutes"),
        (120, "2 minutes"),
        (3700, "1 heure 2 minutes"),
    ],
)
def test_the_time_that_is_told_is_never_less_than_what_is_left(secondes, dit):
    assert Place(MIDI + secondes).dite(MIDI, PAR_MINUTE)["dans"] == dit


def test_a_place_serves_half_an_hour_after_its_hour():
    place = Place(MIDI)
    assert place.sert(MIDI + DEDANS)
    assert not place.sert(MIDI + DEDANS + 1)


def test_a_clock_put_back_moves_the_queue_back_with_it():
    """Else the door stays shut as long as the clock went back."""
    place, prochaine = placer(MIDI + 100, MIDI - 3600, PAR_MINUTE, derniere=MIDI)
    assert place.secondes(MIDI - 3600) == 100
    assert prochaine == MIDI - 3600 + 101
    un_peu, _apres = placer(MIDI + 100, MIDI - 5, PAR_MINUTE, derniere=MIDI)
    assert un_peu.entree == MIDI + 100  # two machines whose clocks differ by seconds


# ── the door ─────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def porte(settings, db, time_machine):
    """The door at one entry a second, at noon, with a crowd of a hundred before whoever comes."""
    settings.ENTREES_PAR_MINUTE = PAR_MINUTE
    time_machine.move_to(MIDI, tick=False)
    FileDEntree.objects.create(pk=SEULE, prochaine=MIDI + 100)
    return time_machine


def attend(reponse):
    return 'id="affluence"' in reponse.text


def connecte(compte):
    client = Client()
    client.force_login(compte)
    return client


def test_who_comes_after_a_crowd_reads_her_place_and_her_time(porte):
    page = Client().get("/connexion/")
    assert attend(page)
    assert "no-store" in page["Cache-Control"]
    assert re.search(r"place <strong data-rang>100</strong>", page.text)
    assert "2 minutes" in page.text
    assert 'href="/connexion/"' in page.text


def test_reloading_loses_no_place_and_wins_none(porte):
    client = Client()
    client.get("/connexion/")
    prochaine = FileDEntree.objects.get().prochaine
    porte.move_to(MIDI + 60, tick=False)
    assert "data-rang>40<" in client.get("/connexion/").text
    assert FileDEntree.objects.get().prochaine == prochaine
    assert client.get(reverse("affluence")).json() == {
        "rang": 40, "dans": "moins d’une minute", "secondes": 40, "revoir": 15,
    }  # fmt: skip


def test_at_her_hour_she_comes_in_and_stays_in_while_she_reads(porte, famille_martin):
    client = connecte(famille_martin.camille)
    tableau = reverse("famille:tableau_de_bord")
    assert attend(client.get(tableau))
    heure = MIDI + 100
    for instant in (heure, heure + DEDANS - 1, heure + 2 * DEDANS - 2):  # the last one: pushed back
        porte.move_to(instant, tick=False)
        page = client.get(tableau)
        assert page.status_code == 200
        assert not attend(page), instant


def test_a_place_is_pushed_back_once_in_five_minutes_and_to_this_minute(porte, famille_martin):
    client, tableau = connecte(famille_martin.camille), reverse("famille:tableau_de_bord")
    client.get(tableau)
    heure = MIDI + 100

    def donnee(instant):
        porte.move_to(instant, tick=False)
        page = client.get(tableau)
        place = page.cookies.get(settings.COOKIE_DE_PLACE)
        return place and place.value.split(":")[0].split("-")[0]

    assert not donnee(heure + RENOUVELER)
    assert donnee(heure + RENOUVELER + 1) == str(round((heure + RENOUVELER + 1) * 1000))
    assert not donnee(heure + RENOUVELER + 2)


def test_showing_her_place_asks_the_database_nothing(
    porte, famille_martin, django_assert_num_queries
):
    client = Client()
    client.get("/connexion/")
    with django_assert_num_queries(0):
        assert attend(client.get("/connexion/"))
    with django_assert_num_queries(0):
        client.get(reverse("affluence"))


def test_a_forged_or_worn_place_opens_nothing(porte):
    vraie = Client()
    vraie.get("/connexion/")
    nom = settings.COOKIE_DE_PLACE
    for valeur in (f"{MIDI * 1000:.0f}:faux", "", vraie.cookies[nom].value.replace("1", "2", 1)):
        client = Client()
        client.cookies[nom] = valeur
        assert attend(client.get("/connexion/")), valeur
    porte.move_to(MIDI + 100 + DEDANS + RENOUVELER, tick=False)
    assert not attend(vraie.get("/connexion/"))  # nobody before her any more
    assert FileDEntree.objects.get().prochaine == MIDI + 100 + DEDANS + RENOUVELER + 1


def test_whoever_waits_or_is_inside_does_not_wait_for_a_clock_put_back(porte, famille_martin):
    dehors, dedans = Client(), connecte(famille_martin.camille)
    tableau = reverse("famille:tableau_de_bord")
    dedans.get(tableau)
    porte.move_to(MIDI + 100, tick=False)
    assert not attend(dedans.get(tableau))
    assert not attend(dehors.get("/connexion/"))
    porte.move_to(MIDI - 7200, tick=False)
    tous = ((dedans, tableau), (dehors, "/connexion/"), (Client(), "/connexion/"))
    for client, adresse in tous:  # each has a new place, some seconds away
        client.get(adresse)
    porte.move_to(MIDI - 7190, tick=False)
    for client, adresse in tous:
        assert not attend(client.get(adresse))


def test_what_is_sent_what_a_page_asks_and_the_agents_never_wait(porte, famille_martin, agent):
    parent, tableau = connecte(famille_martin.camille), reverse("famille:tableau_de_bord")
    assert not attend(parent.post(reverse("famille:ecrire"), {"texte": ""}))
    assert not attend(parent.get(tableau, headers={"HX-Request": "true"}))
    assert not attend(parent.get(tableau, headers={"Sec-Fetch-Mode": "no-cors"}))
    assert not attend(connecte(agent).get("/gestion/", follow=True))
    assert not attend(Client().get("/connexion/?next=/gestion/"))
    assert not attend(Client().get("/sante/"))
    assert attend(Client().get("/connexion/?next=/tableau-de-bord/"))


def test_a_machine_that_takes_places_without_end_is_stopped(porte, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"affluence": "3/m/ip"}
    for _place in range(3):
        assert attend(Client().get("/connexion/"))
    assert Client().get("/connexion/").status_code == 429
    assert FileDEntree.objects.get().prochaine == MIDI + 103


def test_without_the_setting_there_is_no_door(settings, db):
    settings.ENTREES_PAR_MINUTE = 0
    FileDEntree.objects.create(pk=SEULE, prochaine=4_000_000_000)
    page = Client().get("/connexion/")
    assert not attend(page)
    assert settings.COOKIE_DE_PLACE not in page.cookies


@pytest.mark.django_db(transaction=True)
def test_all_who_come_in_the_same_instant_have_a_place_of_their_own():
    bilan = en_meme_temps([prendre] * 24)
    entrees = sorted(bilan.reponses.values())
    assert (bilan.erreurs, len(entrees)) == ([], 24)
    assert all(apres - avant >= 59.9 for avant, apres in pairwise(entrees))


def prendre():
    return prendre_une_place(1).entree
