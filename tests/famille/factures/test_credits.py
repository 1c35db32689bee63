"""What a household has paid beyond what it owes is deducted from its next invoice, once, and said
there."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.argent.factures.actions import corriger_facture
from famille.argent.factures.attestation_fiscale import garde_payee, total
from famille.dossier.papiers import moteur
from famille.models import Courriel, Facture, Imputation
from tests.famille.facturation import credit_de, facturer
from tests.famille.regie.scene import especes

pytestmark = pytest.mark.django_db
JANVIER = date(2027, 1, 6)


def test_the_next_invoice_is_first_paid_by_the_credit(trop_payee, famille_martin, agent):
    assert credit_de(famille_martin.foyer) == 15
    suivante = facturer(famille_martin.foyer, "20.00", par=agent, jour=JANVIER)
    trop_payee.refresh_from_db()
    suivante.refresh_from_db()
    assert (suivante.solde, trop_payee.solde) == (5, 0)
    assert credit_de(famille_martin.foyer) == 0
    encore = facturer(famille_martin.foyer, "20.00", par=agent, jour=JANVIER)
    assert encore.solde == 20  # it was deducted, and is deducted once
    une = Imputation.objects.get()
    assert (une.de, une.vers, une.montant, une.par) == (trop_payee, suivante, 15, agent)


def test_a_credit_larger_than_the_invoice_waits_for_the_following_one(trop_payee, famille_martin):
    avant = Courriel.objects.count()
    petite = facturer(famille_martin.foyer, "6.00", jour=JANVIER)
    grande = facturer(famille_martin.foyer, "20.00", jour=JANVIER)
    assert (petite.solde, grande.solde) == (0, 11)
    assert list(Facture.objects.a_payer()) == [grande]
    assert Courriel.objects.count() == avant  # who publishes tells, and says what is due


def test_a_neighbour_s_credit_pays_nothing(trop_payee, voisin):
    assert facturer(voisin.foyer, "20.00", jour=JANVIER).solde == 20
    assert not Imputation.objects.exists()


def test_both_invoices_say_it_on_the_page_and_on_paper(
    trop_payee, famille_martin, connecter, monkeypatch, settings
):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    suivante = facturer(famille_martin.foyer, "20.00", jour=JANVIER)
    famille = connecter(famille_martin.camille)
    page = famille.get(reverse("famille:facture", args=[suivante.numero])).text
    assert "Avoir déduit, de la" in page
    assert "-15,00\u00a0€" in page or "−15,00\u00a0€" in page
    assert "Payer 5,00\u00a0€" in page
    donnante = famille.get(reverse("famille:facture", args=[trop_payee.numero])).text
    assert suivante.numero in donnante
    papier = famille.get(reverse("famille:facture_papier", args=[suivante.numero])).text
    assert "Avoir de 15,00\u00a0€ déduit" in papier
    lus = []
    monkeypatch.setattr(moteur, "produire", lambda html, styles="": lus.append(html) or b"%PDF")
    famille.get(reverse("famille:facture_pdf", args=[suivante.numero]))
    assert "Avoir de 15,00\u00a0€ déduit" in lus[0]


def test_the_fiscal_attestation_counts_what_the_credit_paid(famille_martin, agent, time_machine):
    time_machine.move_to("2026-11-26T09:00:00+00:00", tick=False)
    enfant = famille_martin.foyer.enfants.order_by("naissance").last()
    enfant.naissance = date(2023, 5, 1)
    enfant.save()
    premiere = facturer(famille_martin.foyer, "25.00", "15.00", enfant=enfant)
    especes(premiere, par=agent)
    corriger_facture(
        premiere, [premiere.lignes.get(montant=15)], motif="Absence", par=agent, jour=JANVIER
    )
    suivante = facturer(famille_martin.foyer, "20.00", enfant=enfant)
    assert total(garde_payee(famille_martin.foyer, 2026)) == Decimal("40.00")
    especes(suivante, par=agent)
    assert total(garde_payee(famille_martin.foyer, 2026)) == Decimal("45.00")
