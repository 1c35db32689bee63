"""Paying online by the pages: to the provider and back, what an open payment says and until when,
and what a neighbour does not find."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from famille import actions
from famille.argent.paiement.actions import constater
from famille.argent.regie.guichet import annuler_encaissement
from famille.models import Paiement, ReglageRegie
from famille.socle.erreurs import Refus
from tests.famille.facturation import Prestataire, facturer
from tests.famille.paiement.scene import MAINTENANT, ouvrir, relu
from tests.famille.regie.scene import especes
from tests.outils.lisible import lisible

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ce_jour")]
Etat = Paiement.Etat


def test_from_the_list_to_the_provider_and_back(connecter, famille_martin, facture):
    client = connecter(famille_martin.camille)
    assert (
        "20,00"
        in client.get(reverse("famille:payer"), {"facture": facture.numero}).content.decode()
    )
    reponse = client.post(reverse("famille:payer"), {"facture": facture.numero})
    assert reponse.url == "https://paiement.exemple/op-1"
    Prestataire.repond("op-1", "paye")
    retour = client.post(reverse("retour_paiement", args=["PF2026000000001"]))
    assert "Votre paiement est enregistré" in client.get(retour.url).content.decode()
    assert (
        "Montant payé"
        in client.get(reverse("famille:recu", args=["R-2026-000001"])).content.decode()
    )


def test_the_browser_s_return_proves_nothing(client, ouvert):
    client.get(reverse("retour_paiement", args=[ouvert.reference]), {"resultrans": "P"})
    assert relu(ouvert).etat == Etat.OUVERT


def test_a_neighbour_finds_no_payment(connecter, voisin, ouvert):
    assert (
        connecter(voisin.nadia)
        .get(reverse("famille:paiement", args=[ouvert.reference]))
        .status_code
        == 404
    )


def test_a_neighbour_finds_no_receipt(connecter, voisin, ouvert):
    Prestataire.repond(ouvert.identifiant, "paye")
    actions.interroger_paiement(ouvert)
    assert (
        connecter(voisin.nadia).get(reverse("famille:recu", args=["R-2026-000001"])).status_code
        == 404
    )


def test_a_refusal_is_a_sentence_on_the_page(connecter, famille_martin, facture, ouvert):
    reponse = connecter(famille_martin.camille).post(
        reverse("famille:payer"), {"facture": facture.numero}
    )
    assert reponse.status_code == 409
    assert "recommencez après 14\u00a0h\u00a052" in reponse.content.decode()


def test_nothing_ticked_is_nothing_to_pay(connecter, famille_martin, facture):
    page = (
        connecter(famille_martin.camille)
        .get(reverse("famille:payer"), follow=True)
        .content.decode()
    )
    assert "Cochez au moins une facture" in page


def test_what_is_confirmed_is_what_was_read(connecter, famille_martin, facture, agent):
    """One of two is paid at the counter meanwhile: the total has changed, it is shown again."""
    autre = facturer(famille_martin.foyer, "5.00")
    especes(autre, par=agent)
    client, donnees = connecter(famille_martin.camille), {"facture": [facture.numero, autre.numero]}
    reponse = client.post(reverse("famille:payer"), donnees)
    assert (reponse.status_code, Paiement.objects.filter(moyen="en-ligne").count()) == (409, 0)
    assert "Payer 20,00" in reponse.content.decode()


def test_without_a_provider_the_page_says_how_to_pay(connecter, famille_martin, facture, settings):
    settings.PAIEMENT = {}
    page = connecter(famille_martin.camille).get(
        reverse("famille:payer"), {"facture": facture.numero}
    )
    assert "Payez au guichet" in page.content.decode()


def pages(famille, facture):
    """dict address → text of the three pages on which an invoice is about to be paid."""
    client, numero = famille.client, facture.numero
    adresses = [
        "/mes-factures/",
        f"/mes-factures/{numero}/",
        f"/mes-factures/payer/?facture={numero}",
    ]
    return {adresse: " ".join(client.get(adresse).text.split()) for adresse in adresses}


@pytest.fixture
def chez_elle(famille_martin, connecter):
    famille_martin.client = connecter(famille_martin.camille)
    return famille_martin


def test_a_payment_left_open_has_a_way_to_its_end_and_an_hour(chez_elle, facture, ouvert):
    for adresse, texte in pages(chez_elle, facture).items():
        assert f"/mes-factures/paiements/{ouvert.reference}/" in texte, adresse
        assert "Terminez-le avant 14 h 52" in texte, adresse
    fin = chez_elle.client.get(f"/mes-factures/paiements/{ouvert.reference}/").text
    assert ouvert.adresse in fin
    assert "Sans réponse à 14\u00a0h\u00a052" in fin


def test_at_that_hour_the_invoice_is_to_be_paid_and_nothing_says_otherwise(
    chez_elle, facture, ouvert, time_machine
):
    """Whether or not the task that sweeps has come."""
    time_machine.move_to(MAINTENANT + timedelta(minutes=20), tick=False)
    for adresse, texte in pages(chez_elle, facture).items():
        assert "Terminez-le" not in texte, adresse
        assert "Paiement en cours" not in texte, adresse
    assert "Payer 20,00" in chez_elle.client.get(f"/mes-factures/{facture.numero}/").text


def test_no_page_sends_to_the_counter_while_it_takes_nothing(
    chez_elle, facture, ouvert, time_machine
):
    ReglageRegie.objects.create(adresse="1 place du Marché")
    adresse = f"/mes-factures/{facture.numero}/"
    assert "payer au guichet" not in chez_elle.client.get(adresse).text
    time_machine.move_to(MAINTENANT + timedelta(minutes=20), tick=False)
    assert "payer au guichet" in chez_elle.client.get(adresse).text


def test_the_counter_takes_the_money_at_that_hour(
    famille_martin, facture, ouvert, agent, time_machine
):
    with pytest.raises(Refus, match="recommencez après 14\u00a0h\u00a052"):
        especes(facture, par=agent)
    time_machine.move_to(MAINTENANT + timedelta(minutes=20), tick=False)
    assert especes(facture, par=agent).paye


def test_a_payment_that_the_regie_checks_is_told_with_its_page(chez_elle, facture, ouvert):
    Prestataire.repond(ouvert.identifiant, "paye", montant=Decimal("19.99"))
    actions.interroger_paiement(ouvert)
    for adresse, texte in pages(chez_elle, facture).items():
        assert "La régie vérifie un paiement de 20,00" in texte, adresse
        assert f"/mes-factures/paiements/{ouvert.reference}/" in texte, adresse


def test_the_neighbour_s_open_payment_is_not_shown(voisin, connecter, ouvert):
    sienne = facturer(voisin.foyer, "9.00")
    voisin.client = connecter(voisin.nadia)
    assert not any(ouvert.reference in texte for texte in pages(voisin, sienne).values())


def lire_le_paiement(famille, paiement):
    return lisible(famille.client.get(f"/mes-factures/paiements/{paiement.reference}/").text)


def finir(paiement, etat):
    Prestataire.repond(paiement.identifiant, etat)
    actions.interroger_paiement(paiement)


@pytest.mark.parametrize("etat", ["refuse", "abandonne", "expire"])
def test_what_was_paid_since_is_not_asked_for_again(
    chez_elle, facture, ouvert, agent, time_machine, etat
):
    if etat == "expire":
        time_machine.move_to(MAINTENANT + timedelta(minutes=21), tick=False)
        constater(ouvert.pk, None)
    else:
        finir(ouvert, etat)
    assert relu(ouvert).etat == etat
    assert "Recommencer le paiement" in lire_le_paiement(chez_elle, ouvert)
    especes(facture, par=agent)
    page = lire_le_paiement(chez_elle, ouvert)
    assert "Cette facture est réglée depuis : vous n’en devez plus rien." in page
    assert "ecommencer" not in page
    assert "reste à payer" not in page


def test_an_attempt_given_up_says_what_is_left_of_it(chez_elle, facture, agent):
    autre = facturer(chez_elle.foyer, "5.00")
    paiement = ouvrir(chez_elle, facture, autre)
    finir(paiement, "abandonne")
    page = lire_le_paiement(chez_elle, paiement)
    assert "Vos factures restent à payer : vous pouvez recommencer maintenant." in page
    especes(autre, par=agent)
    page = lire_le_paiement(chez_elle, paiement)
    assert "Une de ces factures reste à payer : vous pouvez recommencer maintenant." in page
    especes(facture, par=agent)
    assert "Ces factures sont réglées depuis" in lire_le_paiement(chez_elle, paiement)


def test_while_another_attempt_holds_it_nothing_is_to_begin_again(chez_elle, facture, ouvert):
    finir(ouvert, "abandonne")
    ouvrir(chez_elle, facture)
    page = lire_le_paiement(chez_elle, ouvert)
    assert "Votre facture reste à payer." in page
    assert "ecommencer" not in page


def test_a_payment_taken_back_says_what_became_of_its_invoice(chez_elle, facture, agent):
    paiement = especes(facture, par=agent)
    annuler_encaissement(paiement, motif="Chèque sans provision", par=agent)
    assert "Annulé par la régie. Votre facture reste à payer." in lire_le_paiement(
        chez_elle, paiement
    )
    especes(facture, par=agent)
    page = lire_le_paiement(chez_elle, paiement)
    assert "Annulé par la régie. Cette facture est réglée depuis" in page
