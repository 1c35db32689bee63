"""Taking back a decision, as the desk offers it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from demarches.actions import rejeter
from demarches.bureau import urls_de
from demarches.models import Demande
from tests.demarches.bureau.test_annulation import relire
from tests.demarches.essai import deposee

pytestmark = pytest.mark.django_db
Statut = Demande.Statut


def annulation(demande):
    return reverse("demandes_modeladmin_annuler", args=[demande.pk])


def test_the_screen_offers_to_take_back_and_does_it(
    temps, connecter, agent, demarche, famille_martin
):
    bureau = connecter(agent)
    demande = deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00231")
    rejet = rejeter(demande, par=agent, motif="Trop ancien.")
    texte = bureau.get(urls_de(demande)).text
    assert "Possible jusqu’à 12\u00a0h\u00a010" in texte
    reponse = bureau.post(annulation(demande), {"vu": rejet.pk}, follow=True)
    assert "Décision annulée : la demande est de nouveau à traiter" in reponse.text
    assert "Décision annulée par Sophie Renard" in reponse.text
    assert "Raison du rejet</h2>" not in reponse.text
    assert "Annuler cette décision" not in reponse.text


@pytest.mark.parametrize(
    ("secondes", "statut", "dit"),
    [(599, Statut.EN_ATTENTE, "Décision annulée"), (600, Statut.REJETEE, "le délai est passé")],
)
def test_a_screen_left_open_takes_back_until_the_last_second(
    temps, connecter, agent, demarche, famille_martin, secondes, statut, dit
):
    bureau = connecter(agent)
    demande = deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00231")
    rejet = rejeter(demande, par=agent, motif="Trop ancien.")
    temps.shift(timedelta(seconds=secondes))
    assert dit in bureau.post(annulation(demande), {"vu": rejet.pk}, follow=True).text
    assert relire(demande).statut == statut


def test_a_second_press_says_that_it_is_done(temps, connecter, agent, demarche, famille_martin):
    bureau = connecter(agent)
    demande = deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00231")
    rejet = rejeter(demande, par=agent, motif="Trop ancien.")
    bureau.post(annulation(demande), {"vu": rejet.pk})
    assert "l’est déjà" in bureau.post(annulation(demande), {"vu": rejet.pk}, follow=True).text
    assert demande.passages.count() == 3


def test_a_colleague_is_not_offered_to_take_it_back(
    temps, connecter, agent, collegue, demarche, famille_martin
):
    bureau = connecter(collegue)
    demande = deposee(famille_martin.foyer, famille_martin.camille, "D-2026-00231")
    rejeter(demande, par=agent, motif="Trop ancien.")
    assert "Annuler cette décision" not in bureau.get(urls_de(demande)).text
