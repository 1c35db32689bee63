"""Nobody learns who has an account: same status, same text, same mails, same work (D13; ASVS
6.3.8).

Work is counted, not timed: how many passwords are hashed (that is where the time goes), how many
queries, how many tasks. A clock would say the same on a quiet machine and lie on a busy one.
"""

import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from famille.models import Courriel, Utilisateur
from portail.settings import memoire

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
        "famille.comptes.connexion.formulaires.async_task", lambda *quoi: laissees.append(quoi)
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
    # One query more reads the account that was found: a hundredth of the time of a hash.
    assert max(requetes_faites) - min(requetes_faites) <= 1


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


def test_who_is_locked_out_enters_with_a_new_password(client, entrer, famille_martin, dernier_lien):
    """Somebody else's attempts lock the account: its owner has a way of his own (ASVS 6.1.1)."""
    for _essai in range(5):
        entrer(famille_martin.camille, "faux")
    assert "Trop d’essais" in entrer(famille_martin.camille).content.decode()
    client.post(OUBLI, {"email": famille_martin.camille.email})
    page = client.get(dernier_lien(OUBLI))
    client.post(page.url, {"password1": "trois petits navires"})
    assert entrer(famille_martin.camille, "trois petits navires").url == "/mon-espace/"


def test_failures_are_counted_for_every_process(settings, entrer, famille_martin):
    """In the database where there is no Redis: a second web process reads the same rows."""
    settings.CACHES = memoire.caches("")
    call_command("createcachetable")
    for _essai in range(5):
        entrer(famille_martin.camille, "faux")
    settings.CACHES = dict(settings.CACHES)  # new connections, as in a process that has just begun
    assert "Trop d’essais" in entrer(famille_martin.camille).content.decode()


def test_the_page_of_too_many_requests_says_what_to_do(client, famille_martin):
    for _essai in range(4):
        reponse = client.post(OUBLI, {"email": INCONNUE})
    assert reponse.status_code == 429
    assert "attendez dix minutes" in reponse.content.decode()
