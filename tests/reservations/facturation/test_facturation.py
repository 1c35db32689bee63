"""A billing run: one draft a household, checked, published once and without a gap, whatever stops
in the middle."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.actions import corriger_facture
from famille.models import (
    Courriel,
    Facture,
    LigneFacture,
    MandatSEPA,
    QuotientFamilial,
    ServicePreleve,
    Travail,
)
from famille.travaux import actions as travaux
from reservations.donnees.des_reservations import obstacles
from reservations.facturation import actions as facturation
from reservations.facturation import publication
from reservations.facturation.actions import (
    abandonner_campagne,
    commencer_campagne,
    publier_campagne,
    recalculer_campagne,
)
from reservations.models import (
    Activite,
    CampagneFacturation,
    GrilleTarifaire,
    Reservation,
    TrancheTarif,
)
from tests.reservations.consommation.scene import reserve
from tests.reservations.facturation.scene import NOVEMBRE, Etat, calculer, executer, publier

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("en_decembre")]


def mandater(foyer, *services):
    mandat = MandatSEPA.objects.create(
        foyer=foyer,
        rum="PF-2026-000001",
        signe_le="2026-10-01T10:00Z",
        debut=date(2026, 10, 1),
        iban_chiffre="x",
    )
    ServicePreleve.objects.bulk_create(
        ServicePreleve(mandat=mandat, foyer=foyer, service=service) for service in services
    )
    return mandat


def test_a_household_gets_one_draft_that_adds_up(agent, famille_martin, novembre):
    campagne = calculer(agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    assert campagne.etat == Etat.A_VERIFIER
    assert [ligne.montant for ligne in facture.lignes.order_by("jour")] == [
        Decimal("5.60"),
        Decimal("6.80"),
        Decimal("5.60"),
    ]
    assert facture.total == Decimal("18.00")
    assert facture.objet == "Accueils de loisirs et restauration scolaire, novembre 2026"
    assert campagne.bilan["total"] == str(sum(une.total for une in Facture.objects.all()))


def test_meals_are_kept_apart_from_care(agent, famille_martin, novembre):
    calculer(agent)
    natures = {
        ligne.enfant_nom: ligne.nature
        for ligne in LigneFacture.objects.filter(facture__foyer=famille_martin.foyer)
    }
    assert natures == {"Léa Martin": "garde", "Hugo Martin": "repas"}


def test_an_absence_that_is_charged_and_the_meal_of_a_day_are_told_apart(
    agent, famille_martin, activite, novembre
):
    GrilleTarifaire.objects.filter(activite=activite).update(part_repas=25)
    Reservation.objects.filter(creneau__jour=date(2026, 11, 18)).update(presence="absent")
    calculer(agent)
    lignes = LigneFacture.objects.filter(facture__foyer=famille_martin.foyer).order_by("jour")
    dites = [(ligne.montant, ligne.dont_absence, ligne.dont_repas) for ligne in lignes]
    assert dites == [
        (Decimal("5.60"), Decimal("0.00"), Decimal("1.40")),
        (Decimal("6.80"), Decimal("0.00"), Decimal("6.80")),
        (Decimal("5.60"), Decimal("5.60"), Decimal("1.40")),
    ]


def test_a_credit_note_takes_back_the_same_shares(agent, famille_martin, activite, novembre):
    GrilleTarifaire.objects.filter(activite=activite).update(part_repas=25)
    publier(calculer(agent), agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    retiree = facture.lignes.order_by("jour").first()
    avoir = corriger_facture(facture, [retiree], motif="Erreur", par=agent, jour=date(2026, 12, 2))
    assert avoir.lignes.get().dont_repas == Decimal("-1.40")


def test_nothing_is_seen_before_publication(agent, connecter, famille_martin, novembre):
    calculer(agent)
    assert (
        "novembre 2026"
        not in connecter(famille_martin.camille).get(reverse("famille:factures")).content.decode()
    )


def test_publication_numbers_and_announces_without_an_amount(agent, famille_martin, novembre):
    campagne = publier(calculer(agent), agent)
    assert campagne.etat == Etat.PUBLIEE
    assert sorted(Facture.objects.values_list("numero", flat=True)) == [
        "F-2026-000001",
        "F-2026-000002",
    ]
    courriel = Courriel.objects.get(destinataire=famille_martin.camille.email)
    assert "18,00" not in courriel.texte + courriel.html
    assert courriel.sujet == "Votre facture de novembre 2026 est disponible"
    sienne = Facture.objects.get(foyer=famille_martin.foyer)
    assert f"{sienne.objet} (n° {sienne.numero})" in courriel.texte
    assert "1er janvier 2027" in courriel.texte


def test_what_a_mandate_covers_is_an_invoice_of_its_own(agent, famille_martin, novembre):
    mandat = mandater(famille_martin.foyer, "restauration")
    publier(calculer(agent), agent)
    prelevee = Facture.objects.get(mandat=mandat)
    assert (prelevee.total, prelevee.objet) == (
        Decimal("6.80"),
        "Restauration scolaire, novembre 2026",
    )
    assert Facture.objects.filter(foyer=famille_martin.foyer).count() == 2
    assert (
        "Elle sera prélevée"
        in Courriel.objects.get(cle__startswith=f"facture-{prelevee.numero}").texte
    )


def test_two_agents_at_once_get_the_same_run(agent, collegue, novembre):
    premiere = commencer_campagne(NOVEMBRE, Activite.objects.all(), par=agent)
    assert commencer_campagne(NOVEMBRE, Activite.objects.all(), par=collegue) == premiere
    assert Travail.objects.count() == 1


def test_computed_again_it_is_the_same(agent, novembre):
    campagne = calculer(agent)
    avant = list(Facture.objects.order_by("cle").values_list("cle", "total"))
    recalculer_campagne(campagne, par=agent)
    campagne = executer(campagne)
    assert list(Facture.objects.order_by("cle").values_list("cle", "total")) == avant
    assert campagne.bilan["factures"] == 2


def test_killed_in_the_middle_it_goes_on_from_there(agent, novembre, monkeypatch):
    monkeypatch.setattr(facturation, "FOYERS_PAR_LOT", 1)
    campagne = commencer_campagne(NOVEMBRE, Activite.objects.all(), par=agent)
    vrai, faits = facturation._facturer, []

    def meurt_au_second(*arguments):
        if faits:
            raise SystemExit
        faits.append(vrai(*arguments))

    monkeypatch.setattr(facturation, "_facturer", meurt_au_second)
    with pytest.raises(SystemExit):
        travaux.executer(campagne.travail_id)
    assert Facture.objects.count() == 1
    monkeypatch.setattr(facturation, "_facturer", vrai)
    campagne = executer(campagne)
    assert (Facture.objects.count(), campagne.bilan["factures"], campagne.etat) == (
        2,
        2,
        Etat.A_VERIFIER,
    )


def test_publication_killed_in_the_middle_leaves_no_gap_and_no_double(agent, novembre, monkeypatch):
    monkeypatch.setattr(publication, "FACTURES_PAR_LOT", 1)
    campagne = calculer(agent)
    publier_campagne(campagne, par=agent)
    vraie, dites = publication.annoncer, []

    def meurt_a_la_seconde(*arguments):
        if dites:
            raise SystemExit
        dites.append(vraie(*arguments))
        return dites[0]

    monkeypatch.setattr(publication, "annoncer", meurt_a_la_seconde)
    with pytest.raises(SystemExit):
        travaux.executer(CampagneFacturation.objects.get().travail_id)
    assert Facture.objects.publiees().count() == 1
    monkeypatch.setattr(publication, "annoncer", vraie)
    assert executer(campagne).etat == Etat.PUBLIEE
    assert sorted(Facture.objects.values_list("numero", flat=True)) == [
        "F-2026-000001",
        "F-2026-000002",
    ]
    assert Courriel.objects.count() == 2


def test_a_long_one_hands_over_to_its_next_turn(agent, novembre, monkeypatch):
    monkeypatch.setattr(facturation, "DUREE_TOUR", -1)
    campagne = commencer_campagne(NOVEMBRE, Activite.objects.all(), par=agent)
    assert travaux.executer(campagne.travail_id) == Travail.Etat.EN_COURS
    monkeypatch.setattr(facturation, "DUREE_TOUR", 40)
    assert executer(campagne).etat == Etat.A_VERIFIER


def test_an_older_turn_that_wakes_up_writes_nothing(agent, novembre):
    campagne = commencer_campagne(NOVEMBRE, Activite.objects.all(), par=agent)
    vieux = facturation._prendre(campagne)
    facturation._prendre(campagne)
    with pytest.raises(facturation.Refus, match="repris par un autre"):
        facturation._facturer(campagne, vieux, NOVEMBRE, (1,), [1])


def test_a_second_run_of_the_month_takes_only_what_is_new(
    agent, famille_martin, activite, novembre
):
    publier(calculer(agent), agent)
    reserve(famille_martin.foyer, famille_martin.hugo, activite, date(2026, 11, 25))
    seconde = calculer(agent)
    [nouvelle] = Facture.objects.brouillons()
    assert [ligne.jour for ligne in nouvelle.lignes.all()] == [date(2026, 11, 25)]
    assert seconde.bilan["deja"] == 4


def test_what_a_credit_note_took_off_is_billed_again_at_its_new_price(
    agent, famille_martin, novembre
):
    publier(calculer(agent), agent)
    facture = Facture.objects.get(foyer=famille_martin.foyer)
    garde = list(facture.lignes.filter(nature="garde"))
    corriger_facture(
        facture, garde, motif="Quotient transmis tard.", par=agent, jour=date(2026, 12, 2)
    )
    QuotientFamilial.objects.create(foyer=famille_martin.foyer, valeur=300, debut=date(2026, 11, 1))
    calculer(agent)
    assert Facture.objects.brouillons().get().total < Decimal("11.20")


def test_what_changed_since_the_check_is_written_anew_and_checked_again(
    agent, famille_martin, voisin, novembre
):
    campagne = calculer(agent)
    Reservation.objects.filter(foyer=famille_martin.foyer, creneau__jour=date(2026, 11, 4)).update(
        presence="absent-justifie"
    )
    campagne = publier(campagne, agent)
    assert campagne.etat == Etat.A_VERIFIER
    assert [facture.foyer for facture in Facture.objects.publiees()] == [voisin.foyer]
    assert Facture.objects.brouillons().get().total == Decimal("12.40")
    campagne = publier(campagne, agent)
    assert campagne.etat == Etat.PUBLIEE
    assert Facture.objects.publiees().get(foyer=famille_martin.foyer).total == Decimal("12.40")


def test_a_draft_with_nothing_left_goes_and_the_run_is_over(
    agent, famille_martin, voisin, novembre
):
    campagne = calculer(agent)
    Reservation.objects.filter(foyer=voisin.foyer).update(presence="absent-justifie")
    campagne = publier(campagne, agent)
    facture = Facture.objects.get()
    assert facture.foyer == famille_martin.foyer
    assert (campagne.etat, campagne.bilan["factures"]) == (Etat.PUBLIEE, 1)
    assert Decimal(campagne.bilan["total"]) == facture.total


def test_a_mandate_that_ends_before_publication_loses_no_line(
    agent, famille_martin, voisin, novembre
):
    """What it was to collect becomes a draft to pay otherwise, to be checked; and the other way
    round."""
    mandat = mandater(famille_martin.foyer, "restauration", "accueils-de-loisirs")
    campagne = calculer(agent)
    assert Facture.objects.get(foyer=famille_martin.foyer).mandat == mandat
    ServicePreleve.objects.filter(service="accueils-de-loisirs").update(fin=date(2026, 12, 1))
    campagne = publier(campagne, agent)
    assert campagne.etat == Etat.A_VERIFIER
    assert [facture.foyer for facture in Facture.objects.publiees()] == [voisin.foyer]
    campagne = publier(campagne, agent)
    siennes = Facture.objects.publiees().filter(foyer=famille_martin.foyer).order_by("total")
    assert [(une.mandat, une.lignes.count()) for une in siennes] == [(mandat, 1), (None, 2)]
    assert (campagne.etat, campagne.bilan["lignes"]) == (Etat.PUBLIEE, LigneFacture.objects.count())


def test_given_up_it_leaves_nothing(agent, novembre):
    abandonner_campagne(calculer(agent))
    assert not Facture.objects.exists()
    assert calculer(agent).bilan["factures"] == 2


def test_oddities_are_counted_and_named(agent, voisin, novembre):
    campagne = calculer(agent)
    anomalies = {une["code"]: une for une in campagne.bilan["anomalies"]}
    assert anomalies["sans-quotient"]["nombre"] == 1
    assert anomalies["sans-quotient"]["exemples"][0]["foyer"] == voisin.foyer.pk


def test_a_child_who_has_left_the_household_is_told(agent, voisin, novembre):
    voisin.sami.rattachements.update(fin=date(2026, 11, 1))
    anomalies = {une["code"]: une["nombre"] for une in calculer(agent).bilan["anomalies"]}
    assert anomalies["hors-foyer"] == 1


def test_a_household_is_erased_once_its_days_are_billed_and_not_before(
    agent, famille_martin, novembre, activite
):
    """Its bookings and its meals; a draft bills nothing yet, and an excused day costs nothing."""
    foyer = famille_martin.foyer
    assert obstacles(foyer) == []  # a town that does not invoice
    campagne = calculer(agent)
    assert [phrase[:28] for phrase in obstacles(foyer)] == ["Des journées récentes resten"]
    publier(campagne, agent)
    assert obstacles(foyer) == []
    reserve(
        foyer,
        famille_martin.hugo,
        activite,
        date(2026, 11, 25),
        presence=Reservation.Presence.ABSENT_JUSTIFIE,
    )
    assert obstacles(foyer) == []
    reserve(foyer, famille_martin.lea, activite, date(2026, 11, 25))
    assert obstacles(foyer) != []


def test_a_household_that_owes_nothing_gets_no_invoice(agent, famille_martin, voisin, activite):
    """What it had is free for its quotient; its neighbour owes his day."""
    TrancheTarif.objects.filter(jusqua=600).update(prix=0)
    QuotientFamilial.objects.filter(foyer=famille_martin.foyer).update(valeur=500)
    reserve(famille_martin.foyer, famille_martin.lea, activite, date(2026, 11, 4))
    reserve(voisin.foyer, voisin.sami, activite, date(2026, 11, 4))
    calculer(agent)
    assert [facture.foyer for facture in Facture.objects.all()] == [voisin.foyer]
