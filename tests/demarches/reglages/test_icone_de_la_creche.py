"""The drawing of the crèche."""

from demarches.models import ReglageDemarche
from demarches.reglages.initiaux import creer_reglages


def test_a_new_town_has_it_at_once(db):
    creer_reglages(demo=False)
    assert ReglageDemarche.objects.get(code="place-en-creche").icone == "creche"
