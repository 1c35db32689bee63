"""docs/etendre/une_demarche.md, followed to the letter, adds a démarche by one file.

What the page adds goes through every test of the catalogue, with the others (marche.CODES); here,
what is its own.
"""

import pytest

from demarches import catalogue
from demarches.actions import valider
from famille.models import Fil
from famille.socle.erreurs import Refus
from reservations.models import Reservation
from tests.demarches.documentee import CODE, catalogue_avec

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
attestation = pytest.mark.parametrize("parent", [CODE], indirect=True)


@attestation
def test_the_page_adds_the_attestation_in_one_file(envoyee, agent, connecter, famille_martin):
    valider(envoyee, par=agent)
    page = connecter(famille_martin.camille).get(f"/mes-messages/{Fil.objects.get().pk}/").text
    assert (
        "Nous attestons la présence de Léa Martin, du 1er septembre 2026 au 25 novembre 2026"
        in page
    )
    assert "La Pingaudière · Accueil de loisirs : 1 jour." in page
    assert "Sophie Renard, gestionnaire des dossiers familles" in page


@attestation
@pytest.mark.parametrize(
    ("dates", "phrase"),
    [
        ({"debut": "01/09/2026", "fin": "26/11/2026"}, "Une attestation dit des jours passés"),
        ({"debut": "20/11/2026", "fin": "19/11/2026"}, "Une attestation dit des jours passés"),
        (
            {"debut": "01/09/2026", "fin": "10/11/2026"},
            "Aucune présence n’est notée entre ces dates",
        ),
    ],
    ids=["tomorrow", "the end before the beginning", "days when the child did not come"],
)
def test_its_page_refuses_what_cannot_be_attested(parent, dates, phrase):
    assert phrase in parent.poster("periode", dates | {"pour": "la CAF"}).text


@attestation
def test_a_presence_taken_away_meanwhile_undoes_the_validation(envoyee, agent):
    Reservation.objects.update(presence=Reservation.Presence.ABSENT)
    with pytest.raises(Refus, match="ne sont plus notées"):
        valider(envoyee, par=agent)
    assert not Fil.objects.exists()


def test_a_file_that_declares_nothing_is_told_at_once():
    with (
        catalogue_avec("vide", ""),
        pytest.raises(TypeError, match="must define one subclass of Demarche"),
    ):
        catalogue.toutes()
