"""An invoice that a decision has made wrong is put right in one gesture: credit note, new invoice,
to the cent, once."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations

import pytest
from django.db.models import Sum
from django.urls import reverse

from demarches.actions import annuler, valider
from famille.actions import ajouter_quotient
from famille.models import Courriel, Facture, LigneARevoir, LigneFacture, ReglageRegie
from famille.socle.erreurs import Refus
from reservations.actions import en_revoyant_les_factures
from reservations.facturation.regularisation import preparer_regularisation, regulariser
from reservations.models import Reservation
from tests.demarches.facturee import PRIX, certificat

pytestmark = pytest.mark.django_db
JOUR = date(2027, 1, 6)
PREMIER, SECOND = date(2026, 12, 9), date(2026, 12, 16)


def adresse(facture):
    return reverse("reservations_bureau:regulariser", args=[facture.numero])


def net(foyer):
    """All that the household is asked, credit notes taken off."""
    return Facture.objects.publiees().filter(foyer=foyer).aggregate(du=Sum("total"))["du"]


def changer_le_quotient(famille, valeur, agent, *, depuis=SECOND):
    with en_revoyant_les_factures([famille.foyer], origine="demande D-1", par=agent):
        ajouter_quotient(famille.foyer, valeur=valeur, debut=depuis, fin=None, par=agent)


def faire(facture, agent):
    vue = preparer_regularisation(facture).vue
    return regulariser(facture, par=agent, jour=JOUR, vue=vue)


def test_a_certificate_gives_a_credit_note_and_nothing_to_pay(facturee, habilitee, connecter):
    demande, bureau = certificat(facturee), connecter(habilitee)
    page = bureau.post(f"/gestion/demandes/{demande.pk}/valider/", follow=True).text
    assert adresse(facturee.facture) in page  # one press from the decision
    apercu = bureau.get(adresse(facturee.facture)).text
    assert "11,20\u00a0€" in apercu
    assert "Aucune nouvelle facture" in apercu
    assert not Facture.objects.filter(genre=Facture.Genre.AVOIR).exists()  # looking does nothing
    vue = preparer_regularisation(facturee.facture).vue
    bureau.post(adresse(facturee.facture), {"vue": vue}, follow=True)
    avoir = Facture.objects.get(genre=Facture.Genre.AVOIR)
    assert (avoir.total, avoir.motif) == (
        -2 * PRIX,
        f"Régularisation : demande {demande.numero}",
    )
    assert net(facturee.foyer) == 0
    assert not LigneARevoir.objects.a_traiter().exists()


def test_what_is_still_due_is_billed_again_at_its_price(facturee, agent):
    changer_le_quotient(facturee, 500, agent)
    [notee] = LigneARevoir.objects.a_traiter()
    avant = Courriel.objects.count()
    avoir, [nouvelle] = faire(facturee.facture, agent)
    assert (avoir.total, nouvelle.total) == (-PRIX, notee.du)
    assert net(facturee.foyer) == PRIX + notee.du
    assert nouvelle.lignes.get().source == avoir.lignes.get().corrige.source
    assert nouvelle.emise_le == JOUR
    assert Courriel.objects.count() == avant + 1  # Camille has an account
    assert nouvelle.numero in Courriel.objects.latest("cree_le").texte


def test_what_is_billed_again_is_due_when_it_was_unless_more_is_asked(facturee, agent):
    """October's due date became 31 December, and what was late was late no more."""
    facturee.facture.echeance = date(2026, 12, 31)
    facturee.facture.save(update_fields=["echeance"])
    changer_le_quotient(facturee, 500, agent)
    _avoir, [moins] = faire(facturee.facture, agent)
    assert moins.echeance == date(2026, 12, 31)
    facturee.foyer.quotients.filter(debut=SECOND).update(valeur=5000)
    LigneARevoir.objects.create(ligne=moins.lignes.get(), du=PRIX, origine="quotient", par=agent)
    avoir, [plus] = faire(moins, agent)
    assert plus.total > -avoir.total
    assert plus.echeance == JOUR + timedelta(days=ReglageRegie.lire().delai_jours)


def test_pressed_twice_it_is_done_once(facturee, agent, connecter):
    changer_le_quotient(facturee, 500, agent)
    bureau, vue = connecter(agent), preparer_regularisation(facturee.facture).vue
    for _fois in range(2):
        page = bureau.post(adresse(facturee.facture), {"vue": vue}, follow=True).text
    assert "n’a plus de ligne à revoir" in page
    assert Facture.objects.filter(foyer=facturee.foyer).count() == 3


def test_what_has_changed_since_it_was_read_is_read_again(facturee, agent):
    changer_le_quotient(facturee, 500, agent)
    lue = preparer_regularisation(facturee.facture).vue
    _absence(facturee, agent)
    with pytest.raises(Refus, match="relisez les montants"):
        regulariser(facturee.facture, par=agent, jour=JOUR, vue=lue)
    assert Facture.objects.filter(foyer=facturee.foyer).count() == 1


def test_a_line_put_right_is_put_right_again(facturee, agent):
    """Its new invoice becomes the one to look at."""
    changer_le_quotient(facturee, 500, agent)
    _avoir, [nouvelle] = faire(facturee.facture, agent)
    Reservation.objects.filter(creneau__jour=SECOND).update(
        presence=Reservation.Presence.ABSENT_JUSTIFIE
    )
    LigneARevoir.objects.create(ligne=nouvelle.lignes.get(), du=0, origine="demande D-2", par=agent)
    avoir, encore = faire(nouvelle, agent)
    assert (avoir.total, encore) == (-nouvelle.total, [])
    assert net(facturee.foyer) == PRIX


def test_a_decision_is_no_longer_taken_back_once_its_invoice_is_put_right(facturee, habilitee):
    demande = certificat(facturee)
    valider(demande, par=habilitee)
    changer_le_quotient(facturee, 500, habilitee)
    faire(facturee.facture, habilitee)
    avant = net(facturee.foyer)
    with pytest.raises(Refus):
        annuler(demande, par=habilitee)
    assert net(facturee.foyer) == avant


def _quotient(famille, agent):
    changer_le_quotient(famille, 500, agent)


def _absence(famille, agent):
    with en_revoyant_les_factures([famille.foyer], origine="demande D-2", par=agent):
        Reservation.objects.filter(creneau__jour=PREMIER).update(
            presence=Reservation.Presence.ABSENT_JUSTIFIE
        )


def _venu(famille, agent):
    with en_revoyant_les_factures([famille.foyer], origine="pointage", par=agent):
        Reservation.objects.filter(creneau__jour=SECOND).update(
            presence=Reservation.Presence.PRESENT
        )


@pytest.mark.parametrize("ordre", tuple(permutations([_quotient, _absence, _venu])))
@pytest.mark.parametrize("a_chaque_fois", [True, False])
def test_whatever_the_order_of_late_changes_the_sum_is_what_is_due(
    facturee, agent, ordre, a_chaque_fois
):
    """The sum of invoices and credit notes is what the same days would be billed at once."""
    for changement in ordre:
        changement(facturee, agent)
        if a_chaque_fois:
            _regulariser_tout(agent)
    _regulariser_tout(agent)
    au_second = LigneFacture.objects.filter(corrigee=False, source__gt="", jour=SECOND)
    du = au_second.get(facture__genre=Facture.Genre.FACTURE).montant
    assert net(facturee.foyer) == du
    assert Decimal(0) < du < PRIX


def _regulariser_tout(agent):
    while notee := LigneARevoir.objects.a_traiter().select_related("ligne__facture").first():
        faire(notee.ligne.facture, agent)


def test_who_may_not_correct_an_invoice_does_not(facturee, agent, connecter, directrice):
    changer_le_quotient(facturee, 500, agent)
    for qui in (directrice, facturee.camille):
        client = connecter(qui)
        assert client.get(adresse(facturee.facture)).status_code in (302, 403)
        client.post(adresse(facturee.facture), {"vue": "x"})
    assert Facture.objects.filter(foyer=facturee.foyer).count() == 1


def test_nothing_to_put_right_says_so(facturee, agent, connecter):
    page = connecter(agent).get(adresse(facturee.facture)).text
    assert "Rien à régulariser" in page
