"""The services that a household is billed are those of its mandate, unless it says otherwise."""

import pytest
from django.urls import reverse

from demarches.actions import commencer, deposer
from demarches.models import Demande
from tests.demarches.outils import Navigateur, principal
from tests.demarches.prelevement import CODE, remplir
from tests.famille.facturation import facturer


@pytest.fixture
def factures(famille_martin):
    """The Martins are billed for the canteen, and for nothing else."""
    return facturer(famille_martin.foyer, "4.20")


def prelever(client, famille, services=()):
    reponse = client.post(reverse("demarches:presentation", args=[CODE]))
    demande = Demande.objects.latest("cree_le")
    return reponse.url, Navigateur(client, demande)


def services_de(demande):
    return demande.demarche.donnees(demande)["services"]["services"]


def test_the_services_already_billed_are_taken_and_said(
    connecter,
    famille_martin,
    reglages,
    factures,
):
    client = connecter(famille_martin.camille)
    suite, camille = prelever(client, famille_martin)
    assert suite.endswith("/compte/"), "the services are not asked"
    page = principal(client.get(suite))
    assert "Nous avons repris les services que nous vous facturons." in page
    changer = camille.adresse("services")
    assert f'href="{changer}"' in client.get(suite).text
    pris = services_de(camille.demande)
    assert pris == sorted({ligne.service for ligne in factures.lignes.all()})


def test_they_can_be_changed_and_are_then_no_longer_said(
    connecter,
    famille_martin,
    reglages,
    factures,
):
    client = connecter(famille_martin.camille)
    suite, camille = prelever(client, famille_martin)
    camille.poster("services", {"services": ["creche"]})
    assert services_de(camille.relue()) == ["creche"]
    assert "Nous avons repris" not in principal(client.get(suite))
    remplir(camille, services=["creche"])
    assert deposer(camille.relue(), par=famille_martin.camille).numero


def test_who_is_billed_nothing_is_asked(connecter, famille_martin, reglages):
    suite, _camille = prelever(connecter(famille_martin.camille), famille_martin)
    assert suite.endswith("/services/")


def test_an_agent_at_the_counter_is_asked(famille_martin, agent, reglages, factures):
    demande = commencer(CODE, foyer=famille_martin.foyer, par=agent, canal=Demande.Canal.GUICHET)
    assert demande.avancement.etape == "services"
    assert demande.saisie == {}
