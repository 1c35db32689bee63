"""What the Trésor public has collected is noted back: an invoice wholly collected is closed, and no
longer stands in the way of erasing a household."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from famille.argent.regie.recouvrement.encaisses import (
    noter_les_recouvrements,
    retirer_un_recouvrement,
)
from famille.models import Facture, Modification, RecouvrementTresor
from famille.mouvements.donnees.effacement import obstacles_de_la_compta
from famille.socle.erreurs import Refus
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PLUS_TARD, PUBLIE_LE
from tests.outils.lisible import lisible

pytestmark = pytest.mark.django_db
JOUR = PLUS_TARD.date()


def noter(montants, par, **champs):
    valeurs = {"encaisse_le": JOUR, "reference": "AV-2027-12"}
    return noter_les_recouvrements(
        {une.pk: Decimal(montant) for une, montant in montants.items()}, **valeurs | champs, par=par
    )


def test_parts_then_the_rest_close_the_invoice(transmise, regisseur, famille_martin):
    noter({transmise: "5.00"}, regisseur)
    transmise.refresh_from_db()
    assert (transmise.solde, transmise.au_tresor) == (15, True)
    assert obstacles_de_la_compta(famille_martin.foyer)
    noter({transmise: "15.00"}, regisseur)
    transmise.refresh_from_db()
    assert (transmise.solde, transmise.au_tresor, transmise.soldee) == (0, False, True)
    assert not Facture.objects.au_tresor().exists()
    assert not obstacles_de_la_compta(famille_martin.foyer)
    assert Modification.objects.filter(objet__contains="Trésor public").count() == 2


@pytest.mark.parametrize(
    ("montant", "champs", "dit"),
    [
        ("20.01", {}, "doit 20,00"),
        ("-1", {}, "doit 20,00"),
        ("0", {}, "Cochez au moins"),
        ("5", {"reference": " "}, "référence"),
        ("5", {"encaisse_le": JOUR + timedelta(days=1)}, "pas encore venu"),
    ],
)
def test_what_cannot_have_been_collected_is_refused(transmise, regisseur, montant, champs, dit):
    with pytest.raises(Refus) as refus:
        noter({transmise: montant}, regisseur, **champs)
    assert dit in lisible(str(refus.value))
    transmise.refresh_from_db()
    assert transmise.solde == 20


def test_the_same_notice_is_not_noted_twice(transmise, regisseur):
    noter({transmise: "5.00"}, regisseur)
    with pytest.raises(Refus, match="déjà noté"):
        noter({transmise: "5.00"}, regisseur)
    assert RecouvrementTresor.objects.count() == 1


def test_an_invoice_that_the_tresor_does_not_have_is_refused_and_nothing_is_written(
    transmise, regisseur, famille_martin
):
    autre = facturer(famille_martin.foyer, "8.00", jour=JOUR)
    with pytest.raises(Refus, match="n’est plus au Trésor"):
        noter({transmise: "5.00", autre: "8.00"}, regisseur)
    assert not RecouvrementTresor.objects.exists()


def test_a_mistake_is_taken_back_with_its_reason(transmise, regisseur):
    [note] = noter({transmise: "20.00"}, regisseur)
    with pytest.raises(Refus):
        retirer_un_recouvrement(note, motif=" ", par=regisseur)
    retirer_un_recouvrement(note, motif="Un autre dossier", par=regisseur)
    transmise.refresh_from_db()
    assert (transmise.solde, transmise.au_tresor) == (20, True)
    with pytest.raises(Refus, match="vient d’être retirée"):
        retirer_un_recouvrement(note, motif="Encore", par=regisseur)
    noter({transmise: "20.00"}, regisseur)  # the same line may then be noted again


def test_several_are_noted_at_once_on_the_screen_and_one_is_taken_back(
    transmise, regisseur, connecter, famille_martin, voisin, time_machine
):
    time_machine.move_to(PUBLIE_LE, tick=False)
    autre = facturer(voisin.foyer, "8.00")
    time_machine.move_to(PLUS_TARD, tick=False)
    Facture.objects.filter(pk=autre.pk).update(au_tresor_le=PLUS_TARD)
    regie = connecter(regisseur)
    liste = lisible(regie.get(reverse("regie:tresor") + "?etat=au-tresor").text)
    assert transmise.numero in liste
    adresse = reverse("regie:recouvrer")
    cochees = {"facture": [transmise.pk, autre.pk]}
    page = regie.post(adresse, cochees, follow=True).text
    assert "Noter l’encaissement" in page
    assert f'name="montant_{transmise.pk}" value="20,00"' in page
    regie.post(
        adresse,
        cochees
        | {
            "noter": "1",
            "encaisse_le": JOUR.isoformat(),
            "reference": "AV-1",
            f"montant_{transmise.pk}": "20,00",
            f"montant_{autre.pk}": "3,50",
        },
    )
    assert sorted(str(un.montant) for un in RecouvrementTresor.objects.all()) == ["20.00", "3.50"]
    encaissees = regie.get(reverse("regie:tresor") + "?etat=encaissees").text
    assert transmise.numero in encaissees
    assert autre.numero not in encaissees
    siennes = reverse("regie:recouvrements", args=[autre.numero])
    assert "AV-1" in regie.get(siennes).text
    note = RecouvrementTresor.objects.get(facture=autre)
    regie.post(siennes, {"ligne": note.pk, "motif": "Erreur"})
    autre.refresh_from_db()
    assert autre.solde == 8


def test_what_was_collected_is_not_summed_to_count_what_is(transmise, regisseur, connecter):
    """It was, of all the invoices that the town's families have ever paid."""
    noter({transmise: "20.00"}, regisseur)
    with CaptureQueriesContext(connection) as lues:
        page = connecter(regisseur).get(reverse("regie:tresor"))
    assert [un.nombre for un in page.context["lue"].onglets] == [0, 0, 1]
    table = RecouvrementTresor._meta.db_table
    [sql] = [une["sql"] for une in lues if "_lignes" in une["sql"] and table in une["sql"]]
    assert "SUM(" not in sql


def test_its_family_and_its_tax_paper_know_it(transmise, regisseur, connecter, famille_martin):
    from famille.argent.factures.attestation_fiscale import annees_payees

    foyer = famille_martin.foyer
    assert annees_payees([foyer]) == []
    noter({transmise: "20.00"}, regisseur, encaisse_le=date(2027, 1, 20))
    assert annees_payees([foyer]) == [(2027, foyer)]
    page = lisible(
        connecter(famille_martin.camille)
        .get(reverse("famille:facture", args=[transmise.numero]))
        .text
    )
    assert "Encaissé par le Trésor public, 20 janvier 2027" in page


@pytest.mark.parametrize("combien", [1, 30])
def test_the_list_takes_as_many_queries_whatever_it_holds(
    combien, regisseur, famille_martin, connecter, django_assert_max_num_queries
):
    for _rang in range(combien):
        facturer(famille_martin.foyer, "8.00")
    Facture.objects.update(au_tresor_le=PLUS_TARD)
    regie = connecter(regisseur)
    adresse = reverse("regie:tresor") + "?etat=au-tresor"
    regie.get(adresse)
    with django_assert_max_num_queries(20):
        assert regie.get(adresse).status_code == 200
