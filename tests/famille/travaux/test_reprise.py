"""A long job whose worker was killed: it starts again by itself, and its page says when."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from famille.models import Travail
from tests.reservations import outils

pytestmark = [pytest.mark.django_db, pytest.mark.time_machine(outils.MAINTENANT, tick=False)]
DITE = "il reprend alors de lui-même, là où il en était, en moins de deux minutes"


@pytest.fixture
def page(connecter, agent):
    """page(state, seconds of silence) -> what the agent reads."""

    def _page(etat, secondes):
        vu_le = timezone.now() - timedelta(seconds=secondes)
        travail = Travail.objects.create(
            genre="export",
            titre="Export",
            etat=etat,
            total=10,
            fait=4,
            par=agent,
            resultat={"vu_le": vu_le.isoformat()},
        )
        return connecter(agent).get(reverse("travaux:travail", args=[travail.pk])).text

    return _page


@pytest.mark.parametrize(
    ("secondes", "attendu"), [(5, False), (25, True), (170, True), (200, False)]
)
def test_a_job_without_news_says_that_it_starts_again_by_itself(page, secondes, attendu):
    assert (DITE in page("en-cours", secondes)) is attendu


@pytest.mark.parametrize("etat", ["pret", "fini", "echec"])
def test_one_that_is_not_running_does_not(page, etat):
    assert DITE not in page(etat, 25)


def test_what_the_page_says_is_what_the_queue_does():
    """Measured: 12 seconds at most after `retry`, which is longer than a task may last."""
    assert settings.Q_CLUSTER["timeout"] < settings.Q_CLUSTER["retry"] <= 120 - 12
