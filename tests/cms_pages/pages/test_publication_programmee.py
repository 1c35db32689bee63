"""What an editor schedules happens at its hour, by the worker alone."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from django_q.scheduler import scheduler
from wagtail.models import Page

from portail.processus.planifications import installer_planifications
from tests.cms_pages.pages.test_pages_reliees import _publier

MIDI = datetime(2026, 11, 25, 12, tzinfo=timezone.get_fixed_timezone(60))


@pytest.fixture
def a_midi(time_machine, petit_site, connecter, redactrice):
    """The editor at work, the schedules in the base as `preparer` leaves them."""
    time_machine.move_to(MIDI, tick=False)
    installer_planifications()
    return connecter(redactrice)


@pytest.fixture
def plus_tard(a_midi, time_machine):
    """plus_tard(hours): the worker's own loop, at that moment; tests run its tasks at once
    (Q_CLUSTER sync)."""

    def _plus_tard(heures):
        time_machine.move_to(MIDI + timedelta(hours=heures, minutes=1), tick=False)
        scheduler()

    return _plus_tard


def test_a_new_version_is_published_at_its_hour_and_the_page_is_free_again(
    petit_site, a_midi, plus_tard, client, connecter, redactrice
):
    page = petit_site.page("tarifs")
    _publier(a_midi, page, chapo="Le barème du printemps.", go_live_at="2026-11-25 14:00")
    plus_tard(1)
    assert "Le barème du printemps." not in client.get(page.url).text
    assert Page.objects.get(pk=page.pk).get_lock() is not None
    plus_tard(2)
    assert "Le barème du printemps." in client.get(page.url).text
    assert Page.objects.get(pk=page.pk).get_lock() is None
    connecter(redactrice)
    _publier(client, page, chapo="Le barème de l’été.")
    assert "Le barème de l’été." in client.get(page.url).text


def test_a_page_leaves_at_the_hour_given(petit_site, a_midi, plus_tard, client):
    page = petit_site.page("tarifs")
    _publier(a_midi, page, expire_at="2026-11-25 14:00")
    plus_tard(1)
    assert client.get(page.url).status_code == 200
    plus_tard(2)
    assert client.get(page.url).status_code == 404
