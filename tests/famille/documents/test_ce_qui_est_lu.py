"""A family reads its papers, not those of the town: "one of these households, or one of these
children" is answered by no index where each is a query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from famille import taches
from famille.dossier.documents.cachets import actions as cachets
from famille.dossier.foyers.acces.actions import annoncer_adresse
from famille.dossier.foyers.remettre import photographier
from famille.models import Document
from tests.outils.plans import papiers_d_une_ville, plans_de

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def ville(famille_martin):
    return papiers_d_une_ville()


def entieres(plan, *tables):
    """Those of these tables that are read whole."""
    return [table for table in tables if f"Seq Scan on famille_{table}" in plan]


def test_the_papers_of_an_account_are_found_by_its_households_and_children(ville, famille_martin):
    plan = Document.objects.de(famille_martin.camille).explain()
    assert entieres(plan, "document", "message_documents") == [], plan


def test_a_photograph_of_a_file_reads_that_file(ville):
    with CaptureQueriesContext(connection) as lues:
        assert len(photographier(ville[0])["lignes"]) == 7
    plan = plans_de(lues)
    assert entieres(plan, "document", "modification") == [], plan


def test_what_a_new_address_may_open_is_sought_in_its_household(ville, famille_martin, agent):
    """Whether something is known of its children's health."""
    famille_martin.camille.set_unusable_password()
    famille_martin.camille.save()
    with CaptureQueriesContext(connection) as lues:
        annoncer_adresse(famille_martin.foyer.responsables.get(), "avant@exemple.fr", par=agent)
    plan = plans_de(lues)
    assert "famille_document" in plan
    assert entieres(plan, "document") == [], plan


def test_what_waits_for_the_antivirus_has_an_index(ville, settings):
    settings.CLAMD = "tcp://127.0.0.1:1"
    with CaptureQueriesContext(connection) as lues:
        assert taches.relancer_analyses() == 0
    plan = plans_de(lues)
    assert "document_a_analyser" in plan, plan


def test_papers_are_looked_at_by_their_day(ville, monkeypatch):
    monkeypatch.setattr(cachets, "active", lambda: True)
    plan = cachets.a_lire().order_by("depose_le")[:10].explain()
    assert "document_par_date" in plan, plan
