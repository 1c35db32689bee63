"""What the provider's server says of a payment is a reason to ask it, never an answer: once however
often it says it, and never lost."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from famille import actions, taches
from famille.models import Paiement
from tests.famille.facturation import Prestataire
from tests.famille.paiement.scene import relu

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
Etat = Paiement.Etat


@pytest.fixture
def notifier(client, monkeypatch):
    """notifier(paiement, **more): what the provider's server posts. Its tasks run at once;
    `.taches` lists them."""

    def _notifier(paiement, **donnees):
        assert (
            client.post(
                reverse("notification_paiement"), {"idop": paiement.identifiant} | donnees
            ).status_code
            == 200
        )

    def courir(nom, pk):
        _notifier.taches.append(pk)
        return taches.interroger_paiement(pk)

    _notifier.taches = []
    monkeypatch.setattr("famille.argent.paiement.vues.confier", courir)
    return _notifier


def test_a_notification_only_makes_us_ask(notifier, ouvert, time_machine):
    notifier(ouvert, resultrans="P")
    assert relu(ouvert).etat == Etat.OUVERT
    Prestataire.repond(ouvert.identifiant, "paye")
    time_machine.shift(timedelta(seconds=11))
    notifier(ouvert)
    assert relu(ouvert).etat == Etat.PAYE


def test_a_hundred_notifications_are_one_task_and_one_question(notifier, ouvert):
    for _ in range(100):
        notifier(ouvert)
    assert notifier.taches == [ouvert.pk]
    assert Prestataire.questions == 1


def test_a_true_notification_among_many_is_asked_about_at_the_next_turn(notifier, ouvert):
    """The first ones were noise; the provider knows the result by the last, and nothing else will
    tell."""
    Paiement.objects.update(prochaine_question_le=None)
    notifier(ouvert)
    Prestataire.repond(ouvert.identifiant, "paye")
    notifier(ouvert)
    assert relu(ouvert).etat == Etat.OUVERT
    assert actions.relancer_paiements(timezone.now()) == 1
    assert relu(ouvert).etat == Etat.PAYE
    assert Prestataire.questions == 2
    actions.relancer_paiements(timezone.now())
    assert Prestataire.questions == 2


def test_one_that_comes_while_the_question_is_put_is_asked_about_again(
    notifier, ouvert, monkeypatch
):
    vraie = Prestataire.interroger

    def pendant(prestataire, identifiant):
        reponse = vraie(prestataire, identifiant)
        if Prestataire.questions == 1:
            notifier(ouvert)
        return reponse

    monkeypatch.setattr(Prestataire, "interroger", pendant)
    notifier(ouvert)
    assert relu(ouvert).notifie_le is not None
    actions.relancer_paiements(timezone.now())
    assert (Prestataire.questions, relu(ouvert).notifie_le) == (2, None)


def test_one_that_the_provider_cannot_explain_yet_is_not_lost(notifier, ouvert):
    Paiement.objects.update(prochaine_question_le=None)
    Prestataire.en_panne = True
    notifier(ouvert)
    assert actions.relancer_paiements(timezone.now()) == 0
    Prestataire.en_panne = False
    Prestataire.repond(ouvert.identifiant, "paye")
    assert actions.relancer_paiements(timezone.now()) == 1
    assert relu(ouvert).etat == Etat.PAYE


def test_what_is_paid_is_not_asked_about_again_whoever_notifies(notifier, ouvert):
    Prestataire.repond(ouvert.identifiant, "paye")
    notifier(ouvert)
    cache.clear()
    notifier(ouvert)
    assert (Prestataire.questions, relu(ouvert).notifie_le) == (1, None)


def test_a_forged_notification_does_nothing(client, ouvert):
    assert client.post(reverse("notification_paiement"), {"idop": "unknown"}).status_code == 200
    assert relu(ouvert).etat == Etat.OUVERT
