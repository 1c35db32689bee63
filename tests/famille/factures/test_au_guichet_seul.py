"""A town without online payment, as every town before it has chosen one: nothing leads to it, and
where an invoice is paid is said wherever it is read."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.argent.factures.annonces import annoncer
from famille.argent.factures.panneau import PanneauDesFactures
from famille.argent.prelevement.avis import MANDAT_FINI, dire_a_payer
from famille.argent.regie.recouvrement.echeanciers import accorder_echeancier, rompre_echeancier
from famille.models import Courriel, ReglageRegie
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PUBLIE_LE, especes
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
OU = "au guichet : Régie de recettes, 1 place du Marché, 02 54 00 00 00"
EN_LIGNE = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}


@pytest.fixture(autouse=True)
def sans_paiement(time_machine, settings, db):
    time_machine.move_to(PUBLIE_LE, tick=False)
    settings.PAIEMENT = {}
    ReglageRegie.objects.create(adresse="1 place du Marché", telephone="02 54 00 00 00")


@pytest.fixture
def facture(famille_martin):
    return facturer(famille_martin.foyer, "20.00")


@pytest.fixture
def lire(famille_martin, connecter):
    """lire(name of a page, its arguments) → what its family reads there."""
    camille = connecter(famille_martin.camille)
    return lambda vue, *cles: lisible(camille.get(reverse(f"famille:{vue}", args=cles)).text)


def test_the_list_and_the_invoice_say_where_and_have_no_button(facture, lire):
    for page in (lire("factures"), lire("facture", facture.numero)):
        assert OU in page
        assert "/payer/" not in page
        assert ">Payer" not in page


def test_the_dashboard_leads_to_the_invoices(facture, famille_martin, time_machine):
    time_machine.move_to(PUBLIE_LE + timedelta(days=60), tick=False)
    panneau, factures = PanneauDesFactures(), reverse("famille:factures")
    panneau.lire(None, [famille_martin.foyer])
    [bouton], [faire] = panneau.boutons(), panneau.a_faire()
    assert (bouton.libelle, bouton.lien) == ("Factures", factures)
    assert (bouton.precision, bouton.attend) == ("20,00\u00a0€ à payer", True)
    assert (faire.libelle, faire.lien) == ("Voir", factures)


@pytest.mark.parametrize("ouvert", [False, True])
def test_paper_says_how_it_is_paid_as_long_as_it_is_owed(facture, lire, agent, settings, ouvert):
    settings.PAIEMENT = EN_LIGNE if ouvert else {}
    papier = lire("facture_papier", facture.numero)
    assert ("payer en ligne" in papier) is ouvert
    assert (f"Cette facture se paie {OU}." in papier) is not ouvert
    especes(facture, par=agent)
    papier = lire("facture_papier", facture.numero)
    assert "Il ne reste rien à payer" in papier
    assert "payer en ligne" not in papier
    assert "au guichet" not in papier


def parties(courriel):
    return lisible(courriel.texte), lisible(courriel.html)


@pytest.mark.parametrize("ouvert", [False, True])
def test_the_mail_of_an_invoice_says_how_it_is_paid(facture, settings, ouvert):
    settings.PAIEMENT = EN_LIGNE if ouvert else {}
    annoncer([facture])
    for texte in parties(Courriel.objects.get(cle__startswith="facture-")):
        assert ("où vous pouvez aussi la payer" in texte) is ouvert
        assert (f"avant le 25 décembre 2026, {OU}." in texte) is not ouvert


@pytest.mark.parametrize("ouvert", [False, True])
def test_the_mails_of_a_plan_and_its_card_say_how_an_instalment_is_paid(
    facture, famille_martin, regisseur, lire, settings, ouvert
):
    settings.PAIEMENT = EN_LIGNE if ouvert else {}
    jours = [PUBLIE_LE.date() + timedelta(days=30 * rang) for rang in (1, 2)]
    plan = accorder_echeancier(
        famille_martin.foyer,
        [facture.pk],
        [(jour, Decimal(10)) for jour in jours],
        motif="",
        par=regisseur,
    )
    page = lire("factures")
    assert (">Payer 10,00" in page) is ouvert
    assert (f"Chaque échéance se paie {OU}." in page) is not ouvert
    rompre_echeancier(plan, motif="Deux retards", par=regisseur)
    courriels = Courriel.objects.filter(cle__startswith="echeancier-")
    assert len(courriels) == 2
    for texte in (texte for courriel in courriels for texte in parties(courriel)):
        assert ("paie en ligne" in texte or "dans le portail ou au guichet" in texte) is ouvert
        assert (OU in texte) is not ouvert


@pytest.mark.parametrize("ouvert", [False, True])
def test_what_is_debited_no_more_says_how_it_is_paid(facture, settings, ouvert):
    settings.PAIEMENT = EN_LIGNE if ouvert else {}
    dire_a_payer([facture], MANDAT_FINI.cle())
    for texte in parties(Courriel.objects.get(cle__startswith="mandat-fini")):
        assert ("le faire dans le portail" in texte) is ouvert
        assert (f"à payer {OU}." in texte) is not ouvert
        assert ("Voir et payer" in texte) is ouvert
