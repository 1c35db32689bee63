"""What is billed and would not be today appears, whatever changed it; ticked at once, it is put
right by a job."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.html import escape

from famille.models import Facture, LigneARevoir, LigneFacture, Travail
from famille.travaux import actions as travaux
from reservations.facturation import comparaison
from reservations.facturation.comparaison import comparer, comparer_la_nuit
from reservations.facturation.regularisation import lire_le_lot, regulariser_un_lot
from reservations.models import Reservation, TrancheTarif
from reservations.taches import comparer_les_factures
from tests.demarches.facturee import DECEMBRE, PRIX

from .test_regularisation import SECOND, changer_le_quotient, net

pytestmark = pytest.mark.django_db


def compare(par=None):
    travail = comparer([DECEMBRE], par=par)
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    return travail.resultat["phrase"]


def test_nothing_has_changed_and_nothing_is_listed(facturee):
    assert compare() == "2 lignes facturées : toutes sont justes."
    assert not LigneARevoir.objects.exists()


def test_what_changed_without_a_decision_appears(facturee, connecter, agent):
    TrancheTarif.objects.update(prix=Decimal("1.00"))
    Reservation.objects.filter(creneau__jour=SECOND).delete()
    assert "2 ne sont plus justes" in compare()
    dus = {une.ligne.jour: une.du for une in LigneARevoir.objects.select_related("ligne")}
    assert dus[SECOND] == 0
    assert all(du < PRIX for du in dus.values())
    assert "vérification du 6 janvier 2027" in {une.origine for une in LigneARevoir.objects.all()}
    assert "Vérification du 6" in connecter(agent).get(reverse("factures:a_revoir")).text


def test_the_reason_of_a_decision_stays_and_what_is_right_again_goes(facturee, agent):
    changer_le_quotient(facturee, 500, agent)
    [notee] = LigneARevoir.objects.all()
    compare()
    assert LigneARevoir.objects.get().origine == "demande D-1"
    LigneFacture.objects.filter(pk=notee.ligne_id).update(montant=notee.du)
    assert compare().endswith("toutes sont justes.")
    assert not LigneARevoir.objects.exists()


def test_what_is_due_and_billed_nowhere_is_said(facturee):
    LigneFacture.objects.filter(jour=SECOND).update(corrigee=True)
    phrase = compare()
    assert "1 autre est due et sur aucune facture, 5,60\u00a0€" in phrase
    assert "une campagne du même mois" in phrase


def test_each_night_compares_once_what_was_published(facturee, time_machine):
    assert not comparer_les_factures()  # it is ten in the morning
    time_machine.move_to("2027-01-07 02:10+01:00", tick=False)
    assert comparer_la_nuit()
    assert not comparer_la_nuit()
    assert Travail.objects.get(genre=comparaison.GENRE).parametres["mois"] == ["2026-12"]


def test_a_job_stopped_goes_on_and_counts_nothing_twice(facturee, monkeypatch):
    Reservation.objects.filter(creneau__jour=SECOND).delete()
    travail = comparer([DECEMBRE, DECEMBRE], par=None)
    monkeypatch.setattr(comparaison, "DUREE_TOUR", -1)
    assert travaux.executer(travail.pk) == Travail.Etat.EN_COURS
    monkeypatch.setattr(comparaison, "DUREE_TOUR", 40)
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    assert travail.parametres["bilan"]["lignes"] == 4  # twice two
    assert LigneARevoir.objects.count() == 1


def test_all_lines_ticked_are_put_right_by_one_press(facturee, agent, connecter):
    Reservation.objects.update(presence=Reservation.Presence.ABSENT_JUSTIFIE)
    compare()
    bureau, lot = connecter(agent), reverse("reservations_bureau:regulariser_un_lot")
    cochees = bureau.get(reverse("factures:a_revoir") + "?cocher=toutes").text
    assert len(re.findall(r"\schecked\b", cochees)) == 2
    page = bureau.post(lot, {"toutes": "1"})
    assert "11,20\u00a0€" in page.text
    assert Facture.objects.filter(genre=Facture.Genre.AVOIR).count() == 0
    reponse = bureau.post(lot, {"toutes": "1", "vue": page.context["lot"].vue})
    travail = Travail.objects.get(genre="regularisations")
    assert reponse.url == reverse("travaux:travail", args=[travail.pk])
    for _fois in range(2):  # a worker killed does it again
        travaux.executer(travail.pk)
    assert net(facturee.foyer) == 0
    assert Facture.objects.filter(genre=Facture.Genre.AVOIR).count() == 1
    assert "Aucune ligne à revoir" in bureau.get(reverse("factures:a_revoir")).text


def test_only_the_ticked_lines_are_put_right(facturee, agent):
    Reservation.objects.update(presence=Reservation.Presence.ABSENT_JUSTIFIE)
    compare()
    premiere = LigneARevoir.objects.order_by("pk").first()
    travaux.executer(regulariser_un_lot(lire_le_lot([premiere.pk]), par=agent).pk)
    assert net(facturee.foyer) == PRIX
    assert LigneARevoir.objects.a_traiter().exclude(pk=premiere.pk).count() == 1


def test_one_comes_back_to_the_list_as_it_was_whatever_is_ticked(facturee, agent, connecter):
    Reservation.objects.update(presence=Reservation.Presence.ABSENT_JUSTIFIE)
    compare()
    bureau, lot = connecter(agent), reverse("reservations_bureau:regulariser_un_lot")
    liste = reverse("factures:a_revoir")
    numero = facturee.facture.numero
    filtres = f"q={numero}&etat=de-trop"
    page = bureau.get(f"{liste}?{filtres}").text
    assert f'name="retour" value="{escape(filtres)}"' in page
    rien = bureau.post(lot, {"retour": filtres})
    assert rien.url == f"{liste}?{filtres}"
    suite = bureau.get(rien.url).text
    assert "Cochez au moins une ligne à régulariser." in suite
    assert "ne sont plus à revoir" not in suite
    cle = LigneARevoir.objects.first().pk
    apercu = bureau.post(lot, {"retour": filtres, "ligne": cle})
    assert f'href="{liste}?{escape(filtres)}"' in apercu.text
    assert f'name="retour" value="{escape(filtres)}"' in apercu.text
    LigneFacture.objects.update(corrigee=True)
    reste = bureau.post(lot, {"retour": filtres, "ligne": cle, "vue": apercu.context["lot"].vue})
    assert reste.url == f"{liste}?{filtres}"
    assert "Ces lignes ne sont plus à revoir" in bureau.get(reste.url).text


def test_what_was_read_is_these_lines_and_no_others_of_the_same_price(facturee):
    """One leaves the list, another of the same price enters: it was not read."""
    Reservation.objects.update(presence=Reservation.Presence.ABSENT_JUSTIFIE)
    compare()
    une, autre = LigneARevoir.objects.order_by("pk")
    lue = lire_le_lot([une.pk])
    assert lue.vue == lire_le_lot([une.pk]).vue
    assert lue.avoirs == lire_le_lot([autre.pk]).avoirs
    assert lue.vue != lire_le_lot([autre.pk]).vue


def test_what_has_changed_since_the_press_is_left_out_and_said(facturee, agent):
    Reservation.objects.update(presence=Reservation.Presence.ABSENT_JUSTIFIE)
    compare()
    travail = regulariser_un_lot(lire_le_lot(None), par=agent)
    Reservation.objects.update(presence=Reservation.Presence.ABSENT)
    travaux.executer(travail.pk)
    travail.refresh_from_db()
    assert facturee.facture.numero in travail.resultat["phrase"]
    assert net(facturee.foyer) == 2 * PRIX
