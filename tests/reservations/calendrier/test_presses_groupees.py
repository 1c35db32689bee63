"""Presses that a slow network has gathered: one request, in their order, each with its truth."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reservations.calendrier import actions
from reservations.calendrier.vues import PRESSES_MAX
from reservations.models import LignePanier, Places
from tests.outils.lisible import lisible
from tests.reservations import outils
from tests.reservations.calendrier.scene import CHOISIR, panier, valeur
from tests.reservations.moteur.scene import creer_centre

pytestmark = pytest.mark.django_db
MATIN, SOIR, TROP_TARD = "2026-12-09-matin", "2026-12-09-apres-midi", "2026-12-01-matin"


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(outils.MAINTENANT, tick=False)


@pytest.fixture
def centre(famille_martin):
    return creer_centre(famille_martin)


@pytest.fixture
def camille(famille_martin, connecter):
    return connecter(famille_martin.camille)


def presser(client, *choix, htmx=True):
    return client.post(CHOISIR, {"choix": choix}, headers={"HX-Request": "true"} if htmx else {})


def test_each_is_done_in_its_order_and_comes_back_as_it_is(famille_martin, camille, centre):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    reponse = presser(
        camille,
        valeur(famille_martin, lea, centre, MATIN),
        valeur(famille_martin, hugo, centre, SOIR),
        valeur(famille_martin, lea, centre, SOIR),
        valeur(famille_martin, lea, centre, MATIN, "retirer"),
    )
    assert panier() == {(hugo.pk, SOIR): "reserver", (lea.pk, SOIR): "reserver"}
    html = reponse.text
    presses = dict(
        re.findall(r'<button class="cal-b[^>]*value="([^"]+)"[^>]*aria-pressed="(\w+)"', html)
    )
    assert presses[valeur(famille_martin, lea, centre, SOIR, "retirer")] == "true"
    assert presses[valeur(famille_martin, lea, centre, MATIN, "reserver")] == "false"
    assert "2 modifications" in lisible(html)
    assert html.count("autofocus") == 1, "the last one pressed"


def test_of_several_each_refusal_says_whose_it_is(famille_martin, camille, centre):
    outils.creer_creneau(centre, date(2026, 12, 1))
    lea, hugo = famille_martin.lea, famille_martin.hugo
    html = presser(
        camille,
        valeur(famille_martin, lea, centre, TROP_TARD),
        valeur(famille_martin, hugo, centre, MATIN),
    ).text
    assert panier() == {(hugo.pk, MATIN): "reserver"}
    dit = "Léa, La Pingaudière, matin : La réservation était possible jusqu’au mardi 24 novembre"
    assert f"Mardi 1er décembre, {dit}" in lisible(html)


def test_one_that_is_not_mine_leaves_all_undone(famille_martin, voisin, camille, centre):
    siens = valeur(voisin, voisin.sami, centre, MATIN)
    presse = valeur(famille_martin, famille_martin.lea, centre, MATIN)
    assert presser(camille, presse, siens).status_code == 404
    assert presser(camille, presse, "x").status_code == 404
    assert panier() == {}


def test_no_request_holds_more_than_a_hand_makes(famille_martin, camille, centre):
    presse = valeur(famille_martin, famille_martin.lea, centre, MATIN)
    assert presser(camille, *[presse] * (PRESSES_MAX + 1)).status_code == 404
    assert panier() == {}
    assert presser(camille, *[presse] * PRESSES_MAX).status_code == 200


def test_one_that_comes_twice_is_done_in_its_order(famille_martin, camille, centre):
    lea = famille_martin.lea
    presser(
        camille,
        valeur(famille_martin, lea, centre, SOIR),
        valeur(famille_martin, lea, centre, MATIN),
        valeur(famille_martin, lea, centre, MATIN, "retirer"),
    )
    assert panier() == {(lea.pk, SOIR): "reserver"}


def test_a_basket_that_is_full_takes_those_that_it_can(
    famille_martin, camille, centre, monkeypatch
):
    monkeypatch.setattr(actions, "LIGNES_MAX", 1)
    lea, hugo = famille_martin.lea, famille_martin.hugo
    html = presser(
        camille,
        valeur(famille_martin, lea, centre, MATIN),
        valeur(famille_martin, hugo, centre, MATIN),
    ).text
    assert panier() == {(lea.pk, MATIN): "reserver"}
    assert "Hugo, La Pingaudière, matin : Votre demande compte déjà" in lisible(html)


def test_the_last_place_is_not_promised_twice(famille_martin, camille, centre):
    Places.objects.filter(creneau__jour=date(2026, 12, 9)).update(capacite=1)
    lea, hugo = famille_martin.lea, famille_martin.hugo
    presser(
        camille,
        valeur(famille_martin, lea, centre, MATIN),
        valeur(famille_martin, hugo, centre, MATIN),
    )
    assert panier() == {(lea.pk, MATIN): "reserver"}


def test_six_are_read_and_judged_as_one(famille_martin, camille, centre):
    lea, hugo = famille_martin.lea, famille_martin.hugo
    choix = [
        valeur(famille_martin, enfant, centre, bloc)
        for enfant in (lea, hugo)
        for bloc in (MATIN, SOIR, "2026-12-16-matin")
    ]
    presser(camille, choix[0])  # what a process keeps is read
    requetes = []
    for presses in (choix[:1], choix):
        LignePanier.objects.all().delete()
        with CaptureQueriesContext(connection) as lues:
            presser(camille, *presses)
        assert len(panier()) == len(presses)
        requetes.append(len(lues))
    une, six = requetes
    assert six == une
