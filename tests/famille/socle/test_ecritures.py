"""Rows written by statements that are written once: the same rows as Django writes."""

from datetime import UTC, datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext

from famille.models import EssaiDeConnexion
from famille.socle.requetes import Ecriture

pytestmark = pytest.mark.django_db

LE = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.fixture(params=[True, False], ids=["written once", "by Django"], autouse=True)
def une_fois(request, settings):
    settings.RACCOURCIS = request.param
    return request.param


def test_a_row_is_written_and_changed():
    essais = Ecriture(EssaiDeConnexion)
    for origine in ("10.0.0.1", "2001:db8::1"):
        essais.inserer(essai := EssaiDeConnexion(origine=origine, compte="l’un", le=LE))
        assert model_to_dict(EssaiDeConnexion.objects.get(pk=essai.pk)) == model_to_dict(essai)
        essais.changer(essai.pk, reussi=True)
        essais.changer(essai.pk, compte="", reussi=False)
        essais.changer(essai.pk, reussi=True)
        assert EssaiDeConnexion.objects.get(pk=essai.pk, compte="", reussi=True).le == LE
    essais.changer(0, reussi=False)  # nobody's
    assert EssaiDeConnexion.objects.filter(reussi=True).count() == 2


def test_a_row_that_is_there_already_takes_what_is_said(famille_martin):
    ecriture = Ecriture(UserSession, unique=("session_key",), sinon=("ip", "user_agent"))
    for ip, navigateur in (("10.0.0.1", "Firefox"), ("::1", "Chrome")):
        vu = UserSession(
            *(None, famille_martin.camille.pk, LE, ip, LE, "cle"), user_agent=navigateur
        )
        ecriture.inserer(vu)
        [ligne] = UserSession.objects.all()
        assert (ligne.pk, ligne.ip, ligne.user_agent) == (vu.pk, ip, navigateur)
        assert (ligne.user, ligne.data) == (famille_martin.camille, {})


def test_a_key_that_is_taken_is_refused():
    sessions = Ecriture(Session)
    sessions.inserer(Session(session_key="cle", session_data="une", expire_date=LE))
    with pytest.raises(IntegrityError), transaction.atomic():
        sessions.inserer(Session(session_key="cle", session_data="autre", expire_date=LE))
    assert Session.objects.get().session_data == "une"


def test_each_is_one_statement_written_once(une_fois):
    essais = Ecriture(EssaiDeConnexion)
    with CaptureQueriesContext(connection) as requetes:
        for _fois in range(3):
            essais.inserer(essai := EssaiDeConnexion(origine="10.0.0.1", le=LE))
            essais.changer(essai.pk, reussi=True)
    assert len(requetes) == 6
    assert len(essais._ecrites) == (2 if une_fois else 0)
