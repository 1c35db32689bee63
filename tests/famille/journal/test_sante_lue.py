"""A child's health record on the agents' screen: its own right, and each reading told to his
parents (D10)."""

from datetime import date

import pytest
from django.urls import reverse

from famille.dossier.foyers.bureau import url_du_foyer
from famille.models import Consultation, FicheSanitaire, Foyer, Rattachement

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def un_mercredi(time_machine):
    time_machine.move_to("2026-11-25 10:00+01:00", tick=False)


@pytest.fixture
def adresse(famille_martin):
    FicheSanitaire.objects.create(
        enfant=famille_martin.lea, allergies="Arachide", valable_jusqu_au=date(2027, 8, 31)
    )
    return reverse("foyers_modeladmin_sante", args=[famille_martin.lea.rattachements.get().pk])


@pytest.mark.parametrize("qui", ["agent", "directrice", "redactrice", "administrateur"])
def test_without_the_right_nobody_reads_it(connecter, request, adresse, qui):
    reponse = connecter(request.getfixturevalue(qui)).get(adresse)
    assert reponse.status_code == 302
    assert not Consultation.objects.exists()


def test_the_right_to_health_alone_opens_no_household(connecter, directrice, adresse):
    directrice.groups.add(*directrice.groups.model.objects.filter(name="Santé des enfants"))
    assert connecter(directrice).get(adresse).status_code == 302


def test_a_reading_is_told_in_each_home_with_its_child(
    connecter, habilitee, famille_martin, adresse
):
    autre = Foyer.objects.create(numero="2026-00999", nom="Delorme")
    Rattachement.objects.create(
        enfant=famille_martin.lea, foyer=autre, garde="alternee", debut=date(2022, 1, 1)
    )
    reponse = connecter(habilitee).get(adresse)
    assert "Arachide" in reponse.content.decode()
    lues = Consultation.objects.order_by("foyer__numero").values_list(
        "foyer__nom", "quoi", "sante_de", "par"
    )
    assert list(lues) == [
        ("Martin", "fiche sanitaire de Léa", famille_martin.lea.pk, habilitee.pk),
        ("Delorme", "fiche sanitaire de Léa", famille_martin.lea.pk, habilitee.pk),
    ]


def test_the_file_leads_to_it_for_whoever_may(connecter, agent, habilitee, famille_martin, adresse):
    dossier = url_du_foyer(famille_martin.foyer, "famille")
    assert adresse in connecter(habilitee).get(dossier).content.decode()
    habilitee.groups.remove(*habilitee.groups.filter(name="Santé des enfants"))
    assert adresse not in connecter(agent).get(dossier).content.decode()
