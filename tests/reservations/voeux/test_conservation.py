"""Wishes go when their own period is over; what was published of the draw stays, of nobody."""

from datetime import date

import pytest
import time_machine
from django.core.management import call_command
from django.urls import reverse

from famille.models import ReglageConservation
from famille.mouvements.donnees.purge import purger
from reservations.models import DeclarationDePriorite, EnfantDeListe, ListeDeVoeux, VoeuDeListe
from reservations.voeux.actions import declarer_priorite
from tests.reservations import outils

from .scene import DEUX, calculer, creer_ouverture, demander, publier

pytestmark = pytest.mark.django_db


@pytest.fixture
def publiee(famille_martin, agent):
    """Published on 5 December 2026; the last day asked for is 27 January 2027."""
    with time_machine.travel(outils.MAINTENANT, tick=False):
        scene = creer_ouverture()
        outils.inscrire(famille_martin.lea, scene.activite)
        demander(scene, famille_martin, famille_martin.lea, blocs=DEUX[:1])
        declarer_priorite(famille_martin.foyer, "travail", par=famille_martin.camille)
        calculer(scene, agent)
        publier(scene, agent)
    ReglageConservation.objects.create(decidees_le=date(2026, 1, 1), voeux=12)
    return scene


def restent():
    modeles = (ListeDeVoeux, EnfantDeListe, VoeuDeListe, DeclarationDePriorite)
    return [modele.objects.count() for modele in modeles]


def test_wishes_go_a_year_after_their_days_and_priorities_after_their_end(publiee):
    for jour, comptes in (
        ("2028-01-27", [1, 1, 1, 1]),
        ("2028-02-01", [0, 0, 0, 1]),
        ("2028-09-01", [0, 0, 0, 0]),
    ):
        with time_machine.travel(f"{jour} 10:00+01:00", tick=False):
            purger()
        assert restent() == comptes


def test_the_published_draw_is_still_played_again(
    publiee, famille_martin, connecter, tmp_path, capsys
):
    with time_machine.travel("2028-02-01 10:00+01:00", tick=False):
        purger()
        client = connecter(famille_martin.camille)
        adresse = reverse("reservations:fichier_du_tirage", args=[publiee.ouverture.pk])
        reponse = client.get(adresse)
    fichier = tmp_path / "tirage.json"
    fichier.write_text(reponse.text)
    call_command("rejouer_tirage", fichier)
    assert "C’est le résultat publié." in capsys.readouterr().out
