"""What waits for the régie, on the admin's home."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.argent.factures.en_cours import paiements_en_cours
from famille.argent.regie.bureau import accueil as accueil_regie
from famille.argent.regie.bureau.accueil import PanneauRegie
from famille.argent.regie.recouvrement.tresor import a_transmettre
from famille.models import EtapeRelance, Facture, Paiement, PartPaiement, Relance
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PLUS_TARD, PUBLIE_LE, a_prelever
from tests.outils.plans import plans_de

pytestmark = pytest.mark.django_db
JOUR = PUBLIE_LE.date()


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def regie(connecter, regisseur):
    return connecter(regisseur)


def lu(reponse):
    """Its page, where a line's end is a space."""
    return " ".join(reponse.content.decode().split())


def test_the_home_of_the_regie_counts_what_waits_and_nobody_else_s_does(
    regie, famille_martin, connecter, agent
):
    accueil = reverse("wagtailadmin_home")
    assert "Rien n’attend la régie aujourd’hui." in lu(regie.get(accueil))
    a_prelever(famille_martin.foyer, jour=JOUR - timedelta(days=25))
    page = lu(regie.get(accueil))
    assert "<strong>1</strong> prélèvement à préparer sous 7 jours" in page
    assert "titre-panneau-regie" not in connecter(agent).get(accueil).content.decode()


@pytest.mark.parametrize("combien", [1, 30])
def test_what_waits_for_the_regie_is_counted_in_two_queries(
    famille_martin, regisseur, combien, django_assert_num_queries
):
    premiere = a_prelever(famille_martin.foyer, jour=JOUR - timedelta(days=25))
    for _rang in range(combien - 1):
        facturer(
            famille_martin.foyer,
            "10.00",
            jour=JOUR - timedelta(days=25),
            mandat=premiere.mandat_id,
        )
    panneau = PanneauRegie(SimpleNamespace(user=regisseur))
    assert panneau.visible(panneau.request)  # his rights are read
    with django_assert_num_queries(2):
        chiffres = panneau.get_context_data({})["chiffres"]
    assert chiffres["a_preparer"] == combien


def test_counting_stops_and_the_home_says_so(relancee, connecter, regisseur, monkeypatch):
    """Two letters, and one is counted; a figure says nothing of debts that were not all counted."""
    facturer(relancee.foyer, "12.00", jour=JOUR - timedelta(days=25))
    etape = EtapeRelance.objects.get()
    Relance.objects.all().delete()
    Relance.objects.bulk_create(
        Relance(facture=une, etape=etape, lettre=True, sujet="Rappel", texte="Payez")
        for une in Facture.objects.all()
    )
    client, adresse = connecter(regisseur), reverse("wagtailadmin_home")
    page = lu(client.get(adresse))
    assert "<strong>2</strong> lettres à imprimer" in page
    assert "<strong>2</strong> factures à transmettre" in page
    monkeypatch.setattr(accueil_regie, "COMPTES_MAX", 1)
    monkeypatch.setattr(accueil_regie, "_qui_attendent", None)  # it is not asked
    page = lu(client.get(adresse))
    assert "<strong><small>Plus de</small> 1</strong> lettres à imprimer" in page
    assert "<strong><small>Plus de</small> 1</strong> factures à transmettre" in page
    assert "<strong>0</strong> paiement" in page


def test_a_debt_waits_for_no_payment_that_holds_it(relancee, connecter, regisseur):
    """Neither a live attempt, nor a payment that the régisseur has to settle, which may be one that
    came late, over nothing live."""
    jour = PLUS_TARD.date()
    for etat, vive, attend in (
        ("ouvert", True, False),
        ("a-verifier", False, False),
        ("refuse", False, True),
    ):
        paiement = Paiement.objects.create(
            foyer=relancee.foyer, reference=f"P-{etat}", moyen="en-ligne", etat=etat, montant="20"
        )
        part = PartPaiement.objects.create(
            paiement=paiement, facture=relancee, montant="20", vive=vive
        )
        assert a_transmettre(jour).exists() == attend
        assert Facture.objects.libres().exists() == attend
        part.delete()


@pytest.mark.postgresql
def test_the_home_reads_what_waits_and_not_what_the_town_has_ever_invoiced(relancee, regisseur):
    """All the invoices, payments and reminders of the town were read to count a handful."""
    _d_une_ville(relancee)
    panneau = PanneauRegie(SimpleNamespace(user=regisseur))
    with CaptureQueriesContext(connection) as lues:
        chiffres = panneau.get_context_data({})["chiffres"]
    assert chiffres["a_imprimer"] == chiffres["a_transmettre"] == 1
    [sql] = [une["sql"] for une in lues if "_lignes" in une["sql"]]
    with connection.cursor() as curseur:
        plan = "\n".join(ligne for (ligne,) in curseur.execute(f"EXPLAIN {sql}").fetchall())
    for index in ("facture_a_relancer", "facture_trop_percue", "paiement_a_verifier"):
        assert index in plan, plan
    assert "relance_a_imprimer" in plan, plan
    assert plan.count("paiement_a_verifier") > 1, plan  # by which a debt is held, too
    for table in ("facture", "paiement", "partpaiement", "relance"):
        assert f"Seq Scan on famille_{table} " not in plan, plan


@pytest.mark.postgresql
def test_a_family_reads_the_payments_of_its_invoices_and_not_the_town_s(relancee):
    """Those that hold them: all the payments ever begun were read to find which are open."""
    _d_une_ville(relancee)
    paiement = Paiement.objects.create(
        foyer=relancee.foyer, reference="P-tient", moyen="especes", etat="a-verifier", montant="20"
    )
    PartPaiement.objects.create(paiement=paiement, facture=relancee, montant="20")
    with CaptureQueriesContext(connection) as lues:
        assert [un.paiement for un in paiements_en_cours([relancee])] == [paiement]
    plan = plans_de(lues)
    assert "Seq Scan on famille_paiement" not in plan, plan


def _d_une_ville(facture, combien=4_000):
    """So many invoices paid, each after a reminder on paper, beside this one."""
    foyer = facture.foyer
    etape = EtapeRelance.objects.create(jours=5, sujet="Rappel", texte="Payez")
    Relance.objects.update(lettre=True, imprimee_le=None)
    autres = Facture.objects.bulk_create(
        Facture(
            foyer=foyer,
            etat="publiee",
            cle=f"copie-{rang}",
            numero=f"F-2019-{rang}",
            objet="Cantine",
            mois=facture.mois,
            emise_le=facture.emise_le,
            echeance=facture.echeance,
            total=facture.total,
            regle=facture.total,
        )
        for rang in range(combien)
    )
    payes = Paiement.objects.bulk_create(
        Paiement(
            foyer=foyer,
            reference=f"P-{rang}",
            moyen="especes",
            etat="paye",
            montant=facture.total,
            paye_le=PLUS_TARD - timedelta(hours=rang),
        )
        for rang in range(combien)
    )
    PartPaiement.objects.bulk_create(
        PartPaiement(paiement=paiement, facture=autre, montant=autre.total)
        for paiement, autre in zip(payes, autres, strict=True)
    )
    Relance.objects.bulk_create(
        Relance(facture=une, etape=etape, lettre=True, imprimee_le=PLUS_TARD, sujet="R", texte="R")
        for une in autres
    )
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE")
