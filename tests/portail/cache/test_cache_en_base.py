"""What the portal keeps for later, in its own database, or there in the place of a Redis that is
gone."""

import pickle
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection

from portail.cache.redis_secouru import faute_de_redis
from portail.settings import machine
from tests.ville.processus import port_libre

pytestmark = pytest.mark.django_db


@pytest.fixture
def en_base(settings):
    settings.CACHES = machine.caches("")
    call_command("createcachetable", verbosity=0)
    return caches["default"]


@pytest.fixture
def redis_absent(settings):
    settings.CACHES = machine.caches(f"redis://127.0.0.1:{port_libre()}/0")
    call_command("createcachetable", verbosity=0)


def test_what_is_past_its_hour_is_forgotten_and_what_is_used_is_not(en_base, time_machine):
    time_machine.move_to("2026-11-25T10:00:00+01:00", tick=False)
    en_base.set_many({"code": "1234", "session": "ouverte"}, 60)
    time_machine.shift(timedelta(seconds=59))
    assert en_base.touch("session", 60)
    assert en_base.get("code") == "1234"
    time_machine.shift(timedelta(seconds=2))
    assert en_base.get_many(["code", "session"]) == {"session": "ouverte"}


def test_of_two_who_add_the_same_key_the_second_is_told_no(en_base, time_machine):
    """A code that serves once, a failed try that is counted."""
    time_machine.move_to("2026-11-25T10:00:00+01:00", tick=False)
    assert en_base.add("code-servi", 1, 60)
    assert not en_base.add("code-servi", 2, 60)
    assert en_base.get("code-servi") == 1
    time_machine.shift(timedelta(seconds=61))
    assert en_base.add("code-servi", 3, 60)


def test_a_row_that_somebody_else_wrote_is_as_if_it_were_not_there(en_base):
    en_base.set_many({"a": 1, "b": 2})
    with connection.cursor() as curseur:
        ecrit = pickle.dumps("a").decode("latin-1")
        curseur.execute("UPDATE cache SET value = %s WHERE cache_key = %s", [ecrit, ":1:a"])
    assert en_base.get("a", "rien") == "rien"
    assert en_base.get_many(["a", "b"]) == {"b": 2}


def test_keys_that_are_numbers_come_back_as_numbers(en_base):
    en_base.set("langues", {1: "fr", 2: "ar"})
    assert en_base.get("langues") == {1: "fr", 2: "ar"}


def test_without_redis_the_base_counts_and_it_is_said(redis_absent):
    assert caches["default"].add("essais", 1)
    assert caches["default"].incr("essais") == 2
    assert caches["secours"].get("essais") == 2
    assert faute_de_redis().startswith("Redis ne répond pas")


def test_a_session_has_no_stand_in_and_does_not_stay_in_redis(redis_absent):
    """Its row in the database alone says whether it is open: one that was ended would live on."""
    caches["sessions"].set("cle", {"compte": 1})
    assert caches["sessions"].get("cle") is None
    assert caches["sessions"].get_backend_timeout(7200) == machine._SESSION
