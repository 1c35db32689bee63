"""What the two caches of production keep comes back as it was; what one alone does is in
tests/portail/cache."""

from contextlib import nullcontext
from datetime import timedelta
from types import SimpleNamespace

import pytest
from allauth.core.ratelimit import consume
from django.contrib.sessions.backends.cached_db import SessionStore
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone
from wagtail.coreutils import get_locales_display_names
from wagtail.models import Site

from portail import taches
from portail.cache.redis_secouru import RedisCache
from portail.settings import machine

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["base", "redis"])
def garde(request, settings):
    """Each of the two caches of production."""
    if request.param == "redis":
        request.getfixturevalue("redis")
    else:
        settings.CACHES = machine.caches("") | {"sessions": machine._BASE | {"KEY_PREFIX": "s"}}
        call_command("createcachetable", verbosity=0)
    return caches["default"]


@pytest.mark.parametrize(
    "valeur", [1, 1.5, True, None, "é\0\u2028", [1, [2]], {"a": {"b": []}}, {1: "un"}, {}]
)
def test_what_is_kept_comes_back_as_it_was(garde, valeur):
    garde.set("a", valeur)
    assert garde.get("a") == valeur
    assert type(garde.get("a")) is type(valeur)


def test_what_has_no_json_is_refused_when_it_is_written(garde):
    with pytest.raises(TypeError):
        garde.set("a", timezone.now())


def test_what_wagtail_allauth_django_and_the_site_keep_is_read_again(
    garde, pages, famille_martin, settings, django_assert_num_queries
):
    """Each is written, then read by who wrote it, from the cache."""
    settings.SESSION_CACHE_ALIAS = "sessions"
    garde.clear()
    for lire in (Site.get_site_root_paths, get_locales_display_names):
        attendu = lire()
        assert attendu
        with django_assert_num_queries(0) if isinstance(garde, RedisCache) else nullcontext():
            assert lire() == attendu

    taches.battement()
    assert abs(timezone.now() - taches.dernier_battement()) < timedelta(minutes=1)

    demande = SimpleNamespace(method="POST", user=famille_martin.camille)
    permis = [
        consume(demande, action="change_password", user=famille_martin.camille) for _ in range(6)
    ]
    assert permis == [True] * 5 + [False]

    session = SessionStore()
    session["vue"], session["pages"] = 3, {"a": [1, 2]}
    session.save()
    assert SessionStore(session.session_key)["pages"] == {"a": [1, 2]}
