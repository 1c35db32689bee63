"""Invoices on a phone, from a line that is asked about to a receipt; and an agent's billing run.
axe on each state."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from famille.models import Facture, Fil, Paiement, QuotientFamilial
from reservations.facturation.actions import publier_ce_qui_est_retenu
from reservations.models import CampagneFacturation, Reservation
from reservations.regles.juge import Moment
from tests.famille.facturation import facturer, ligne
from tests.navigateur import pas
from tests.navigateur.conftest import (
    BUREAU,
    PETIT,
    verifier_accessibilite,
    verifier_sans_debordement,
)
from tests.reservations import outils
from tests.reservations.payeurs.outils import droit, payeur
from tests.reservations.tarifs.test_prix import creer_grille


def vu(page):
    verifier_sans_debordement(page)
    verifier_accessibilite(page)


def facturer_deux_mois(famille):
    jour = timezone.localdate()
    lignes = [
        ligne("12.50", enfant=famille.lea, jour=jour),
        ligne("4.20", enfant=famille.hugo, jour=jour),
    ]
    return [
        facturer(famille.foyer, lignes=lignes, jour=jour),
        facturer(famille.foyer, "7.50", jour=jour),
    ]


@pytest.mark.usefixtures("pages")
def test_two_invoices_are_read_asked_about_given_up_once_then_paid(ouvrir, famille_martin, payfip):
    premiere, _seconde = facturer_deux_mois(famille_martin)
    page = ouvrir(PETIT, chez=payfip.adresse)
    pas.se_connecter(page, famille_martin.camille)
    page.goto("/mes-factures/")
    expect(page.get_by_text("24,20 €")).to_be_visible()
    vu(page)
    page.get_by_role("link", name=premiere.numero).click()
    _poser_une_question(page, premiere)
    _payer(page, "Abandonner")
    expect(page.get_by_role("heading", name="Vous n’avez pas été débité")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Recommencer le paiement").click()
    page.get_by_role("button", name="Payer 24,20 €").click()
    _repondre(page, "Payer par carte")
    expect(page.get_by_role("heading", name="Votre paiement est enregistré")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Voir le reçu").click()
    expect(page.get_by_text("Montant payé")).to_be_visible()
    vu(page)
    page.goto("/mes-factures/")
    expect(page.get_by_text("Tout est payé")).to_be_visible()
    vu(page)
    assert Paiement.objects.filter(etat="paye").count() == 1


def _poser_une_question(page, facture):
    page.locator("summary", has_text="12,50 €").click()
    ouverte = page.locator("details[open]", has_text="12,50 €")
    expect(ouverte.get_by_text("Tarif B.")).to_be_visible()
    vu(page)
    ouverte.get_by_role("link", name="Poser une question sur cette ligne").click()
    page.get_by_label("Votre question").press("Control+End")
    page.get_by_label("Votre question").type("Léa était malade.")
    vu(page)
    page.get_by_role("button", name="Envoyer ma question").click()
    expect(page.get_by_text("Votre question est envoyée")).to_be_visible()
    assert Fil.objects.get().origine == facture.numero


def _payer(page, choix):
    page.goto("/mes-factures/")
    page.get_by_role("button", name="Payer les factures cochées").click()
    expect(page.get_by_role("heading", name="Vérifier avant de payer")).to_be_visible()
    vu(page)
    page.get_by_role("button", name="Payer 24,20 €").click()
    _repondre(page, choix)


def _repondre(page, choix):
    """On the provider's own page."""
    page.get_by_role("button", name=choix).click()
    page.get_by_role("link", name="Revenir au portail").click()


@pytest.mark.usefixtures("pages")
def test_a_family_that_the_caf_helps_pays_the_rest(ouvrir, famille_martin, payfip):
    lea, jour = famille_martin.lea, timezone.localdate()
    bon = droit(payeur(), famille_martin.foyer, enfant=lea, par_jour=8, plafond=100)
    parts = [{"qui": "CAF de l’Indre", "quoi": bon.quoi, "montant": "8.00"}]
    une = replace(
        ligne("4.50", enfant=lea, jour=jour, source="bloc:1"),
        prix_unitaire=Decimal("12.50"),
        calcul={"phrases": ["Tarif B."], "parts": parts},
        parts=((bon.pk, {jour: Decimal("8.00")}),),
    )
    facture = facturer(famille_martin.foyer, lignes=[une], jour=jour)
    page = ouvrir(PETIT, chez=payfip.adresse)
    pas.se_connecter(page, famille_martin.camille)
    page.goto(f"/mes-factures/{facture.numero}/")
    page.locator("details.pf-factures-ligne summary").click()
    expect(page.get_by_text("12,50 € − 8,00 € = 4,50 €")).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Mes aides").click()
    expect(page.get_by_text("92,00 €")).to_be_visible()  # of its 100 €
    vu(page)
    page.goto("/mes-factures/")
    page.get_by_role("button", name="Payer les factures cochées").click()
    page.get_by_role("button", name="Payer 4,50 €").click()
    _repondre(page, "Payer par carte")
    expect(page.get_by_role("heading", name="Votre paiement est enregistré")).to_be_visible()
    assert Facture.objects.get().soldee


@pytest.mark.usefixtures("pages")
def test_an_agent_bills_a_month(ouvrir, famille_martin, agent):
    outils.creer_calendrier()
    activite = outils.creer_activite()
    creer_grille(activite)
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=800, debut=date(2026, 1, 1))
    mois = (timezone.localdate().replace(day=1) - timezone.timedelta(days=1)).replace(day=1)
    creneau = outils.creer_creneau(activite, mois, Moment.MATIN)
    Reservation.objects.create(
        foyer=famille_martin.foyer, enfant=famille_martin.lea, creneau=creneau, presence="present"
    )
    page = ouvrir(BUREAU)
    pas.enroler(agent)
    pas.se_connecter(page, agent)
    pas.donner_le_code(page)
    page.goto("/gestion/reservations/campagnes/")
    vu(page)
    page.get_by_role("link", name="Facturer un mois").click()
    vu(page)
    page.get_by_role("button", name="Calculer les brouillons").click()
    expect(page.get_by_text("À vérifier").first).to_be_visible()
    vu(page)
    page.get_by_role("link", name="Publier 1 facture…").click()
    vu(page)
    page.get_by_role("button", name="Publier 1 facture et prévenir les familles").click()
    expect(page.get_by_text("Les factures seront publiées")).to_be_visible()
    vu(page)
    CampagneFacturation.objects.update(publiee_apres=timezone.now())
    assert publier_ce_qui_est_retenu() == 1
    page.reload()
    expect(page.get_by_text(Facture.objects.get().numero)).to_be_visible()
    vu(page)
