"""The payments of the demo town: a page of the portal, whose end one chooses, and the portal learns
of it as it would from PayFiP."""

from decimal import Decimal

import pytest
from django.urls import reverse

from demo.paiement import PaiementDeDemonstration
from famille import actions
from famille.argent.paiement.fournisseur import fournisseur
from famille.models import Facture, Paiement
from famille.regles.paiement import EtatReponse
from portail.checks import paiement_bien_regle
from portail.settings.paiement import de_demonstration
from tests.famille.facturation import facturer

pytestmark = pytest.mark.django_db
Etat = Paiement.Etat


@pytest.fixture
def ouvert(settings, famille_martin):
    """A payment of 12.50 euros, at the door of the demo's bank."""
    settings.PAIEMENT = de_demonstration()
    facture = facturer(famille_martin.foyer, "12.50")
    ouvert = actions.ouvrir_paiement(famille_martin.foyer, [facture.pk], par=famille_martin.camille)
    ouvert.page = actions.demander_au_fournisseur(
        ouvert, courriel="c@exemple.fr", retour="https://x/r/", notification="https://x/n"
    )
    ouvert.refresh_from_db()
    return ouvert


def relu(paiement):
    return Paiement.objects.get(pk=paiement.pk).etat


def test_the_page_says_that_no_money_is_taken_and_shows_what_is_paid(client, ouvert):
    html = client.get(ouvert.page).content.decode()
    assert "Démonstration : aucun argent n’est débité" in html
    assert "12,50" in html
    assert ouvert.reference in html
    assert "csrfmiddlewaretoken" in html


def test_what_is_paid_there_is_learnt_at_once_and_paid_once(client, ouvert):
    html = client.post(ouvert.page, {"choix": "P"}).content.decode()
    assert f'href="https://x/r/?idop={ouvert.identifiant}"' in html
    assert relu(ouvert) == Etat.PAYE
    assert not Facture.objects.a_payer().exists()
    deja = client.post(ouvert.page, {"choix": "R"})
    assert (deja.status_code, "déjà été fait" in deja.content.decode()) == (404, True)
    assert relu(ouvert) == Etat.PAYE


@pytest.mark.parametrize(("choix", "etat"), [("R", Etat.REFUSE), ("A", Etat.ABANDONNE)])
def test_one_who_is_refused_or_gives_up_may_try_again_there(client, ouvert, choix, etat):
    client.post(ouvert.page, {"choix": choix})
    assert relu(ouvert) == etat
    client.post(ouvert.page, {"choix": "V"})
    assert relu(ouvert) == Etat.PAYE


def test_a_notification_that_is_lost_leaves_the_portal_to_ask(client, ouvert):
    client.post(ouvert.page, {"choix": "P", "notification": "perdue"})
    assert relu(ouvert) == Etat.OUVERT
    assert actions.interroger_paiement(ouvert) == Etat.PAYE


def test_one_who_leaves_decides_nothing(client, ouvert):
    assert "Rien n’est décidé" in client.post(ouvert.page, {"choix": "rien"}).content.decode()
    assert fournisseur().interroger(ouvert.identifiant).etat is EtatReponse.EN_COURS


def test_what_it_never_opened_it_does_not_know(client, ouvert):
    inconnue = "00000000-0000-4000-8000-000000000000"
    assert fournisseur().interroger(inconnue).etat is EtatReponse.INCONNU
    assert client.get(reverse("demo:paiement", args=[inconnue])).status_code == 404
    assert fournisseur().identifiant_notifie({"idop": "../x"}) == ""
    assert fournisseur().identifiant_notifie({"idop": ouvert.identifiant}) == ouvert.identifiant


def test_it_holds_the_portal_to_what_a_true_one_asks(ouvert):
    with pytest.raises(ValueError, match="montant"):
        fournisseur().demander(
            reference="PF0000001",
            montant=Decimal("0.50"),
            courriel="c@exemple.fr",
            objet="Cantine",
            exercice=2026,
            url_retour="https://x/r",
            url_notification="https://x/n",
        )


def test_outside_of_the_demo_it_is_not_made(settings):
    settings.DEMO = False
    with pytest.raises(RuntimeError):
        PaiementDeDemonstration()


def test_it_has_no_option(settings):
    settings.PAIEMENT = de_demonstration()
    assert paiement_bien_regle(None) == []
    settings.PAIEMENT = de_demonstration() | {"mode": "W"}
    assert paiement_bien_regle(None)[0].id == "portail.E003"
