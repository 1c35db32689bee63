"""What stands around each page of the admin, as a town serves it: its menu, drawn once for who sees
it and never shown to who has not the right, and what all this asks of the database."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.admin.templatetags import wagtailadmin_tags
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from demarches.bureau import urls_de
from famille.models import Utilisateur
from portail.settings import machine
from tests.conftest import creer_foyer
from tests.demarches.essai import deposee

pytestmark = pytest.mark.django_db
CADRE = 4  # session, account, rights, numbers beside the menu


@pytest.fixture(autouse=True)
def en_ville(settings):
    settings.CACHES = settings.CACHES | {"proche": machine.caches("")["proche"]}
    caches["proche"].clear()
    yield
    caches["proche"].clear()


@pytest.fixture
def dessine(monkeypatch):
    """How many times Wagtail drew the menu."""
    fois, de_wagtail = [], wagtailadmin_tags.sidebar_props
    monkeypatch.setattr(
        wagtailadmin_tags, "sidebar_props", lambda contexte: fois.append(1) or de_wagtail(contexte)
    )
    return fois


def menu(client, adresse="/gestion/foyers/"):
    debut, _, suite = client.get(adresse).text.partition('<script id="wagtail-sidebar-props"')
    assert debut
    return suite.partition("</script>")[0]


def requetes(client, adresse):
    client.get(adresse)
    with CaptureQueriesContext(connection) as capture:
        assert client.get(adresse).status_code == 200
    return len(capture)


def test_the_menu_is_drawn_once_for_an_agent_and_is_wagtail_s(connecter, agent, dessine, settings):
    client = connecter(agent)
    premier = menu(client)
    assert (menu(client), len(dessine)) == (premier, 1)
    caches["proche"].clear()
    assert (menu(client), len(dessine)) == (premier, 2)


def test_a_right_taken_back_is_gone_from_the_menu_at_the_next_page(connecter, agent):
    client = connecter(agent)
    assert "/gestion/demandes/" in menu(client)
    droit = Permission.objects.get(codename="instruire_demande")
    Group.objects.get(name="Service des familles").permissions.remove(droit)
    assert "/gestion/demandes/" not in menu(client)
    agent.user_permissions.add(droit)
    assert "/gestion/demandes/" in menu(client)


def test_a_right_on_pages_taken_back_is_gone_too(connecter, agent, pages):
    client, droit = connecter(agent), Permission.objects.get(codename="change_page")
    sans = menu(client)
    donne = GroupPagePermission.objects.create(
        group=Group.objects.get(name="Service des familles"),
        page=Page.get_first_root_node(),
        permission=droit,
    )
    assert menu(client) != sans
    donne.delete()
    assert menu(client) == sans


def test_nobody_is_shown_a_colleague_s_menu(connecter, agent, directrice, administrateur):
    menus = {}
    for _fois in range(2):  # kept, then read again
        for compte in (agent, directrice, administrateur):
            lu = menu(connecter(compte, Client()), "/gestion/")
            assert menus.setdefault(compte.pk, lu) == lu
    assert len(set(menus.values())) == 3
    assert "/gestion/etat-du-portail/" in menus[administrateur.pk]
    assert "/gestion/etat-du-portail/" not in menus[agent.pk]
    assert "/gestion/demandes/" not in menus[directrice.pk]


def test_the_number_beside_the_menu_is_that_of_now(connecter, agent, demande):
    client = connecter(agent)
    assert '"data-compte": "1"' in menu(client)
    foyer, compte = creer_foyer("2026-09001", "Roux", "Alex", "alex@exemple.fr")
    deposee(foyer, compte, "D-2026-09001")
    assert '"data-compte": "2"' in menu(client)


def test_a_new_name_is_shown_at_once(connecter, agent):
    client = connecter(agent)
    assert '"name": "Sophie"' in menu(client)
    Utilisateur.objects.filter(pk=agent.pk).update(first_name="Solène")
    assert "Sophie" not in menu(client)


def test_the_key_against_forgery_is_that_of_each_page(connecter, agent):
    lues = [
        connecter(agent, Client()).get("/gestion/foyers/").text.partition('"CSRF_TOKEN": "')[2][:64]
        for _fois in range(2)
    ]
    assert len(set(lues)) == 2
    assert "" not in lues


@pytest.mark.parametrize(
    ("adresse", "siennes"),
    # 9 of the home: one is what ends soon, one what was used and never billed
    [("/gestion/", 9), ("/gestion/demandes/", 4), ("/gestion/foyers/", 5)],
)
def test_a_page_asks_little_beside_its_frame(connecter, pages, agent, demande, adresse, siennes):
    client = connecter(agent)
    pour_une = requetes(client, adresse)
    assert pour_une <= CADRE + siennes
    for rang in range(29):
        foyer, compte = creer_foyer(
            f"2026-01{rang:03}", f"Nom{rang}", "Alex", f"alex{rang}@exemple.fr"
        )
        deposee(foyer, compte, f"D-2026-01{rang:03}")
    assert requetes(client, adresse) == pour_une


def test_a_demande_s_page_reads_each_thing_once(connecter, pages, agent, demande):
    """Ten: the demande, that it was read, its setting, its passages, four of its household (adults,
    children, addresses, quotients), canned answers, agents. Its notes, which most have not, are one
    more; so would be its pieces, its complements or its conversations."""
    client = connecter(agent)
    assert requetes(client, urls_de(demande)) <= CADRE + 10
    for rang in range(30):
        demande.notes.create(texte=f"Note {rang}", par=agent)
        demande.passages.create(de="a-completer", vers="en-attente", par=demande.par)
    assert requetes(client, urls_de(demande)) <= CADRE + 11


def test_an_agent_who_writes_no_page_is_not_shown_the_panels_of_pages(connecter, agent, redactrice):
    def panneaux(compte):
        accueil = connecter(compte, Client()).get("/gestion/")
        return {panneau.name for panneau in accueil.context["panels"]}

    assert "locked_pages" not in panneaux(agent)
    assert "locked_pages" in panneaux(redactrice)


def test_the_home_counts_files_for_who_has_a_right_on_them(connecter, agent, directrice, pages):
    def comptes(compte):
        accueil = connecter(compte, Client()).get("/gestion/")
        return {type(un).__name__ for un in accueil.context["site_summary"].summary_items}

    fichiers = {"DocumentsSummaryItem", "ImagesSummaryItem"}
    assert not comptes(agent) & fichiers
    for application, codename in (("wagtaildocs", "add_document"), ("wagtailimages", "add_image")):
        GroupCollectionPermission.objects.create(
            group=agent.groups.get(name="Service des familles"),
            collection=Collection.get_first_root_node(),
            permission=Permission.objects.get(
                content_type__app_label=application, codename=codename
            ),
        )
    assert comptes(agent) >= fichiers
    assert not comptes(directrice) & fichiers
    Utilisateur.objects.filter(pk=directrice.pk).update(is_superuser=True)
    assert comptes(directrice) >= fichiers


def test_whose_group_moderates_pages_is_shown_those_that_wait(connecter, agent, pages):
    """A step of Wagtail's moderation asks for no right on pages."""

    def attend(navigateur):
        noms = {panneau.name for panneau in navigateur.get("/gestion/").context["panels"]}
        return "workflow_objects_to_moderate" in noms

    navigateur, tache = connecter(agent), GroupApprovalTask.objects.get()
    assert not attend(navigateur)
    tache.groups.add(*agent.groups.all())
    assert attend(navigateur)
