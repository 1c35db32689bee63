"""Several workers sweep the waiting summaries at once: each submission is mailed once."""

import pytest

from famille.models import Courriel
from reservations import taches
from reservations.models import DemandeReservation
from tests.reservations import outils
from tests.reservations.courses import en_meme_temps
from tests.reservations.moteur.scene import creer_centre, ligne, reserver

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=True)


def test_workers_together_write_each_mail_once(famille_martin):
    centre = creer_centre(famille_martin)
    for enfant in (famille_martin.lea, famille_martin.hugo):
        for bloc in ("2026-12-09-matin", "2026-12-16-matin"):
            reserver(famille_martin, ligne(enfant, centre, bloc))
    Courriel.objects.all().delete()
    DemandeReservation.objects.update(recapitulatif_le=None)
    bilan = en_meme_temps([taches.envoyer_recapitulatifs] * 16)
    assert bilan.erreurs == []
    assert sum(bilan.reponses.values()) == 4
    assert Courriel.objects.count() == 4
