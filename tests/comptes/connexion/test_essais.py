"""Passwords that are tried: counted on the account and where they come from, together or not, in
the database (D13)."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.core.exceptions import RateLimited
from django.conf import settings as reglages
from django.test import Client

from famille.comptes.connexion import essais
from famille.models import EssaiDeConnexion
from famille.taches import PLANIFICATIONS
from tests.conftest import MOT_DE_PASSE
from tests.reservations.courses import en_meme_temps

pytestmark = pytest.mark.django_db

PROUVER = "/mes-donnees/confirmer-mon-identite/"
CHANGER = "/mes-donnees/mot-de-passe/"
NOUVEAU = "trois petits navires"


@pytest.fixture
def compter(rf, settings):
    """(limits, address of the account, address of origin): whether it may be tried."""

    def essayer(adresse="une@exemple.fr", origine="10.0.0.1"):
        return essais.compter(rf.post("/connexion/", REMOTE_ADDR=origine), adresse)

    return essayer


@pytest.fixture
def limiter(settings):
    """Sets these limits."""

    def poser(**limites):
        settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | limites

    return poser


def test_what_is_refused_counts_for_where_it_comes_from(compter, limiter):
    """Else who tries one address after another would be held by each account only."""
    limiter(login_failed="4/m/ip,2/5m/key")
    assert [bool(compter()) for _fois in range(4)] == [True, True, False, False]
    assert compter("autre@exemple.fr") is None
    assert compter("autre@exemple.fr", "10.0.0.2")


def test_what_is_refused_makes_no_lock_last(compter, limiter, time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    limiter(login_failed="30/m/ip,2/5m/key")
    assert [bool(compter()) for _fois in range(3)] == [True, True, False]
    time_machine.move_to("2026-11-25 10:04+01:00", tick=False)
    assert compter() is None
    time_machine.move_to("2026-11-25 10:05:01+01:00", tick=False)
    assert compter()


def test_a_right_password_takes_only_its_own_attempt_off(compter, limiter):
    """An attacker who also has an account would else clear what he tries by signing in."""
    limiter(login_failed="9/m/ip,3/5m/key")
    for _fois in range(2):
        compter()
    essais.reussir(compter("Une@exemple.fr "))
    assert compter()
    assert compter() is None


def test_a_right_password_counts_among_all_of_those_from_there(compter, limiter, time_machine):
    """A town hall shares an address: it may sign in often, not without end."""
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    limiter(essais="3/m/ip", login_failed="2/m/ip,9/5m/key")
    for rang in range(3):
        essais.reussir(compter(f"{rang}@exemple.fr"))
    with pytest.raises(RateLimited):
        compter("3@exemple.fr")
    assert compter("3@exemple.fr", "10.0.0.2")
    time_machine.move_to("2026-11-25 10:01:01+01:00", tick=False)
    assert compter("3@exemple.fr")  # what was refused is not counted


def test_who_signs_in_too_often_from_one_place_is_told_to_wait(entrer, famille_martin, limiter):
    limiter(essais="1/m/ip")
    entrer(famille_martin.camille, "faux")
    reponse = entrer(famille_martin.camille)
    assert reponse.status_code == 429
    assert "attendez dix minutes" in reponse.content.decode()


@pytest.mark.parametrize("faits", [1, 30])
def test_what_is_read_does_not_grow_with_an_owner_who_signs_in_often(
    compter, faits, django_assert_num_queries
):
    for rang in range(faits):
        essais.reussir(compter(origine=f"10.0.1.{rang}"))
    with django_assert_num_queries(2):
        assert compter()
    d_ici, dessus = essais._faits("10.0.0.1", essais.cle_du_compte("une@exemple.fr"), le_dernier())
    assert (len(d_ici), len(dessus)) == (1, 1)


def le_dernier():
    return EssaiDeConnexion.objects.latest("pk").le


def _compter(rf, adresse):
    return bool(essais.compter(rf.post("/connexion/"), adresse))


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_those_that_come_together_none_goes_free(rf, limiter):
    limiter(essais="100/m/ip", login_failed="100/m/ip,5/5m/key")
    bilan = en_meme_temps([partial(_compter, rf, "une@exemple.fr")] * 16)
    assert not bilan.erreurs
    assert len(bilan.reponses) == 16
    assert sum(bilan.reponses.values()) <= 5


def test_they_are_forgotten_after_a_day_and_no_limit_looks_further(compter, time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    compter()
    time_machine.shift(timedelta(hours=23))
    compter()
    time_machine.shift(timedelta(hours=2))
    assert essais.purger_les_anciens() == 1
    [reste] = EssaiDeConnexion.objects.all()
    assert reste.le == le_dernier()
    limites = essais._limites(essais.MANQUES, "key")
    assert max(une.duration for une in limites) <= essais.GARDE.total_seconds()
    assert "famille.comptes.connexion.essais.purger_les_anciens" in {
        fonction for _nom, fonction, _minutes in PLANIFICATIONS
    }


def test_allauth_does_not_count_them_too():
    assert reglages.ACCOUNT_RATE_LIMITS["login"] is None
    assert reglages.ACCOUNT_RATE_LIMITS[essais.TOUS]


def test_a_stranger_locks_the_door_and_no_proof_that_the_owner_gives_inside(
    client, entrer, famille_martin
):
    entrer(famille_martin.camille)
    for _fois in range(6):
        refus = entrer(famille_martin.camille, "faux", navigateur=Client())
    assert "Trop d’essais" in refus.content.decode()
    assert client.post(PROUVER, {"password": MOT_DE_PASSE}).status_code == 302
    champs = {"oldpassword": MOT_DE_PASSE, "password1": NOUVEAU}
    assert client.post(CHANGER, champs).url == "/mes-donnees/"


@pytest.mark.parametrize("page", [PROUVER, CHANGER])
def test_who_finds_a_session_open_guesses_no_more_there_than_at_the_door(
    client, entrer, famille_martin, time_machine, caplog, page
):
    """The page that changes the password let 7,200 a day be tried."""
    time_machine.move_to("2026-11-25 08:00+01:00", tick=False)
    entrer(famille_martin.camille)
    refus = 0
    for rang in range(60):
        time_machine.shift(timedelta(minutes=15))
        champs = {"password": f"{rang}", "oldpassword": f"{rang}", "password1": NOUVEAU}
        refus += "Trop d’essais" in client.post(page, champs).content.decode()
    assert refus == 60 - 20
    champs = {"password": MOT_DE_PASSE, "oldpassword": MOT_DE_PASSE, "password1": NOUVEAU}
    assert "Trop d’essais" in client.post(page, champs).content.decode()
    assert f"preuve refusee compte={famille_martin.camille.pk}" in caplog.text


def test_a_new_password_opens_the_proofs_again(client, entrer, famille_martin, dernier_lien):
    entrer(famille_martin.camille)
    for _fois in range(6):
        refus = client.post(PROUVER, {"password": "faux"})
    assert "Mot de passe oublié" in refus.content.decode()
    client.post("/mot-de-passe-oublie/", {"email": famille_martin.camille.email})
    page = client.get(dernier_lien("/mot-de-passe-oublie/"))
    client.post(page.url, {"password1": NOUVEAU})
    entrer(famille_martin.camille, NOUVEAU)
    assert client.post(PROUVER, {"password": NOUVEAU}).status_code == 302


def test_a_clock_that_was_ahead_locks_nobody_once_it_is_right(compter, limiter, time_machine):
    limiter(login_failed="9/m/ip,2/5m/key")
    time_machine.move_to("2027-11-25 10:00+01:00", tick=False)
    assert [bool(compter()) for _fois in range(3)] == [True, True, False]
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    assert compter()
    assert essais.purger_les_anciens() == 3
    time_machine.move_to("2026-11-25 09:57+01:00", tick=False)  # another machine's, a little late
    assert compter()
    assert compter() is None


def test_an_ipv4_address_is_not_all_of_them_where_a_socket_of_ipv6_gives_it(compter, limiter):
    limiter(login_failed="1/m/ip,9/5m/key")
    assert compter("une@exemple.fr", "::ffff:203.0.113.7")
    assert compter("une@exemple.fr", "::ffff:203.0.113.7") is None
    assert compter("une@exemple.fr", "203.0.113.7") is None
    assert compter("une@exemple.fr", "::ffff:198.51.100.9")
    # one subscriber has the whole half of an IPv6 address
    assert compter("une@exemple.fr", "2001:db8:0:1::1")
    assert compter("une@exemple.fr", "2001:db8:0:1::2") is None


def test_the_print_of_an_account_needs_the_site_s_key_to_be_made_again(settings):
    premiere = essais.cle_du_compte("une@exemple.fr")
    settings.SECRET_KEY = "une autre clé"
    assert essais.cle_du_compte("une@exemple.fr") != premiere
