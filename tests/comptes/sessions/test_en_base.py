"""The session of who signs in is there before its device, and whatever changes in it is written."""

from unittest.mock import patch

import pytest
from allauth.account.signals import user_logged_in
from allauth.usersessions.models import UserSession
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from famille.comptes.sessions import vie
from famille.comptes.sessions.en_base import SessionStore

# as a page: outside of any transaction
pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture
def gardee():
    session = SessionStore()
    session["vus"] = ["un"]
    session.save()
    return session


def test_the_page_that_signs_in_writes_it_before_its_device(client, entrer, famille_martin):
    with CaptureQueriesContext(connection) as requetes:
        assert entrer(famille_martin.camille).status_code == 302
    ecrites = [une["sql"] for une in requetes if not une["sql"].startswith("SELECT")]
    sur = [table for une in ecrites for table in ("usersession", "django_session") if table in une]
    assert sur == ["django_session", "usersession", "django_session"]
    assert client.get("/mes-donnees/").status_code == 200
    assert UserSession.objects.get().session_key == Session.objects.get().pk


def test_signed_out_by_another_while_it_signs_in_it_opens_nothing(client, entrer, famille_martin):
    def fermer(sender, user, **_details):
        vie.fermer_les_sessions(user)

    user_logged_in.connect(fermer)
    try:
        entrer(famille_martin.camille)
    finally:
        user_logged_in.disconnect(fermer)
    assert not Session.objects.exists()
    assert client.get("/mes-donnees/").url.startswith("/connexion/")


def test_what_changes_is_written_even_inside_of_a_list(gardee):
    gardee["vus"].append("deux")
    gardee.save()
    assert SessionStore(gardee.session_key)["vus"] == ["un", "deux"]
    gardee["vus"].pop()
    gardee.save()
    assert SessionStore(gardee.session_key)["vus"] == ["un"]


def test_what_a_transaction_has_undone_is_written_again(gardee):
    gardee["vus"] = ["deux"]
    with transaction.atomic():
        gardee.save()
        transaction.set_rollback(True)
    gardee.save()
    assert SessionStore(gardee.session_key)["vus"] == ["deux"]


def test_a_base_that_is_full_or_locked_is_no_fault_of_the_browser_s(client, famille_martin, gardee):
    """It was answered "what your browser sent could not be read", 400."""
    client.force_login(famille_martin.camille)
    client.raise_request_exception = False
    pleine = OperationalError("database or disk is full")
    with patch.object(Session, "save", side_effect=pleine):
        gardee["vus"] = []
        for session in (gardee, SessionStore()):
            with pytest.raises(OperationalError):
                session.save()
    session = client.session
    session[vie.CLE_VUE] = 0  # pushed back by the next page
    session.save()
    with patch.object(Session, "save", side_effect=pleine):
        assert client.get("/tableau-de-bord/").status_code == 503


def test_what_changes_in_a_row_that_is_gone_makes_none(gardee):
    Session.objects.all().delete()
    gardee["vus"] = []
    with pytest.raises(UpdateError):
        gardee.save()
    assert not Session.objects.exists()
