"""How long a session lives, what counts as using it, when its key changes (D12; RGAA 13.1, WCAG
2.2.1)."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from famille.comptes.sessions import vie
from portail.middleware.acces import SessionVivante
from tests.acces.adresses import toutes
from tests.conftest import MOT_DE_PASSE

pytestmark = pytest.mark.django_db

DEBUT = datetime(2026, 11, 25, 8, 0)
GABARITS = Path(__file__).parents[3] / "templates"


def a(client, heures, adresse="/mon-espace/", **entetes):
    """The answer to this page, so many hours after the sign-in."""
    with time_machine.travel(DEBUT + timedelta(hours=heures), tick=False):
        return client.get(adresse, headers=entetes)


@pytest.fixture
def camille(client, entrer, famille_martin):
    with time_machine.travel(DEBUT, tick=False):
        entrer(famille_martin.camille)
        client.get("/mon-espace/")
    return famille_martin.camille


def test_a_session_that_is_used_ends_after_a_day_all_the_same(client, camille):
    assert {a(client, heures).url for heures in range(1, 24)} == {"/tableau-de-bord/"}
    assert a(client, 24).url.startswith("/connexion/")
    assert not Session.objects.filter(pk=client.session.session_key).exists()


def test_what_a_page_asks_by_itself_does_not_prolong(client, camille):
    assert a(client, 1, **{"x-arriere-plan": "1"}).status_code == 302
    assert a(client, 1.5, "/session/").json() == {"reste": 1800}
    assert a(client, 2.1).url.startswith("/connexion/")


def test_somebody_who_is_there_says_so(client, camille):
    with time_machine.travel(DEBUT + timedelta(hours=1.9), tick=False):
        assert client.post("/session/").json() == {"reste": 7200}
    assert a(client, 3.8).url == "/tableau-de-bord/"


def test_near_the_longest_life_the_answer_says_how_little_is_left(client, camille):
    for heures in range(1, 24):
        a(client, heures)
    with time_machine.travel(DEBUT + timedelta(hours=23.95), tick=False):
        assert client.post("/session/").json() == {"reste": 180}


def test_nobody_has_no_session_left(client):
    assert client.get("/session/").json() == {"reste": 0}
    assert client.post("/session/").json() == {"reste": 0}


@pytest.mark.parametrize(
    ("compte", "duree"), [("famille_martin", "2 heures"), ("agent", "30 minutes")]
)
def test_each_page_says_when_the_connection_closes_without_javascript(
    client, connecter, request, compte, duree
):
    qui = request.getfixturevalue(compte)
    connecter(getattr(qui, "camille", qui))
    page = client.get("/mes-donnees/").content.decode()
    sans_javascript = re.search(r"<noscript>(.*?)</noscript>", page, re.DOTALL)[1]
    assert f"après {duree} sans activité" in " ".join(sans_javascript.split())


def test_the_admin_warns_too(client, connecter, agent):
    connecter(agent)
    page = client.get("/gestion/").content.decode()
    assert 'role="alertdialog"' in page
    assert "portail/js/session.js" in page


def test_the_addresses_that_pages_ask_by_themselves_exist():
    assert {adresse.nom for adresse in toutes()} >= SessionVivante.d_elles_memes


def test_every_template_that_asks_again_and_again_says_that_nobody_asked():
    """An element with a delay of its own goes on when nobody is there; one that waits for typing
    does not."""
    balises = [
        (gabarit.name, balise)
        for gabarit in GABARITS.rglob("*.html")
        for balise in re.findall(
            r"<[^<>]*hx-trigger=\"(?:load delay|every)[^<>]*>", gabarit.read_text()
        )
    ]
    assert len(balises) >= 3
    assert [nom for nom, balise in balises if "X-Arriere-Plan" not in balise] == []


def test_a_proof_given_inside_of_a_session_changes_its_key(client, camille):
    avant = client.session.session_key
    with time_machine.travel(DEBUT + timedelta(minutes=10), tick=False):
        client.post("/mes-donnees/confirmer-mon-identite/", {"password": MOT_DE_PASSE})
    apres = client.session.session_key
    assert apres != avant
    assert not Session.objects.filter(pk=avant).exists()
    assert list(UserSession.objects.filter(user=camille).values_list("session_key", flat=True)) == [
        apres
    ]


def test_the_key_changes_at_each_step_of_a_sign_in(client, entrer, prouver, enroler, agent):
    enroler(agent)
    entrer(agent)
    premiere = client.session.session_key
    prouver(agent)
    assert client.session.session_key != premiere
    assert not Session.objects.filter(pk=premiere).exists()


def test_who_is_signed_out_by_an_administrator_while_he_signs_in_is_not_in(
    client, entrer, famille_martin, monkeypatch
):
    """Between the device that is noted and the page that leaves."""
    noter = UserSession.objects.bulk_create

    def puis_deconnecter(*appareils, **comment):
        noter(*appareils, **comment)
        vie.fermer_les_sessions(famille_martin.camille)

    monkeypatch.setattr(UserSession.objects, "bulk_create", puis_deconnecter)
    assert entrer(famille_martin.camille).status_code == 400
    assert not Session.objects.exists()
    assert client.get("/mes-donnees/").status_code == 302


def test_the_first_page_after_signing_in_asks_no_more_than_the_others(
    client, entrer, famille_martin, django_assert_num_queries
):
    """The sign-in has just noted the device and when it was seen."""
    entrer(famille_martin.camille)
    with django_assert_num_queries(3):  # the session, its account, whether an opening is near
        assert client.get("/mon-espace/").status_code == 302
