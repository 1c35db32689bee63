"""No page asks one thing after another what it could ask at once: every page of the demo town that
links reach, as a parent and as agents. A list of one row asks once; here there are many."""

import re
from collections import Counter

import pytest
from django.db import connection

from famille.models import Fil, Utilisateur
from tests.conftest import planter_les_pages
from tests.demo.promenade import page_de, parcourir

FOIS = 4  # the same statement, whatever its values
VALEURS = re.compile(r"'[^']*'|\b\d+\b|\(%s(?:, %s)*\)|%s")
PAS_DES_PAGES = re.compile(
    r"^/(demo|documents-publics|media|static|api)/|\.(pdf|ics|zip|csv|css|svg|txt|xml)(\?|$)|export="
    r"|/telecharger/|deconnexion|logout"
    # Wagtail's own screens: what they ask is not ours to write.
    r"|^/gestion/(pages|reports|workflows|groups|images|documents|users)/"
)


@pytest.fixture(autouse=True)
def un_jour_d_ete(time_machine):
    """When a parent has a demande of seven steps to look at."""
    time_machine.move_to("2027-07-20 10:30+02:00")


class Notees:
    """The statements of a page, without their values."""

    def __init__(self):
        self.lues = Counter()

    def __call__(self, execute, sql, params, many, context):
        self.lues[VALEURS.sub("?", str(sql))] += 1
        return execute(sql, params, many, context)

    def repetees(self):
        return {sql[:300]: fois for sql, fois in self.lues.items() if fois > FOIS}


def lire(client, adresse):
    """(its HTML, what it asked)."""
    with connection.execute_wrapper(notees := Notees()):
        return page_de(client.get(adresse, follow=True)), notees


def repetees_par_page(client, depart):
    """{address: {statement: times}} of one page of each kind that links reach."""
    fois = {}

    def _lire(adresse):
        page, notees = lire(client, adresse)
        if notees.repetees():  # pictures are cut to size at the first reading
            page, notees = lire(client, adresse)
        fois[adresse] = notees.repetees()
        return page

    pages = parcourir(_lire, [depart], sauf=PAS_DES_PAGES)
    return {adresse: fois[adresse] for adresse in pages}


@pytest.mark.long
@pytest.mark.usefixtures("village", "proche")
@pytest.mark.parametrize(
    ("qui", "depart", "au_moins"),
    [
        ("camille.martin@exemple.fr", "/tableau-de-bord/", 80),
        ("agent@exemple.fr", "/gestion/", 80),
        ("admin@exemple.fr", "/gestion/", 20),
    ],
)
def test_no_page_asks_again_and_again(qui, depart, au_moins, client, connecter):
    planter_les_pages()
    connecter(Utilisateur.objects.get(email=qui))
    client.get(depart)  # what a process reads once
    pages = repetees_par_page(client, depart)
    assert len(pages) > au_moins
    assert {adresse: fois for adresse, fois in pages.items() if fois} == {}


@pytest.mark.long
@pytest.mark.usefixtures("village", "proche")
def test_a_page_that_an_agent_lives_in_asks_nothing_twice(client, connecter):
    """The campaign and its mails were read one by one, and who answers once for the list, once for
    its first choice."""
    connecter(Utilisateur.objects.get(email="agent@exemple.fr"))
    fil = Fil.objects.a_traiter().filter(agent=None).first()
    for adresse, mot in (
        ("/gestion/reinscriptions/", "E-mails de la campagne"),
        (f"/gestion/messages/{fil.pk}/", 'name="agent"'),
    ):
        client.get(adresse)  # what a process reads once
        page, notees = lire(client, adresse)
        assert mot in page
        assert {sql[:300]: fois for sql, fois in notees.lues.items() if fois > 1} == {}
