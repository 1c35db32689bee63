"""The cache in the database: each gesture; a value written there by somebody else is data, and runs
nothing."""

import base64
import itertools
import json
import os
import pickle
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from portail import taches
from portail.cache import en_base as cache_en_base
from portail.cache.redis_secouru import ValeurEnJson
from portail.settings import machine

pytestmark = pytest.mark.django_db


class Piege:
    """Unpickled, it leaves a trace."""

    def __init__(self, chemin):
        self.chemin = str(chemin)

    def __reduce__(self):
        return os.mkdir, (self.chemin,)


@pytest.fixture
def en_base(settings):
    settings.CACHES = machine.caches("")
    call_command("createcachetable", verbosity=0)
    return caches["default"]


def poser(cle, valeur):
    with connection.cursor() as curseur:
        curseur.execute("UPDATE cache SET value = %s WHERE cache_key = %s", [valeur, f":1:{cle}"])
        assert curseur.rowcount == 1


def test_a_row_written_into_the_cache_runs_no_code(en_base, tmp_path):
    en_base.set("a", "dit")
    poser("a", base64.b64encode(pickle.dumps(Piege(tmp_path / "entre"))).decode())
    assert en_base.get("a", "rien") == "rien"
    assert not (tmp_path / "entre").exists()
    en_base.set("a", "redit")
    assert en_base.get("a") == "redit"


def test_a_value_written_into_redis_runs_no_code(tmp_path):
    assert ValeurEnJson().loads(pickle.dumps(Piege(tmp_path / "entre"))) is None
    assert not (tmp_path / "entre").exists()


@pytest.mark.parametrize("abime", ["", "{", "[" * 100_000, "gAWVAAAA", '{"__paires__": 3}'])
def test_a_spoiled_row_is_as_if_it_were_not_there(en_base, abime):
    en_base.set("a", 1)
    poser("a", abime)
    assert en_base.get("a", "rien") == "rien"
    assert en_base.get_many(["a"]) == {}


def test_each_gesture_of_the_cache_in_the_database(en_base, time_machine):
    time_machine.move_to("2026-11-25T10:00:00+01:00", tick=False)
    assert en_base.add("a", 1, 60) is True
    assert en_base.add("a", 2, 60) is False
    assert en_base.incr("a") == 2
    assert en_base.touch("a", 600) is True
    assert en_base.touch("inconnue") is False
    time_machine.shift(timedelta(seconds=599))
    assert en_base.get("a") == 2
    assert en_base.has_key("a")
    time_machine.shift(timedelta(seconds=2))
    assert en_base.get("a") is None
    assert en_base.add("a", 3, 60) is True
    assert en_base.get("a") == 3
    en_base.set("toujours", 1, None)
    time_machine.shift(timedelta(days=4000))
    assert en_base.get("toujours") == 1
    assert en_base.delete("toujours") is True
    en_base.set_many({"b": 1, "c": 2})
    assert en_base.get_many(["b", "c", "d"]) == {"b": 1, "c": 2}
    en_base.clear()
    assert en_base.get_many(["b", "c"]) == {}


def test_no_row_of_the_cache_is_a_pickle(en_base, pages, client):
    client.get("/")
    taches.battement()
    with connection.cursor() as curseur:
        curseur.execute("SELECT value FROM cache")
        valeurs = [valeur for (valeur,) in curseur.fetchall()]
    assert valeurs
    for valeur in valeurs:
        json.loads(valeur)


def test_a_writing_is_one_statement_and_the_table_is_counted_now_and_then(
    en_base, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(cache_en_base, "_ecritures", itertools.count(1))
    with django_assert_num_queries(3):  # in the savepoint of this test's transaction
        en_base.set("a", "dit")
    monkeypatch.setattr(cache_en_base, "_ecritures", itertools.count())
    with django_assert_num_queries(4):
        en_base.set("b", "dit")


def test_a_table_that_is_full_makes_room(en_base, settings, monkeypatch):
    monkeypatch.setattr(en_base, "_max_entries", 20)
    for rang in range(cache_en_base.ENTRE_DEUX_COMPTES + 40):
        en_base.set(f"cle{rang}", rang)
    with connection.cursor() as curseur:
        curseur.execute("SELECT COUNT(*) FROM cache")
        (nombre,) = curseur.fetchone()
    assert nombre < cache_en_base.ENTRE_DEUX_COMPTES + 20
