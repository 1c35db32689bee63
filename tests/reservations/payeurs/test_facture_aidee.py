"""A family that somebody helps: what she reads of her month, what she is billed, what a credit note
gives back and what is put right are the same sums, to the cent."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.actions import corriger_facture
from famille.models import DroitPayeur, Facture, LigneARevoir, PartPayeur
from famille.travaux import actions as travaux
from reservations.consommation.lignes import lire_consommations
from reservations.facturation.comparaison import comparer
from reservations.facturation.lignes_facturees import prix_du_jour
from reservations.facturation.regularisation import preparer_regularisation, regulariser
from reservations.lecture.filtres import Mois
from reservations.models import GrilleTarifaire, Reservation, TrancheTarif
from tests.outils.lisible import lisible
from tests.reservations.consommation.scene import reserve
from tests.reservations.facturation.scene import calculer, publier

from .outils import droit, payeur

pytestmark = pytest.mark.django_db
NOVEMBRE, OCTOBRE, DECEMBRE = Mois(2026, 11), Mois(2026, 10), Mois(2026, 12)
AVOIR_LE = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def en_decembre(time_machine):
    time_machine.move_to("2026-12-02 10:00+01:00", tick=False)


def lus(foyer, mois=NOVEMBRE, **champs):
    """(day, the family's, the others') of each line of the month."""
    return sorted(
        (ligne.jour.day, str(ligne.prix.montant), str(ligne.prix.aide))
        for ligne in lire_consommations(mois, foyers=[foyer.pk], **champs)
    )


@pytest.fixture
def aidee(famille_martin, novembre):
    """Léa has a voucher of 4 € a day, at her centre alone."""
    return droit(
        payeur(),
        famille_martin.foyer,
        enfant=famille_martin.lea,
        par_jour=4,
        services=["accueils-de-loisirs"],
    )


def test_of_what_others_pay_the_meal_has_its_share(aidee, famille_martin):
    """What is left of the price for childcare is what the tax return and the CESU count."""
    GrilleTarifaire.objects.filter(activite__service="accueils-de-loisirs").update(part_repas=50)
    lignes = lire_consommations(NOVEMBRE, foyers=[famille_martin.foyer.pk])
    restent = [(une.prix.montant, une.prix.dont_repas) for une in lignes if une.prix.aide]
    assert restent == [(Decimal("1.60"), Decimal("0.80"))] * 2


def test_what_she_reads_is_what_she_is_billed(aidee, famille_martin, agent, connecter):
    attendus = [(4, "1.60", "4.00"), (5, "6.80", "0.00"), (18, "1.60", "4.00")]
    assert lus(famille_martin.foyer) == attendus
    client = connecter(famille_martin.camille)
    mois = lisible(client.get(reverse("reservations:consommation_du_mois", args=["2026-11"])).text)
    assert "10,00 €" in mois
    assert "CAF de l’Indre (Bon vacances) 4,00 €" in mois
    publier(calculer(agent), agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    assert facture.total == Decimal("10.00")
    for ligne in facture.lignes.all():
        parts = sum((part.montant for part in ligne.parts_payeurs.all()), Decimal(0))
        assert ligne.montant + parts == ligne.quantite * ligne.prix_unitaire
    page = lisible(client.get(reverse("famille:facture", args=[facture.numero])).text)
    assert "5,60 € − 4,00 € = 1,60 €" in page
    sans_ouvrir = "Payé par d’autres (CAF de l’Indre), déjà déduit : 4,00 €"
    assert page.count(sans_ouvrir) == 2
    assert "CAF de l’Indre (Bon vacances) 4,00 €" in page
    totaux = page.partition('id="totaux"')[2]
    for dit in ("Prix avant aides", "18,00 €", "Payé par d’autres (CAF de l’Indre)", "− 8,00 €"):
        assert dit in totaux
    papier = lisible(client.get(reverse("famille:facture_papier", args=[facture.numero])).text)
    assert "Prix avant aides : 18,00 €. Payé par d’autres (CAF de l’Indre) : − 8,00 €." in papier
    assert papier.count(sans_ouvrir) == 2


def test_without_an_aid_her_page_promises_her_invoices_and_says_no_order(famille_martin, connecter):
    page = lisible(connecter(famille_martin.camille).get(reverse("famille:aides")).text)
    assert "elle la note, et vos factures en tiennent compte" in page
    assert "passent après les réductions" not in page


def test_her_invoices_lead_to_her_aids_where_somebody_helps(famille_martin, voisin, connecter):
    droit(payeur(), famille_martin.foyer)
    lien, adresse = f'href="{reverse("famille:aides")}"', reverse("famille:factures")
    assert lien in connecter(famille_martin.camille).get(adresse).text
    assert lien not in connecter(voisin.nadia).get(adresse).text


def test_a_day_that_others_pay_whole_is_published_at_zero_and_asked_of_them(
    famille_martin, novembre, agent
):
    droit(payeur("CCAS", genre="ccas"), famille_martin.foyer)
    publier(calculer(agent), agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    assert (facture.total, facture.soldee) == (0, True)
    assert sum(part.montant for part in PartPayeur.objects.all()) == Decimal("18.00")


def test_payers_pay_in_their_order_and_the_other_parent_last(famille_martin, novembre):
    chez = payeur("Autre parent", genre="parent", ordre=1)
    droit(chez, famille_martin.foyer, pourcent=50, enfant=famille_martin.lea)
    droit(payeur("CCAS", ordre=20), famille_martin.foyer, pourcent=50, enfant=famille_martin.lea)
    droit(payeur(ordre=10), famille_martin.foyer, par_jour=2, enfant=famille_martin.lea)
    ligne = next(
        une
        for une in lire_consommations(NOVEMBRE, foyers=[famille_martin.foyer.pk])
        if une.quoi.enfant == famille_martin.lea.pk
    )
    assert [(part.qui, str(part.montant)) for part in ligne.prix.parts] == [
        ("CAF de l’Indre", "2.00"),
        ("CCAS", "1.80"),
        ("Autre parent", "0.90"),
    ]
    assert ligne.prix.montant == Decimal("0.90")


def test_a_ceiling_runs_over_months_billed_or_not_and_over_activities(
    aidee, famille_martin, activite, agent
):
    DroitPayeur.objects.update(plafond=Decimal("10.00"), debut=date(2026, 10, 1))
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 10, 7))
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 12, 16))
    une, deux, rien = (7, "1.60", "4.00"), (4, "1.60", "4.00"), (16, "5.60", "0.00")
    reste = (18, "3.60", "2.00")

    def de_tous():
        foyer = famille_martin.foyer
        return [lus(foyer, mois, activites=[activite.pk]) for mois in (OCTOBRE, NOVEMBRE, DECEMBRE)]

    assert de_tous() == [[une], [deux, reste], [rien]]
    publier(calculer(agent), agent)  # November before October: it keeps what it has
    assert de_tous() == [[une], [deux, reste], [rien]]
    assert sum(part.montant for part in PartPayeur.objects.tenues()) == Decimal("6.00")


def test_a_credit_note_gives_back_to_each_what_it_had_paid(aidee, famille_martin, agent):
    publier(calculer(agent), agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    ligne = facture.lignes.get(jour=date(2026, 11, 18))
    avoir = corriger_facture(facture, [ligne], motif="Absente", par=agent, jour=AVOIR_LE)
    assert avoir.total == Decimal("-1.60")
    [rendue] = PartPayeur.objects.filter(ligne__facture=avoir)
    assert (rendue.montant, rendue.droit) == (Decimal("-4.00"), aidee)
    assert sum(part.montant for part in PartPayeur.objects.publiees()) == Decimal("4.00")


def test_the_neighbour_is_helped_of_nothing_and_a_placed_child_neither(
    aidee, famille_martin, voisin
):
    assert lus(voisin.foyer) == [(4, "5.60", "0.00")]


def test_a_price_that_changes_after_is_put_right_with_its_aid(aidee, famille_martin, agent):
    publier(calculer(agent), agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    assert all(ligne.montant == du for ligne, du in prix_du_jour(famille_martin.foyer).items())
    TrancheTarif.objects.filter(grille__activite__nom__contains="loisirs").update(prix=300)
    changees = {
        ligne: du for ligne, du in prix_du_jour(famille_martin.foyer).items() if ligne.montant != du
    }
    for ligne, du in changees.items():
        LigneARevoir.objects.create(ligne=ligne, du=du, origine="tarif")
    prevue = preparer_regularisation(facture)
    regulariser(facture, par=agent, jour=AVOIR_LE, vue=prevue.vue)
    tenues = PartPayeur.objects.tenues()
    for part in tenues:
        assert part.ligne.montant + part.montant == part.ligne.prix_unitaire
    assert sum(part.montant for part in PartPayeur.objects.publiees()) == sum(
        part.montant for part in tenues
    )


def test_a_draft_whose_aid_has_changed_waits_for_an_agent(aidee, famille_martin, agent):
    campagne = calculer(agent)
    droit(payeur("Mutuelle", genre="autre", ordre=1), famille_martin.foyer, par_jour=4)
    DroitPayeur.objects.filter(pk=aidee.pk).update(fin=date(2026, 10, 31))
    publier(campagne, agent)  # the family's sums are those that were read: only who pays has moved
    assert Facture.objects.get(foyer=famille_martin.foyer).etat == Facture.Etat.BROUILLON


def comparer_novembre():
    travaux.executer(comparer([NOVEMBRE], par=None).pk)
    return LigneARevoir.objects.a_traiter().order_by("ligne__jour")


def test_a_change_of_payer_alone_is_found_at_night_and_put_right(aidee, famille_martin, agent):
    publier(calculer(agent), agent)
    assert not comparer_novembre().exists()
    ccas = droit(payeur("CCAS", ordre=1), famille_martin.foyer, par_jour=4, enfant=aidee.enfant)
    DroitPayeur.objects.filter(pk=aidee.pk).update(fin=date(2026, 10, 31))
    notees = list(comparer_novembre())
    assert [(une.ligne.jour.day, une.trop) for une in notees] == [(4, 0), (18, 0)]
    assert notees[0].origine.startswith("autres payeurs, vérification du")
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    prevue = preparer_regularisation(facture)
    assert (prevue.avoir, prevue.ecart) == (Decimal("3.20"), 0)
    regulariser(facture, par=agent, jour=AVOIR_LE, vue=prevue.vue)
    assert {part.droit for part in PartPayeur.objects.tenues()} == {ccas}
    assert sum(part.montant for part in PartPayeur.objects.publiees()) == Decimal("8.00")
    assert not comparer_novembre().exists()


def test_a_day_that_others_paid_whole_and_that_is_no_more_is_given_back(
    famille_martin, novembre, agent
):
    droit(payeur(), famille_martin.foyer, enfant=famille_martin.lea)
    publier(calculer(agent), agent)
    Reservation.objects.filter(creneau__jour=date(2026, 11, 18)).delete()
    [notee] = comparer_novembre()
    assert (notee.ligne.montant, notee.du) == (0, 0)
    facture = notee.ligne.facture
    regulariser(facture, par=agent, jour=AVOIR_LE, vue=preparer_regularisation(facture).vue)
    assert sum(part.montant for part in PartPayeur.objects.publiees()) == Decimal("5.60")
    assert not comparer_novembre().exists()


@pytest.mark.parametrize("combien", [1, 30])
def test_rights_cost_the_same_whatever_their_number(
    famille_martin, novembre, combien, django_assert_num_queries
):
    chez = payeur()
    for _rang in range(combien):
        droit(chez, famille_martin.foyer, par_jour="0.10", quoi="Aide")
    with django_assert_num_queries(10):
        assert lire_et_compter(famille_martin.foyer) == 3


def lire_et_compter(foyer):
    return len(list(lire_consommations(NOVEMBRE, foyers=[foyer.pk])))
