"""The portal and PayFiP together: a parent pays, the fake PayFiP answers over real SOAP and
notifies, or does not."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from famille.actions import relancer_paiements
from famille.models import Courriel, Facture, Paiement
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db
Etat = Paiement.Etat


@pytest.fixture
def ouvert(famille_martin, connecter, payfip):
    """An attempt of Camille's, her browser being on PayFiP's page."""
    cache.clear()  # when the page last asked PayFiP
    payfip.envoyer = lambda adresse, idop: Client(enforce_csrf_checks=True).post(
        urlsplit(adresse).path, {"idop": idop}
    )
    factures = [facturer(famille_martin.foyer, montant) for montant in ("12.50", "7.50")]
    reponse = connecter(famille_martin.camille).post(
        reverse("famille:payer"), {"facture": [facture.numero for facture in factures]}
    )
    paiement = Paiement.objects.get()
    assert reponse.url == paiement.adresse
    assert paiement.adresse.startswith(payfip.adresse)
    return paiement


def relu(paiement):
    return Paiement.objects.get(pk=paiement.pk)


def recus_envoyes():
    return Courriel.objects.filter(cle__contains="recu").count()


def test_a_form_may_lead_to_the_provider_and_nowhere_else(ouvert, client, payfip):
    facturer(ouvert.foyer, "3.00")
    politique = client.get(reverse("famille:payer"))["Content-Security-Policy"]
    assert f"form-action 'self' {payfip.adresse.removesuffix('/tpa')}" in politique


def test_a_notification_makes_the_portal_ask_and_a_second_one_changes_nothing(payfip, ouvert):
    payfip.choisir(ouvert.identifiant, "P", "doublee")
    assert relu(ouvert).etat == Etat.PAYE
    assert len(payfip.notifications) == 2
    assert recus_envoyes() == 1
    assert not Facture.objects.a_payer().exists()


@pytest.mark.parametrize(
    ("code", "etat"),
    [
        ("P", Etat.PAYE),
        ("V", Etat.PAYE),
        ("R", Etat.REFUSE),
        ("Z", Etat.REFUSE),
        ("A", Etat.ABANDONNE),
    ],
)
def test_the_return_alone_is_enough_by_get_or_by_post(payfip, ouvert, client, code, etat):
    payfip.choisir(ouvert.identifiant, code, "perdue")
    retour = urlsplit(payfip.registre.operations[ouvert.identifiant].demande["urlredirect"]).path
    etranger = Client(enforce_csrf_checks=True).post(retour, {"idop": ouvert.identifiant})
    assert client.get(etranger.url).status_code == 200
    assert relu(ouvert).etat == etat


def test_without_notification_nor_return_the_result_is_asked_again(payfip, ouvert, time_machine):
    payfip.choisir(ouvert.identifiant, "P", "perdue")
    time_machine.move_to(ouvert.ouvert_le + timedelta(minutes=1), tick=False)
    payfip.fermer()
    assert relancer_paiements(timezone.now()) == 0
    payfip.ouvrir()
    time_machine.shift(timedelta(minutes=4))
    assert relancer_paiements(timezone.now()) == 1
    assert relu(ouvert).etat == Etat.PAYE


@pytest.mark.parametrize(
    "mensonges", [{"montant": "100"}, {"montant": "x"}, {"refdet": "AUTRE1"}], ids=str
)
def test_what_does_not_match_goes_to_the_regisseur(payfip, ouvert, mensonges):
    payfip.programmer(mensonges=mensonges)
    payfip.choisir(ouvert.identifiant, "P")
    assert relu(ouvert).etat == Etat.A_VERIFIER
    assert Facture.objects.a_payer().count() == 2


def test_a_notification_about_a_payment_that_was_not_made_pays_nothing(payfip, ouvert):
    payfip.envoyer(reverse("notification_paiement"), ouvert.identifiant)
    payfip.envoyer(reverse("notification_paiement"), "00000000-0000-0000-0000-000000000000")
    assert relu(ouvert).etat == Etat.OUVERT


def test_payfip_down_gives_the_invoices_back_at_once(payfip, famille_martin, connecter):
    facture = facturer(famille_martin.foyer, "5.00")
    payfip.fermer()
    reponse = connecter(famille_martin.camille).post(
        reverse("famille:payer"), {"facture": facture.numero}
    )
    assert "Le service de paiement ne répond pas" in reponse.content.decode()
    payfip.ouvrir()
    reponse = connecter(famille_martin.camille).post(
        reverse("famille:payer"), {"facture": facture.numero}
    )
    assert reponse.url.startswith(payfip.adresse)
