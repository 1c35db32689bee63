"""Addresses and browsers of devices are kept no longer than their sessions are of use."""

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client

from famille.comptes.sessions import vie
from famille.taches import PLANIFICATIONS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_matin(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    return time_machine


def test_a_device_goes_with_its_session(client, entrer, famille_martin, ce_matin):
    entrer(famille_martin.camille)
    autre = Client()
    entrer(famille_martin.camille, navigateur=autre)
    ce_matin.move_to("2026-11-25 11:30+01:00", tick=False)
    client.get("/mes-donnees/")  # this one is in use
    ce_matin.move_to("2026-11-25 12:30+01:00", tick=False)
    assert UserSession.objects.count() == Session.objects.count() == 2
    assert vie.purger_les_anciennes() == 1
    assert (
        UserSession.objects.get().session_key
        == Session.objects.get().session_key
        == client.session.session_key
    )
    assert client.get("/mes-donnees/").status_code == 200


def test_a_session_that_has_just_begun_stays(entrer, famille_martin):
    entrer(famille_martin.camille)
    assert vie.purger_les_anciennes() == 0
    assert UserSession.objects.count() == 1


def test_the_worker_does_it_each_hour():
    assert {"sessions finies": 60}.items() <= {
        nom: minutes for nom, _fonction, minutes in PLANIFICATIONS
    }.items()
