"""Nobody learns who has an account: same status, same text, same mails, same work (D13; ASVS
6.3.8).

Work is counted, not timed: how many passwords are hashed (that is where the time goes), how many
queries, how many tasks. A clock would say the same on a quiet machine and lie on a busy one.
"""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from famille.models import Courriel, Utilisateur
from famille.socle.allauth_interne import parse_rates

pytestmark = pytest.mark.django_db

INCONNUE = "personne@exemple.fr"
OUBLI = "/mot-de-passe-oublie/"


@pytest.fixture
def adresses(famille_martin, voisin):
    """list[str]: an account in use, one closed, one not activated, and nobody's."""
    voisin.nadia.is_active = False
    voisin.nadia.save()
    Utilisateur.objects.create_user("invitee@exemple.fr", None, first_name="Ana", last_name="Roy")
    return [famille_martin.camille.email, voisin.nadia.email, "invitee@exemple.fr", INCONNUE]


@pytest.fixture
def hachages(monkeypatch):
    """list that grows by one each time a password is hashed."""
    faits, hacher = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *mots: faits.append(1) or hacher(self, *mots)
    )
    return faits


@pytest.fixture
def taches(monkeypatch):
    """list of the tasks that the page leaves, which are not run: their work is nobody's waiting
    time."""
    laissees = []
    monkeypatch.setattr(
        "famille.comptes.connexion.formulaires.confier", lambda *quoi: laissees.append(quoi)
    )
    return laissees


def dit(reponse, adresse):
    """What a person sees: without the token of the form, and the address that she has typed
    herself."""
    texte = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", reponse.content.decode())
    return texte.replace(f'value="{adresse}"', "")


def test_a_refused_sign_in_is_the_same_for_all(client, adresses, hachages):
    mesures = []
    client.get("/connexion/")  # what is read once for all visitors
    for adresse in adresses:
        cache.clear()
        hachages.clear()
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.post(
                "/connexion/", {"login": adresse, "password": "ce n’est pas le bon"}
            )
        mesures.append((reponse.status_code, dit(reponse, adresse), len(hachages), len(requetes)))
    statuts, textes, hachages_faits, requetes_faites = (
        set(mesure) for mesure in zip(*mesures, strict=True)
    )
    assert (statuts, hachages_faits) == ({200}, {1})
    assert len(textes) == 1
    assert len(requetes_faites) == 1


def test_a_forgotten_password_is_the_same_for_all(client, adresses, hachages, taches):
    mesures = []
    for adresse in adresses:
        cache.clear()
        with CaptureQueriesContext(connection) as requetes:
            reponse = client.post(OUBLI, {"email": adresse})
        mesures.append(
            (reponse.status_code, reponse.url, dit(client.get(reponse.url), adresse), len(requetes))
        )
    assert len(set(mesures)) == 1
    assert len(taches) == len(adresses)
    assert not hachages
    assert not Courriel.objects.exists()


def test_the_task_writes_to_who_has_an_account_in_use_only(client, adresses):
    for adresse in adresses:
        client.post(OUBLI, {"email": adresse})
    assert set(Courriel.objects.values_list("destinataire", flat=True)) == {
        adresses[0],
        adresses[2],
    }


def test_the_queue_of_tasks_keeps_no_address(client, adresses, taches):
    for adresse in adresses:
        client.post(OUBLI, {"email": adresse})
    assert not re.search(r"@", str(taches))


@pytest.mark.postgresql
@pytest.mark.parametrize("autre", ["cam@lapo\u017fte.fr", "cam@la\u017fer.fr", "cam@\u0131ci.fr"])
def test_an_address_written_otherwise_sends_no_mail_beyond_the_limit(client, autre):
    """PostgreSQL takes these letters for an S and an I, and each way to write is a limit of its
    own."""
    adresse = autre.replace("\u017f", "s").replace("\u0131", "i")
    Utilisateur.objects.create_user(adresse, "un mot de passe", first_name="Ana", last_name="Roy")
    client.post(OUBLI, {"email": adresse.upper()})
    assert Courriel.objects.count() == 1
    client.post(OUBLI, {"email": autre})
    assert Courriel.objects.count() == 1


def test_who_is_locked_out_enters_with_a_new_password(client, entrer, famille_martin, dernier_lien):
    """Somebody else's attempts lock the account: its owner has a way of his own (ASVS 6.1.1)."""
    for _essai in range(5):
        entrer(famille_martin.camille, "faux")
    assert "Trop d’essais" in entrer(famille_martin.camille).content.decode()
    client.post(OUBLI, {"email": famille_martin.camille.email})
    page = client.get(dernier_lien(OUBLI))
    client.post(page.url, {"password1": "trois petits navires"})
    assert entrer(famille_martin.camille, "trois petits navires").url == "/mon-espace/"


def test_the_page_of_too_many_requests_says_what_to_do(client, famille_martin):
    for _essai in range(4):
        reponse = client.post(OUBLI, {"email": INCONNUE})
    assert reponse.status_code == 429
    assert "attendez dix minutes" in reponse.content.decode()


@pytest.mark.parametrize("connue", [True, False])
def test_it_is_true_of_the_lock_of_a_day_too(client, famille_martin, time_machine, connue):
    """Ten minutes alone were not: whoever came back eleven minutes later met it again."""
    time_machine.move_to("2026-11-25 08:00+01:00", tick=False)
    adresse = famille_martin.camille.email if connue else INCONNUE
    for _essai in range(10):
        assert client.post(OUBLI, {"email": adresse}).status_code == 302
        time_machine.shift(timedelta(minutes=11))
    refusee = client.post(OUBLI, {"email": adresse})
    assert refusee.status_code == 429
    assert "au plus tard demain à la même heure" in " ".join(refusee.text.split())
    time_machine.shift(timedelta(days=1))
    assert client.post(OUBLI, {"email": adresse}).status_code == 302


def test_no_lock_lasts_longer_than_it_says():
    # but what a letter's code may mail in all its life, which locks nobody's sign-in
    autres = settings.ACCOUNT_RATE_LIMITS | {"invitation_repondue": ""}
    limites = [une for une in autres.values() if une]
    assert max(une.duration for dites in limites for une in parse_rates(dites)) == 24 * 3600
