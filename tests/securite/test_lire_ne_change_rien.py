"""Reading a page changes nothing: what another site can make a browser ask by a link, a picture, a
redirection."""

import re
from fnmatch import fnmatchcase

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.acces.adresses import toutes
from tests.securite.test_cles_du_voisin import a_cle, sans_cle
from tests.securite.test_injections import CLE_A_LIRE, DE_LA_REGIE, DU_BUREAU, exemple
from tests.securite.voisine import batir

pytestmark = pytest.mark.django_db
ECRIT = re.compile(r'^\s*(?:INSERT (?:OR \w+ )?INTO|UPDATE|DELETE FROM)\s+"(\w+)"')
# What a reading leaves: the trace of itself, or a row of settings made at its first use. Nothing
# that anybody decided.
TRACES = {
    "django_session": "the addresses of the last lists seen, each behind a short code",
    "famille_consultation": "who has read which file",
    "famille_lecturefil": "up to where one has read",
    "famille_notification": "that it was opened",
    "demarches_reglagedelais": "the town's settings, at their first use",
    "reservations_reglagereservations": "the town's settings, at their first use",
    "usersessions_usersession": "devices whose session is over leave the list",
    "account_emailaddress": "allauth's row of an account's own address, at its first use",
}


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)
    cache.clear()


def ecrites(client, adresses):
    """dict: table → the names of the views that wrote into it while they were read."""
    vues = {}
    client.get("/tableau-de-bord/")  # the session's own minute
    for une in adresses:
        with CaptureQueriesContext(connection) as requetes:
            client.get(une.exemple)
        for requete in requetes.captured_queries:
            if trouve := ECRIT.match(requete["sql"]):
                vues.setdefault(trouve[1], set()).add(une.nom)
    return vues


@pytest.mark.parametrize("qui", ["parent", "habilitee", "regisseur"])
def test_a_page_that_is_read_writes_its_trace_and_nothing_else(
    qui, agent, regisseur, client, connecter, request
):
    """Every address of a family, with the keys of rows that exist; every screen of an agent and of
    the régie."""
    habilitee = request.getfixturevalue("habilitee")
    cible = batir(agent, regisseur)
    connecter({"parent": cible.compte, "habilitee": habilitee, "regisseur": regisseur}[qui])
    motifs = {"habilitee": DU_BUREAU, "regisseur": DE_LA_REGIE}.get(qui, [])
    adresses = [
        une
        for une in toutes(exemple(cible))
        if any(fnmatchcase(une.nom, motif) for motif in motifs)
    ]
    adresses = adresses or [une for une in [*sans_cle(), *a_cle(cible)] if une.nom != CLE_A_LIRE]
    vues = ecrites(client, adresses)
    assert {table: noms for table, noms in vues.items() if table not in TRACES} == {}
    assert ("famille_lecturefil" if qui == "parent" else "famille_consultation") in vues
