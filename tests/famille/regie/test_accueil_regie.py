"""What waits for the régie, on the admin's home."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from famille.regie.bureau.accueil import PanneauRegie
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PUBLIE_LE, a_prelever

pytestmark = pytest.mark.django_db
JOUR = PUBLIE_LE.date()


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def regie(connecter, regisseur):
    return connecter(regisseur)


def test_the_home_of_the_regie_counts_what_waits_and_nobody_else_s_does(
    regie, famille_martin, connecter, agent
):
    accueil = reverse("wagtailadmin_home")
    assert "Rien n’attend la régie aujourd’hui." in regie.get(accueil).content.decode()
    a_prelever(famille_martin.foyer, jour=JOUR - timedelta(days=25))
    page = regie.get(accueil).content.decode()
    assert "<strong>1</strong> prélèvement à préparer sous 7 jours" in page
    assert "titre-panneau-regie" not in connecter(agent).get(accueil).content.decode()


@pytest.mark.parametrize("combien", [1, 30])
def test_what_waits_for_the_regie_is_counted_in_two_queries(
    famille_martin, regisseur, combien, django_assert_num_queries
):
    premiere = a_prelever(famille_martin.foyer, jour=JOUR - timedelta(days=25))
    for _rang in range(combien - 1):
        facturer(
            famille_martin.foyer,
            "10.00",
            jour=JOUR - timedelta(days=25),
            mandat=premiere.mandat_id,
        )
    panneau = PanneauRegie(SimpleNamespace(user=regisseur))
    assert panneau.visible(panneau.request)  # his rights are read
    with django_assert_num_queries(2):
        chiffres = panneau.get_context_data({})["chiffres"]
    assert chiffres["a_preparer"] == combien
