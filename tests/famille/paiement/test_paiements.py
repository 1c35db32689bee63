"""Online payments (D15): held 20 minutes, believed only when asked, settled once, to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from famille import actions
from famille.argent.paiement.encaissement import passer
from famille.models import Courriel, Facture, Paiement, PartPaiement
from famille.socle.erreurs import Refus
from tests.famille.facturation import Prestataire, facturer
from tests.famille.paiement.scene import MAINTENANT, ouvrir, relu
from tests.famille.regie.scene import especes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
Etat = Paiement.Etat


def test_the_amount_is_computed_here(ouvert):
    assert ouvert.montant == Decimal("20.00")
    assert Prestataire.demandes[0]["montant"] == Decimal("20.00")
    assert Prestataire.demandes[0]["reference"] == "PF2026000000001"


def test_several_invoices_are_one_payment(famille_martin, facture):
    paiement = ouvrir(famille_martin, facture, facturer(famille_martin.foyer, "5.00"))
    Prestataire.repond(paiement.identifiant, "paye")
    assert actions.interroger_paiement(paiement) == Etat.PAYE
    assert not Facture.objects.a_payer().exists()


def test_of_two_invoices_one_already_paid_nothing_is_opened(famille_martin, facture, agent):
    """Left aside in silence, the family would believe that it has paid both."""
    payee = facturer(famille_martin.foyer, "5.00")
    especes(payee, par=agent)
    with pytest.raises(Refus, match="déjà payées, ou ne sont plus à payer"):
        ouvrir(famille_martin, facture, payee)
    assert not Paiement.objects.filter(moyen=Paiement.Moyen.EN_LIGNE).exists()


def test_a_euro_is_paid_online_and_a_cent_less_at_the_counter(famille_martin):
    with pytest.raises(Refus, match="commence à 1,00\u00a0€"):
        ouvrir(famille_martin, facturer(famille_martin.foyer, "0.99"))
    assert ouvrir(famille_martin, facturer(famille_martin.foyer, "1.00")).etat == Etat.OUVERT


def test_a_second_attempt_is_told_when_to_come_back(famille_martin, facture, ouvert):
    with pytest.raises(Refus, match=r"déjà commencé.*recommencez après 14\u00a0h\u00a052"):
        ouvrir(famille_martin, facture)


def test_an_attempt_cut_before_the_provider_s_page_is_given_up_a_minute_later(
    famille_martin, facture, time_machine
):
    """The portal was killed in the middle: nobody has seen that page, and nobody can pay on it."""
    coupe = actions.ouvrir_paiement(famille_martin.foyer, [facture.pk], par=famille_martin.camille)
    with pytest.raises(Refus, match="Recommencez dans une minute"):
        ouvrir(famille_martin, facture)
    time_machine.shift(timedelta(minutes=1))
    assert ouvrir(famille_martin, facture).etat == Etat.OUVERT
    assert relu(coupe).etat == Etat.ABANDONNE


def test_the_database_holds_one_live_attempt_an_invoice(famille_martin, facture, ouvert):
    autre = Paiement.objects.create(
        foyer=famille_martin.foyer, reference="PF9", moyen="en-ligne", montant=1
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PartPaiement.objects.create(paiement=autre, facture=facture, montant=1, vive=True)


def test_after_twenty_minutes_it_can_be_paid_again(famille_martin, facture, ouvert, time_machine):
    """To the second, without waiting for the task that sweeps."""
    time_machine.move_to(MAINTENANT + timedelta(minutes=20), tick=False)
    second = ouvrir(famille_martin, facture)
    assert (relu(ouvert).etat, second.etat) == (Etat.EXPIRE, Etat.OUVERT)
    time_machine.move_to(MAINTENANT + timedelta(minutes=41), tick=False)
    assert actions.relancer_paiements(timezone.now()) == 1
    assert relu(second).etat == Etat.EXPIRE


def test_a_late_success_wins_over_expiry(facture, ouvert, time_machine):
    time_machine.move_to(MAINTENANT + timedelta(minutes=25), tick=False)
    actions.relancer_paiements(timezone.now())
    Prestataire.repond(ouvert.identifiant, "paye")
    time_machine.move_to(MAINTENANT + timedelta(minutes=31), tick=False)
    actions.relancer_paiements(timezone.now())
    assert relu(ouvert).etat == Etat.PAYE
    assert not Facture.objects.a_payer().exists()


def test_paid_twice_is_told_to_the_regisseur(famille_martin, facture, ouvert, time_machine):
    time_machine.move_to(MAINTENANT + timedelta(minutes=25), tick=False)
    actions.relancer_paiements(timezone.now())
    second = ouvrir(famille_martin, facture)
    for paiement in (second, ouvert):
        Prestataire.repond(paiement.identifiant, "paye")
        actions.interroger_paiement(relu(paiement))
    assert [relu(second).trop_percu, relu(ouvert).trop_percu] == [Decimal("0.00"), Decimal("20.00")]


@pytest.mark.parametrize(
    ("ecart", "dit"),
    [
        ({"montant": Decimal("19.99")}, "annonce 19,99\u00a0€ au lieu de 20,00\u00a0€."),
        ({"montant": None}, "annonce un montant illisible au lieu de 20,00\u00a0€."),
        (
            {"reference": "PF2026000000099"},
            "annonce la référence PF2026000000099 au lieu de PF2026000000001.",
        ),
        ({"reference": ""}, "annonce aucune référence au lieu de PF2026000000001."),
    ],
)
def test_what_does_not_match_is_never_paid(famille_martin, facture, ouvert, ecart, dit):
    Prestataire.repond(ouvert.identifiant, "paye", **ecart)
    assert actions.interroger_paiement(ouvert) == Etat.A_VERIFIER
    assert ouvert.passages.last().motif.endswith(dit)
    facture.refresh_from_db()
    assert facture.regle == 0
    with pytest.raises(Refus, match="en cours de vérification"):
        ouvrir(famille_martin, facture)


def test_what_is_to_check_holds_its_invoice_even_when_it_came_over_another_attempt(
    famille_martin, facture, ouvert, agent, time_machine
):
    time_machine.move_to(MAINTENANT + timedelta(minutes=25), tick=False)
    second = ouvrir(famille_martin, facture)
    Prestataire.repond(ouvert.identifiant, "paye", montant=Decimal("19.99"))
    assert actions.interroger_paiement(relu(ouvert)) == Etat.A_VERIFIER
    Prestataire.repond(second.identifiant, "abandonne")
    actions.interroger_paiement(second)
    with pytest.raises(Refus, match="en cours de vérification"):
        ouvrir(famille_martin, facture)
    assert Facture.objects.avec_tenue().get().tenue == Etat.A_VERIFIER
    with pytest.raises(Refus, match="attend d’être vérifié"):
        especes(facture, par=agent)


def test_the_database_holds_the_invoice_of_what_is_to_check(famille_martin, facture, ouvert):
    Prestataire.repond(ouvert.identifiant, "paye", montant=Decimal("19.99"))
    actions.interroger_paiement(ouvert)
    autre = Paiement.objects.create(
        foyer=famille_martin.foyer, reference="PF9", moyen="en-ligne", montant=1
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PartPaiement.objects.create(paiement=autre, facture=facture, montant=1, vive=True)


def test_what_is_refused_does_not_become_given_up(ouvert):
    """The family reads why its card was refused, whatever the provider's page says afterwards."""
    for reponse in ("refuse", "abandonne"):
        Prestataire.repond(ouvert.identifiant, reponse)
        actions.interroger_paiement(relu(ouvert))
    assert relu(ouvert).etat == Etat.REFUSE


def test_a_payment_never_goes_where_its_states_do_not_lead(ouvert):
    Prestataire.repond(ouvert.identifiant, "paye")
    actions.interroger_paiement(ouvert)
    with pytest.raises(ValueError, match="paye never becomes expire"):
        passer(relu(ouvert), Etat.EXPIRE)
    assert relu(ouvert).etat == Etat.PAYE


@pytest.mark.parametrize("reponse", ["paye", "refuse", "abandonne"])
def test_what_is_to_check_is_moved_by_the_regisseur_alone(famille_martin, facture, ouvert, reponse):
    """Whatever the provider says next: two answers that differ are a reason more to look."""
    Prestataire.repond(ouvert.identifiant, "paye", montant=Decimal("19.99"))
    actions.interroger_paiement(ouvert)
    Prestataire.repond(ouvert.identifiant, reponse)
    assert actions.interroger_paiement(relu(ouvert)) == Etat.A_VERIFIER
    facture.refresh_from_db()
    assert (facture.regle, relu(ouvert).passages.count()) == (0, 2)


def test_the_regisseur_settles_it_with_a_reason(famille_martin, agent, facture, ouvert):
    Prestataire.repond(ouvert.identifiant, "paye", montant=Decimal("19.99"))
    actions.interroger_paiement(ouvert)
    with pytest.raises(Refus, match="Dites ce que vous avez vérifié"):
        actions.trancher_paiement(ouvert, encaisse=True, motif=" ", par=agent)
    actions.trancher_paiement(ouvert, encaisse=False, motif="Rien sur le relevé.", par=agent)
    assert relu(ouvert).etat == Etat.ANNULE
    with pytest.raises(Refus, match="déjà été vérifié"):
        actions.trancher_paiement(ouvert, encaisse=True, motif="Trouvé.", par=agent)
    assert ouvrir(famille_martin, facture).etat == Etat.OUVERT


def test_success_gives_one_receipt_and_one_mail(facture, ouvert):
    Prestataire.repond(ouvert.identifiant, "paye")
    for _ in range(3):
        actions.interroger_paiement(relu(ouvert))
    facture.refresh_from_db()
    assert (facture.regle, relu(ouvert).numero_recu) == (Decimal("20.00"), "R-2026-000001")
    assert relu(ouvert).recu["factures"][0]["numero"] == facture.numero
    courriel = Courriel.objects.get()
    assert "20,00" not in courriel.texte + courriel.html
    assert courriel.sujet == f"Votre paiement est enregistré : {facture.objet}"
    assert "25 novembre 2026 à 14\u00a0h\u00a032" in courriel.texte


@pytest.mark.parametrize(
    ("reponse", "etat"), [("refuse", Etat.REFUSE), ("abandonne", Etat.ABANDONNE)]
)
def test_a_refusal_gives_the_invoice_back_at_once(famille_martin, facture, ouvert, reponse, etat):
    Prestataire.repond(ouvert.identifiant, reponse)
    assert actions.interroger_paiement(ouvert) == etat
    assert ouvrir(famille_martin, facture).etat == Etat.OUVERT


def test_paid_after_all_on_the_same_page_wins_without_a_notification(facture, ouvert, time_machine):
    Prestataire.repond(ouvert.identifiant, "abandonne")
    actions.interroger_paiement(ouvert)
    Prestataire.repond(ouvert.identifiant, "paye")
    time_machine.move_to(MAINTENANT + timedelta(minutes=5), tick=False)
    actions.relancer_paiements(timezone.now())
    assert relu(ouvert).etat == Etat.PAYE


def test_a_provider_that_is_down_is_asked_about_one_payment_a_turn(
    famille_martin, facture, ouvert, time_machine
):
    second = ouvrir(famille_martin, facturer(famille_martin.foyer, "3.00"))
    Prestataire.en_panne = True
    actions.relancer_paiements(MAINTENANT + timedelta(minutes=1))
    assert sorted([relu(ouvert).questions, relu(second).questions]) == [0, 1]


def test_a_provider_that_is_down_at_the_opening_holds_nothing(famille_martin, facture):
    Prestataire.en_panne = True
    with pytest.raises(Refus, match="ne répond pas"):
        ouvrir(famille_martin, facture)
    Prestataire.en_panne = False
    assert ouvrir(famille_martin, facture).etat == Etat.OUVERT


def test_it_is_asked_again_on_schedule_for_a_week(ouvert, time_machine):
    """Each time it says when the next is: nothing is asked a minute before, and it is asked
    then."""
    posees = []
    for _ in range(20):
        prochaine = relu(ouvert).prochaine_question_le
        if prochaine is None:
            break
        for moment in (prochaine - timedelta(minutes=1), prochaine):
            time_machine.move_to(moment, tick=False)
            deja = relu(ouvert).questions
            actions.relancer_paiements(moment)
            if relu(ouvert).questions > deja:
                posees.append((moment - MAINTENANT) // timedelta(minutes=1))
    assert posees == [1, 5, 15, 30, 120, *(24 * 60 * jours for jours in range(1, 8))]


def test_less_than_a_euro_is_for_the_counter(famille_martin):
    with pytest.raises(Refus, match=r"commence à 1,00"):
        ouvrir(famille_martin, facturer(famille_martin.foyer, "0.80"))


def test_another_household_s_invoice_is_not_paid(famille_martin, voisin):
    with pytest.raises(Refus, match="déjà payées, ou ne sont plus à payer"):
        ouvrir(famille_martin, facturer(voisin.foyer))
