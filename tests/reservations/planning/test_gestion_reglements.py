"""The list of the règlements intérieurs, and the forms that name activities."""

from datetime import date

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reservations.models import AcceptationReglement, Activite, ReglementInterieur
from tests.reservations import outils

pytestmark = pytest.mark.django_db
LISTE = "/gestion/reglements/"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


def versions(activite, *jours):
    return [
        ReglementInterieur.objects.create(activite=activite, depuis=jour, texte="<p>Texte</p>")
        for jour in jours
    ]


@pytest.fixture
def activite(db):
    return outils.creer_activite()


def requetes(navigateur, adresse):
    navigateur.get(adresse)
    with CaptureQueriesContext(connection) as lues:
        assert navigateur.get(adresse).status_code == 200
    return len(lues)


def test_each_version_says_whether_it_is_in_force(agent, connecter, activite):
    versions(activite, date(2025, 9, 1), date(2026, 9, 1), date(2027, 9, 1))
    page = connecter(agent).get(LISTE).text
    assert [page.count(mot) for mot in (">Remplacée<", ">En vigueur<", ">À venir<")] == [1, 1, 1]


def test_a_version_that_was_accepted_is_no_longer_changed(
    agent, connecter, activite, famille_martin
):
    libre, acceptee = versions(activite, date(2025, 9, 1), date(2026, 9, 1))
    AcceptationReglement.objects.create(
        reglement=acceptee, foyer=famille_martin.foyer, enfant=famille_martin.lea
    )
    page = connecter(agent).get(LISTE).text
    assert f"{LISTE}edit/{libre.pk}/" in page
    assert f"{LISTE}edit/{acceptee.pk}/" not in page


def test_the_list_of_one_centre_leaves_out_the_others(agent, connecter, activite):
    autre = outils.creer_activite("Autre centre")
    sien, ailleurs = (versions(une, date(2025, 9, 1))[0] for une in (activite, autre))
    page = connecter(agent).get(LISTE, {"structure": activite.structure_id}).text
    assert f"{LISTE}edit/{sien.pk}/" in page
    assert f"{LISTE}edit/{ailleurs.pk}/" not in page


def test_what_bookings_rest_on_is_not_deleted_whatever_the_groups_say(agent, connecter, activite):
    droit = Permission.objects.get(codename="delete_activite")
    agent.user_permissions.add(droit)  # a town may tick it
    suppression = reverse("activites_modeladmin_delete", args=[activite.pk])
    assert connecter(agent).post(suppression).status_code != 200
    assert Activite.objects.filter(pk=activite.pk).exists()


@pytest.mark.parametrize("adresse", [LISTE, f"{LISTE}create/", "/gestion/ouvertures/create/"])
def test_it_asks_as_much_for_1_and_30_activities(agent, connecter, activite, adresse):
    navigateur = connecter(agent)
    versions(activite, date(2026, 9, 1))
    une = requetes(navigateur, adresse)
    for rang in range(29):
        versions(outils.creer_activite(f"Centre {rang}"), date(2026, 9, 1))
    assert requetes(navigateur, adresse) == une
