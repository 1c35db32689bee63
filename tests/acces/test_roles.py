"""What each role sees and does, beyond the addresses it enters: Communication and families, agents
and pages."""

import json
import re

import pytest
from django.test import Client
from wagtail.log_actions import log
from wagtail.models import Page

from demarches.models import Demande
from famille.models import Foyer

pytestmark = pytest.mark.django_db

LISTES = (
    "/gestion/",
    "/gestion/reports/site-history/",
    "/gestion/reports/site-history/results/",
    "/gestion/users/",
    "/gestion/pages/search/?q=Martin",
    "/gestion/images/?q=Martin",
    "/gestion/documents/?q=Martin",
    "/gestion/choose-page/search/?q=Martin",
    "/gestion/account/",
)


@pytest.fixture
def traces(famille_martin, agent):
    """What the admin keeps of an agent's work on a household."""
    log(instance=famille_martin.foyer, action="wagtail.edit", user=agent)
    return famille_martin


@pytest.mark.parametrize("role", ["redactrice", "administrateur", "directrice"])
def test_no_list_of_the_admin_tells_them_a_family(role, request, client, connecter, traces):
    connecter(request.getfixturevalue(role))
    for adresse in LISTES:
        page = client.get(adresse, follow=True).content.decode()
        for secret in ("Camille", "Foyer Martin", "camille.martin@exemple.fr", "2026-00417"):
            assert secret not in page, f"{role} reads {secret} at {adresse}"


def test_an_agent_sees_that_trace(client, connecter, traces, agent):
    """The test above looks where there is something to see."""
    connecter(agent)
    assert "Foyer Martin" in client.get("/gestion/reports/site-history/").content.decode()


def _adresses_du_menu(entrees):
    for entree in entrees:
        if isinstance(entree, dict):
            valeurs = entree.values()
            if str(entree.get("url", "")).startswith("/gestion/"):
                yield entree["url"]
        else:
            valeurs = entree if isinstance(entree, list) else ()
        yield from _adresses_du_menu(valeurs)


def _est_refusee(reponse):
    """Wagtail sends who may not enter back to its first page."""
    return reponse.status_code == 403 or reponse.headers.get("Location") == "/gestion/"


@pytest.mark.parametrize("role", ["agent", "directrice", "regisseur", "animatrice", "redactrice"])
def test_the_menu_leads_nowhere_that_refuses(role, request, client, connecter, pages):
    connecter(request.getfixturevalue(role))
    cadre = client.get("/gestion/").text.partition('id="wagtail-sidebar-props"')[2]
    menu = json.loads(re.match(r"[^>]*>(.*?)</script>", cadre, re.DOTALL)[1])
    adresses = set(_adresses_du_menu([menu]))
    assert len(adresses) > 3
    refusees = {une for une in adresses - {"/gestion/"} if _est_refusee(client.get(une))}
    assert refusees == set()


@pytest.mark.parametrize("role", ["agent", "directrice", "administrateur"])
@pytest.mark.parametrize(
    "geste", ["edit", "delete", "unpublish", "copy", "move", "lock", "privacy"]
)
def test_only_communication_touches_a_page(role, geste, request, client, connecter):
    connecter(request.getfixturevalue(role))
    page = Page.objects.get(depth=2)
    avant = page.title, page.live, page.locked, Page.objects.count()
    reponse = client.post(
        f"/gestion/pages/{page.pk}/{geste}/", {"title": "Piraté", "slug": "pirate"}
    )
    assert reponse.status_code in (302, 403, 405)
    page.refresh_from_db()
    assert (page.title, page.live, page.locked, Page.objects.count()) == avant


def test_the_editor_edits_a_page(client, connecter, redactrice):
    connecter(redactrice)
    assert client.get(f"/gestion/pages/{Page.objects.get(depth=2).pk}/edit/").status_code == 200


@pytest.mark.parametrize(
    "adresse", ["/gestion/", "/gestion/foyers/", "/gestion/users/", "/gestion/nulle-part/"]
)
def test_a_parent_gets_a_plain_refusal_of_the_admin_and_no_loop(
    client, connecter, famille_martin, adresse
):
    connecter(famille_martin.camille)
    reponse = client.get(adresse)
    assert reponse.status_code == 403
    assert "<h1" in reponse.content.decode()


@pytest.mark.parametrize(
    "adresse", ["/gestion/", "/gestion/foyers/", "/gestion/api/main/pages/", "/gestion/sprite/"]
)
def test_nobody_is_sent_to_our_sign_in_page_and_back(adresse):
    assert Client().get(adresse).url == f"/connexion/?next={adresse}"


@pytest.mark.parametrize("role", ["redactrice", "administrateur", "directrice"])
def test_only_agents_read_and_decide_demandes(role, request, client, connecter, famille_martin):
    connecter(request.getfixturevalue(role))
    demande = Demande.objects.create(
        code="changement-adresse", foyer=famille_martin.foyer, par=famille_martin.camille
    )
    for geste in ("", "prendre/", "valider/", "rejeter/", "completer/", "noter/"):
        client.post(f"/gestion/demandes/{demande.pk}/{geste}", {"texte": "x", "motif": "x"})
    demande.refresh_from_db()
    assert (demande.statut, demande.agent, demande.notes.count()) == ("brouillon", None, 0)
    assert Foyer.objects.get().consultations.count() == 0
