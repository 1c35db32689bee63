"""The demo town's bank: its file is a true one, and the régie reads it."""

from datetime import date

import pytest
from lxml import etree

from famille.argent.prelevement.remises import (
    preparer_remise,
    telecharger_remise,
    transmettre_remise,
)
from famille.argent.regie.banque.actions import appliquer, deposer
from famille.models import LigneBancaire
from tests.famille.facturation import facturer
from tests.famille.regie.banque.test_messages import BANQUE, avec_les_contrats
from tests.famille.regie.scene import PUBLIE_LE, a_prelever, creancier

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


def test_before_any_remise_it_says_how_to_make_one_and_has_transfers_only(
    client, famille_martin, agent
):
    creancier()
    due = facturer(famille_martin.foyer, "42.50")
    assert "aucune remise" in client.get("/demo/banque/").text
    depot = deposer(client.get("/demo/banque/avis.xml").content, "avis.xml", par=agent)
    [ligne] = LigneBancaire.objects.all()
    assert (ligne.nature, ligne.etat) == ("virement", "sure")
    appliquer(depot.nouveaux[0], par=agent)
    due.refresh_from_db()
    assert due.soldee


@pytest.fixture
def avis(client, famille_martin, agent):
    """Its file, when it has a remise."""
    a_prelever(famille_martin.foyer, "20.00")
    facturer(famille_martin.foyer, "10.00")
    remise = preparer_remise(date(2026, 12, 28), par=agent)
    telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    assert remise.numero in client.get("/demo/banque/").text
    return client.get("/demo/banque/avis.xml").content


def test_what_it_refuses_and_receives_is_read_by_the_regie(avis, agent):
    deposer(avis, "avis.xml", par=agent)
    lues = {(une.nature, une.etat, une.code) for une in LigneBancaire.objects.all()}
    assert lues == {("rejet", "sure", "AM04"), ("virement", "sure", "")}


@avec_les_contrats
def test_its_file_is_valid_by_the_official_schema(avis):
    schema = etree.XMLSchema(etree.parse(BANQUE / "xsd" / "camt.054.001.08.xsd"))
    schema.assertValid(etree.fromstring(avis))
