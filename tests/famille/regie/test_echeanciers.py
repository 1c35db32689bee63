"""A debt paid in several times: its instalments sum to it, each is paid online or at the counter, a
late one is reminded once, and a broken plan is said."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from famille.argent.factures.en_plusieurs_fois import en_cours
from famille.argent.prelevement.candidats import a_prelever
from famille.argent.regie.guichet import annuler_encaissement
from famille.argent.regie.recouvrement.echeanciers import (
    accorder_echeancier,
    rompre_echeancier,
    suivre_les_echeanciers,
)
from famille.argent.regie.relances import a_relancer
from famille.models import Courriel, Echeance, Echeancier, EtapeRelance, Facture, Paiement
from famille.regles.echeances import partager, proposer, repartir_le_paye
from famille.socle.erreurs import Refus
from tests.famille.facturation import Prestataire, facturer
from tests.famille.regie.scene import PUBLIE_LE, especes
from tests.famille.regie.scene import a_prelever as facture_prelevee

JOUR = PUBLIE_LE.date()
TROIS = [JOUR + timedelta(days=30 * rang) for rang in (1, 2, 3)]


@given(st.integers(200, 500_000), st.integers(2, 12), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
def test_instalments_sum_to_the_debt_and_follow_each_other(centimes, nombre, premiere):
    montant = Decimal(centimes) / 100
    echeances = proposer(montant, nombre, premiere)
    jours = [jour for jour, _montant in echeances]
    assert sum(un for _jour, un in echeances) == montant
    assert jours == sorted(set(jours))
    assert jours[0] == premiere


@given(st.lists(st.integers(100, 9_000), min_size=1, max_size=12), st.integers(0, 200_000))
def test_what_is_left_of_each_sums_to_what_is_owed(centimes, reste):
    echeances = [
        (JOUR + timedelta(days=rang), Decimal(un) / 100) for rang, un in enumerate(centimes)
    ]
    du = min(Decimal(reste) / 100, sum(un for _jour, un in echeances))
    assert sum(due.reste for due in repartir_le_paye(echeances, du)) == du
    assert sum(partager(du, [(1, du / 2), (2, du)]).values()) == du


@pytest.fixture
def dettes(db, famille_martin, time_machine):
    """40.00 € and 50.00 €."""
    time_machine.move_to(PUBLIE_LE, tick=False)
    return [facturer(famille_martin.foyer, "40.00"), facturer(famille_martin.foyer, "50.00")]


@pytest.fixture
def plan(dettes, famille_martin, regisseur):
    """30.00 € a month, three times."""
    echeances = [(jour, Decimal("30.00")) for jour in TROIS]
    return accorder_echeancier(
        famille_martin.foyer, [une.pk for une in dettes], echeances, motif="Divorce", par=regisseur
    )


def lu(foyer, jour=JOUR):
    [un] = en_cours([foyer.pk], jour)
    return un


def aller_au(time_machine, jours):
    time_machine.move_to(PUBLIE_LE + timedelta(days=jours), tick=False)
    return JOUR + timedelta(days=jours)


def test_amounts_that_do_not_sum_to_the_debt_are_refused(dettes, famille_martin, regisseur):
    def accorder(*echeances, cles=None):
        accorder_echeancier(
            famille_martin.foyer,
            cles or [une.pk for une in dettes],
            list(echeances),
            motif="",
            par=regisseur,
        )

    with pytest.raises(Refus, match="Les échéances font 80,00\u00a0€ et la dette 90,00\u00a0€"):
        accorder((TROIS[0], Decimal(40)), (TROIS[1], Decimal(40)))
    with pytest.raises(Refus, match="de 2 à 12"):
        accorder((TROIS[0], Decimal(90)))
    with pytest.raises(Refus, match="se suivent"):
        accorder((TROIS[1], Decimal(45)), (TROIS[0], Decimal(45)))
    with pytest.raises(Refus, match="1,00"):
        accorder((TROIS[0], Decimal("0.50")), (TROIS[1], Decimal("89.50")))
    assert not Echeancier.objects.exists()


def test_its_family_is_told_and_pays_an_instalment_at_the_counter_or_online(
    plan, dettes, famille_martin, regisseur, connecter, settings
):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    assert "en plusieurs fois" in Courriel.objects.get(cle__startswith="echeancier-").texte
    famille = connecter(famille_martin.camille)
    page = famille.get(reverse("famille:factures")).text
    assert "Vous payez en plusieurs fois" in page
    assert "Payer 30,00" in famille.get(reverse("famille:tableau_de_bord")).text
    adresse = reverse("famille:payer_echeance", args=[plan.pk])
    assert "30,00\u00a0€" in famille.get(adresse).text
    assert famille.post(adresse, {"montant": "12,00\u00a0€"}).status_code == 409
    assert famille.post(adresse, {"montant": "30,00\u00a0€"}).status_code == 302
    paiement = Paiement.objects.get()
    assert [(part.facture, part.montant) for part in paiement.parts.all()] == [(dettes[0], 30)]
    Prestataire.repond(paiement.identifiant, "paye")
    famille.get(reverse("famille:paiement", args=[paiement.reference]))
    assert [due.reste for due in lu(famille_martin.foyer).dues] == [0, 30, 30]
    dettes[0].refresh_from_db()
    especes(dettes[0], par=regisseur)  # 10.00 left of it, of the second instalment
    assert [due.reste for due in lu(famille_martin.foyer).dues] == [0, 20, 30]
    facture = famille.get(reverse("famille:facture", args=[dettes[1].numero])).text
    assert "Il reste 20,00\u00a0€" in facture


def test_what_is_left_counts_no_instalment_that_is_paid(
    plan, dettes, famille_martin, regisseur, connecter
):
    def lue():
        page = connecter(famille_martin.camille).get(reverse("famille:factures")).text
        return " ".join(strip_tags(page).split())

    assert "Il reste 90,00 € à payer sur 90,00 € : 3 échéances sur 3." in lue()
    especes(dettes[0], "30.00", par=regisseur)
    assert "Il reste 60,00 € à payer sur 90,00 € : 2 échéances sur 3." in lue()
    especes(dettes[1], "40.00", par=regisseur)
    assert "Il reste 20,00 € à payer sur 90,00 € : 1 échéance sur 3." in lue()


def test_a_neighbour_does_not_pay_nor_see_it(plan, voisin, connecter):
    adresse = reverse("famille:payer_echeance", args=[plan.pk])
    assert connecter(voisin.nadia).get(adresse).status_code == 404


def test_an_agent_who_reads_a_plan_is_in_its_family_s_journal(plan, regisseur, connecter):
    connecter(regisseur).get(reverse("regie:echeancier", args=[plan.pk]))
    assert plan.foyer.consultations.get().par == regisseur


def test_only_a_late_instalment_is_reminded_and_once(plan, dettes, regisseur, time_machine):
    EtapeRelance.objects.create(jours=15, sujet="Rappel", texte="Payez {factures}")
    jour = aller_au(time_machine, 60)  # the invoices are late, the second instalment is due today
    especes(dettes[0], "30.00", par=regisseur)
    assert not a_relancer(jour).exists()
    assert suivre_les_echeanciers(jour) == 0
    jour = aller_au(time_machine, 61)
    assert suivre_les_echeanciers(jour) == 1
    assert suivre_les_echeanciers(jour) == 0
    mails = Courriel.objects.filter(cle__contains="retard-")
    assert mails.count() == 1
    assert "30,00" not in mails.get().texte
    assert Echeance.objects.filter(rappelee_le__isnull=False).count() == 1


def test_a_plan_that_is_paid_ends_by_itself(plan, dettes, regisseur):
    for une in dettes:
        especes(une, par=regisseur)
    assert suivre_les_echeanciers(JOUR) == 1
    plan.refresh_from_db()
    assert plan.etat == Echeancier.Etat.TENU
    assert not Facture.objects.exclude(echeancier=None).exists()


def test_money_taken_back_makes_its_instalment_due_again(plan, dettes, famille_martin, regisseur):
    paiement = especes(dettes[0], "30.00", par=regisseur)
    annuler_encaissement(paiement, motif="Erreur", par=regisseur)
    assert [due.reste for due in lu(famille_martin.foyer).dues] == [30, 30, 30]


def test_a_broken_plan_is_said_and_its_invoices_are_reminded_again(
    plan, dettes, famille_martin, regisseur, connecter, time_machine
):
    jour = aller_au(time_machine, 61)
    regie = connecter(regisseur)
    assert "En retard" in regie.get(reverse("regie:echeanciers")).text
    regie.post(reverse("regie:echeancier", args=[plan.pk]), {"motif": "Deux retards"})
    plan.refresh_from_db()
    assert (plan.etat, plan.motif_fin) == (Echeancier.Etat.ROMPU, "Deux retards")
    assert set(a_relancer(jour)) == set(dettes)
    assert "est arrêté" in Courriel.objects.get(cle__contains="rupture").texte
    with pytest.raises(Refus, match="déjà fini"):
        rompre_echeancier(plan, motif="Encore", par=regisseur)
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).text
    assert "Vous payez en plusieurs fois" not in page


def test_what_a_mandate_was_to_pay_is_paid_by_the_plan(famille_martin, regisseur, time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)
    facture = facture_prelevee(famille_martin.foyer, "60.00")
    accorder_echeancier(
        famille_martin.foyer,
        [facture.pk],
        [(TROIS[0], Decimal(30)), (TROIS[1], Decimal(30))],
        motif="",
        par=regisseur,
    )
    assert not a_prelever().exists()


def test_the_screen_proposes_then_agrees(dettes, famille_martin, regisseur, connecter):
    regie = connecter(regisseur)
    adresse = reverse("regie:foyer_echeancier", args=[famille_martin.foyer.pk])
    assert adresse in regie.get(reverse("regie:foyer", args=[famille_martin.foyer.pk])).text
    saisie = {
        "factures": [une.pk for une in dettes],
        "nombre": "2",
        "premiere": TROIS[0].isoformat(),
    }
    page = regie.post(adresse, saisie)
    assert "45,00" in page.text
    assert not Echeancier.objects.exists()
    echeances = {
        "e0-jour": TROIS[0].isoformat(),
        "e0-montant": "60,00",
        "e1-jour": TROIS[1].isoformat(),
        "e1-montant": "29,00",
    }
    refusee = regie.post(adresse, saisie | echeances | {"accorder": "1"})
    assert refusee.status_code == 422
    assert "89,00\u00a0€ et la dette 90,00" in refusee.text
    regie.post(adresse, saisie | echeances | {"accorder": "1", "e1-montant": "30,00"})
    assert [une.montant for une in Echeance.objects.all()] == [60, 30]
    guichet = regie.get(reverse("regie:foyer", args=[famille_martin.foyer.pk])).text
    assert "Payer l’échéance : 60,00" in guichet


def test_an_instalment_is_paid_at_the_counter_in_one_tick(
    plan, dettes, famille_martin, regisseur, connecter
):
    regie = connecter(regisseur)
    adresse = reverse("regie:foyer", args=[famille_martin.foyer.pk])
    assert f'name="plan_{plan.pk}"' in regie.get(adresse).text
    saisie = {
        f"plan_{plan.pk}": "on",
        "moyen": "especes",
        "recu_le": JOUR.isoformat(),
        "saisie": str(uuid.uuid4()),
    }
    assert "30,00" in regie.post(adresse, saisie | {"verifier": "1"}).text
    regie.post(adresse, saisie | {"encaisser": "1"})
    [paiement] = Paiement.objects.payes()
    assert paiement.montant == 30
    suite = lu(famille_martin.foyer)
    assert (suite.reste_du, suite.a_payer) == (60, 30)
