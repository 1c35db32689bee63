"""The demo town's trésorerie: its files are true ones, and the régie reads them."""

import pytest

from famille.argent.regie.tresorerie.reponses import deposer_une_reponse
from famille.models import LigneReponse
from tests.famille.regie.tresorerie.scene import (
    PLUS_TARD,
    SCHEMAS,
    dette,
    envoyer,
    exiger_valide,
    tresorerie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to(PLUS_TARD, tick=False)


def test_before_any_bordereau_it_says_how_to_send_one(client):
    assert "Aucun bordereau n’attend" in client.get("/demo/tresorerie/").text
    for nom in ("acquit", "retour"):
        assert client.get(f"/demo/tresorerie/{nom}.xml").status_code == 404


def test_it_sends_one_titre_back_and_collects_another(client, famille_martin, voisin, regisseur):
    tresorerie()
    dettes = [dette(famille_martin.foyer, "42.50"), dette(voisin.foyer, "20.00")]
    bordereau = envoyer(*dettes, par=regisseur)
    accuse = client.get("/demo/tresorerie/acquit.xml").content
    assert accuse == client.get("/demo/tresorerie/acquit.xml").content
    deposer_une_reponse(accuse, "acquit.xml", par=regisseur)
    suivi = client.get("/demo/tresorerie/retour.xml").content
    deposer_une_reponse(suivi, "retour.xml", par=regisseur)
    assert not LigneReponse.objects.filter(suite="a-voir").exists()
    bordereau.refresh_from_db()
    assert bordereau.etat == "accepte"
    assert bordereau.titres.filter(refuse_le__isnull=False).count() == 1
    for une in dettes:
        une.refresh_from_db()
    assert sorted((une.soldee, une.au_tresor) for une in dettes) == [(False, False), (True, False)]
    if SCHEMAS.is_dir():
        exiger_valide(accuse, "Rev0/PES_V2_Acquit_Autonome_V2.xsd")
        exiger_valide(suivi, "RETOUR/Rev0/PES_Retour.xsd")
