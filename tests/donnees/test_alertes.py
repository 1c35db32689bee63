"""What is kept of what telephones were told: copied for who was told, deleted with the mails that
say the same, encrypted under the town's key."""

from datetime import date

import pytest

from famille.models import Alerte, AppareilAlerte
from famille.mouvements.donnees import Lecteur, de_toutes
from famille.mouvements.donnees.rotation import COFFRES, restants, tourner
from tests.famille.alertes.test_envois import proposer

pytestmark = pytest.mark.django_db
VIEILLE = "une clé d’avant, longue et tirée au hasard 0123456789"


@pytest.fixture(autouse=True)
def _un_mardi(time_machine):
    time_machine.move_to("2026-12-01 10:00+01:00", tick=False)


@pytest.fixture
def prevenue(famille_martin, abonner_un_telephone):
    abonner_un_telephone(famille_martin.camille)
    proposer(famille_martin.camille)
    return famille_martin.camille


def lignes(code, compte):
    [tiroir] = [un for un in de_toutes("TIROIRS") if un.code == code]
    return list(tiroir.lire(Lecteur(compte, [])))


def test_a_copy_tells_ones_own_choices_devices_and_alerts(prevenue, voisin):
    for code, nombre in (("choix-d-alertes", 4), ("appareils-d-alertes", 1), ("alertes", 1)):
        assert len(lignes(code, prevenue)) == nombre
        assert lignes(code, voisin.nadia) == []


def test_an_alert_is_deleted_at_the_end_of_the_mails_period(prevenue):
    [poste] = [un for un in de_toutes("POSTES") if un.code == "alertes"]
    assert poste.duree == "courriels"
    assert poste.cles(date(2026, 12, 1)) == []
    assert poste.effacer(poste.cles(date(2026, 12, 2)), date(2026, 12, 2)) == 1
    assert not Alerte.objects.exists()


def test_the_key_of_what_is_kept_of_a_device_can_be_changed(prevenue, settings):
    [coffre] = [un for un in COFFRES if un.titre == "appareils d’alertes"]
    avant = AppareilAlerte.objects.get().abonnement
    settings.CLES_DE_CHIFFREMENT = [VIEILLE]
    assert restants(coffre) == 1
    assert tourner(coffre).tournees == 1
    assert restants(coffre) == 0
    assert AppareilAlerte.objects.get().abonnement == avant
