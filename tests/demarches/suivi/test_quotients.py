"""A quotient that a family has sent and that is looked at: said where none is known."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demarches.actions import demander_complement, valider
from demarches.reglages.initiaux import creer_reglages
from tests.demarches.catalogue.test_quotient_familial import connu, envoyee
from tests.outils.lisible import lisible


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def reglages(db):
    creer_reglages(demo=True)


def test_the_page_of_the_family_says_that_one_is_looked_at(
    famille_martin, reglages, agent, connecter
):
    """Before, it said that none was known, and asked for it again."""
    camille, famille = connecter(famille_martin.camille), reverse("famille:famille")
    page = lisible(camille.get(famille).text)
    assert "Nous n’en connaissons aucun." in page
    demande = envoyee(famille_martin)
    lien = reverse("demarches:demande", args=[demande.pk])
    page = lisible(camille.get(famille).text)
    assert f"Votre demande {demande.numero}, reçue le 25 novembre 2026, est à l’étude." in page
    assert f'href="{lien}">Voir ma demande' in page
    assert "Nous n’en connaissons aucun." not in page
    assert "Le déclarer" not in page
    assert "adressez votre attestation" not in page
    demander_complement(
        demande, par=agent, etapes=["justificatif"], message="Floue.", limite=date(2026, 12, 5)
    )
    page = lisible(camille.get(famille).text)
    assert f'attend un complément. <a href="{lien}">La compléter' in page


def test_the_dashboard_says_it_too_where_none_is_known(
    famille_martin, voisin, reglages, agent, connecter
):
    camille, tableau = connecter(famille_martin.camille), reverse("famille:tableau_de_bord")
    camille.get(tableau)  # once, for what is kept between requests
    with CaptureQueriesContext(connection) as avant:
        assert "· quotient inconnu" in lisible(camille.get(tableau).text)
    demande = envoyee(famille_martin)
    with CaptureQueriesContext(connection) as apres:
        assert "· quotient à l’étude" in lisible(camille.get(tableau).text)
    assert len(apres) <= len(avant)
    demander_complement(
        demande, par=agent, etapes=["justificatif"], message="Floue.", limite=date(2026, 12, 5)
    )
    assert "· quotient à compléter" in lisible(camille.get(tableau).text)
    connu(famille_martin, debut=date(2026, 1, 1), fin=None)
    assert "· quotient 842" in lisible(camille.get(tableau).text)
    assert "· quotient inconnu" in lisible(connecter(voisin.nadia, Client()).get(tableau).text)


def test_once_decided_or_of_a_neighbour_no_quotient_is_looked_at(
    famille_martin, voisin, reglages, agent, connecter
):
    demande = envoyee(famille_martin)
    famille = reverse("famille:famille")
    assert "est à l’étude" not in lisible(connecter(voisin.nadia, Client()).get(famille).text)
    valider(demande, par=agent)
    page = lisible(connecter(famille_martin.camille).get(famille).text)
    assert "est à l’étude" not in page
    assert "842" in page
