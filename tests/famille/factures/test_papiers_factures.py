"""Invoices, receipts and the yearly fiscal attestation as papers: word for word their page, and
only their family's."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from famille.actions import corriger_facture
from famille.argent.factures.attestation_fiscale import garde_payee
from famille.argent.regie.guichet import encaisser_au_guichet
from famille.dossier import papiers
from famille.models import Enfant, Rattachement, ReglageRegie
from tests.famille.facturation import PUBLICATION, facturer, ligne
from tests.outils.papiers import feuille_html, sans_pied

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to("2026-11-25 14:32+01:00", tick=False)


@pytest.fixture
def facture(famille_martin):
    """Hugo (5 years old) was looked after and had a meal; Léa (8) was looked after."""
    return facturer(
        famille_martin.foyer,
        lignes=[
            ligne("10.00", enfant=famille_martin.hugo),
            ligne(
                "4.00",
                enfant=famille_martin.hugo,
                nature="repas",
                service="restauration",
                libelle="Repas",
            ),
            ligne("6.00", enfant=famille_martin.lea),
        ],
    )


@pytest.fixture
def payer(agent):
    """payer(facture, amount) → Paiement, in cash."""
    return lambda facture, montant: encaisser_au_guichet(
        facture.foyer, {facture.pk: Decimal(montant)}, moyen="especes", par=agent
    )


def adresses(facture, paiement):
    """(page, PDF) of each."""
    papiers_et_cles = {
        ("facture_papier", "facture_pdf"): [facture.numero],
        ("recu", "recu_pdf"): [paiement.numero_recu],
        ("attestation_fiscale", "attestation_fiscale_pdf"): [facture.foyer.numero, 2026],
    }
    return [
        tuple(reverse(f"famille:{nom}", args=cles) for nom in noms)
        for noms, cles in papiers_et_cles.items()
    ]


def test_each_pdf_says_what_its_page_says(connecter, famille_martin, facture, payer, lire_pdf):
    client = connecter(famille_martin.camille)
    for page, pdf in adresses(facture, payer(facture, "20.00")):
        lu = lire_pdf(client.get(pdf).content)
        assert sans_pied(lu) == feuille_html(client.get(page).text)
        assert lu.infos["Tagged"] == "yes"


def test_a_neighbour_finds_none_of_them(connecter, voisin, facture, payer):
    client = connecter(voisin.nadia)
    for paires in adresses(facture, payer(facture, "20.00")):
        assert [client.get(adresse).status_code for adresse in paires] == [404, 404]


def test_they_are_in_the_list_of_the_household_s_papers(famille_martin, voisin, facture, payer):
    paiement = payer(facture, "20.00")
    titres = [papier.titre for papier in papiers.lire([famille_martin.foyer])]
    assert titres == [f"Reçu {paiement.numero_recu}", f"Facture {facture.numero}"]
    assert papiers.lire([voisin.foyer]) == []


def test_care_of_young_children_is_attested_without_meals(famille_martin, facture, payer):
    payer(facture, "20.00")
    [garde] = garde_payee(famille_martin.foyer, 2026)
    assert (garde.enfant, garde.paye) == (famille_martin.hugo, Decimal("10.00"))


@pytest.fixture
def journees(famille_martin):
    """Hugo, five: a day with its meal (a quarter of it), and one charged though he was away, with a
    meal too."""
    communs = {"enfant": famille_martin.hugo, "dont_repas": Decimal("5.00")}
    lignes = [ligne("20.00", **communs), ligne("20.00", **communs, dont_absence=Decimal("20.00"))]
    return facturer(famille_martin.foyer, lignes=lignes)


def test_a_day_charged_for_an_absence_is_no_care_nor_is_the_meal_of_another(
    famille_martin, journees, payer
):
    payer(journees, "40.00")
    assert garde_payee(famille_martin.foyer, 2026)[0].paye == Decimal("15.00")


def test_a_day_charged_for_an_absence_says_so_on_the_page_and_on_paper(
    connecter, famille_martin, journees
):
    client = connecter(famille_martin.camille)
    for vue in ("facture", "facture_papier"):
        page = client.get(reverse(f"famille:{vue}", args=[journees.numero])).text
        assert page.count("Absence : non annulée à temps, elle reste due") == 1


def test_the_town_may_count_absences(famille_martin, journees, payer):
    ReglageRegie.objects.create(attester_les_absences=True)
    payer(journees, "40.00")
    assert garde_payee(famille_martin.foyer, 2026)[0].paye == Decimal("30.00")


@pytest.mark.parametrize(("compte", "dit"), [(False, True), (True, False)])
def test_the_attestation_says_what_it_counts(
    connecter, famille_martin, journees, payer, compte, dit
):
    ReglageRegie.objects.create(attester_les_absences=compte)
    payer(journees, "40.00")
    adresse = reverse("famille:attestation_fiscale", args=[famille_martin.foyer.numero, 2026])
    page = " ".join(connecter(famille_martin.camille).get(adresse).text.split())
    assert ("ni les journées facturées pour une absence" in page) is dit


def test_a_partial_payment_counts_in_proportion(famille_martin, facture, payer):
    payer(facture, "5.00")
    assert garde_payee(famille_martin.foyer, 2026)[0].paye == Decimal("2.50")


def test_what_a_credit_note_took_off_does_not_count(famille_martin, agent, facture, payer):
    corriger_facture(
        facture, [facture.lignes.get(montant=6)], motif="Erreur.", par=agent, jour=PUBLICATION
    )
    payer(facture, "14.00")
    assert garde_payee(famille_martin.foyer, 2026)[0].paye == Decimal("10.00")


def test_six_on_the_first_of_january_is_too_old(famille_martin, payer):
    """Born on 31 December 2019 and on 1 January 2020: six on 1 January 2026, both; on 2 January
    2020, five."""
    foyer = famille_martin.foyer
    nes = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 1, 2)]
    enfants = [
        Enfant.objects.create(prenom=f"E{n}", nom="Martin", naissance=ne)
        for n, ne in enumerate(nes)
    ]
    for enfant in enfants:
        Rattachement.objects.create(enfant=enfant, foyer=foyer, debut=enfant.naissance)
    payer(facturer(foyer, lignes=[ligne("3.00", enfant=enfant) for enfant in enfants]), "9.00")
    assert [garde.enfant for garde in garde_payee(foyer, 2026)] == [enfants[2]]


def test_a_year_without_a_payment_has_no_attestation(connecter, famille_martin, facture):
    adresse = reverse("famille:attestation_fiscale", args=[famille_martin.foyer.numero, 2026])
    assert connecter(famille_martin.camille).get(adresse).status_code == 404


def test_the_list_of_invoices_leads_to_it(connecter, famille_martin, facture, payer):
    payer(facture, "20.00")
    page = connecter(famille_martin.camille).get(reverse("famille:factures")).text
    assert reverse("famille:attestation_fiscale", args=[famille_martin.foyer.numero, 2026]) in page


def test_an_agent_prints_the_tax_certificate_of_a_family(facture, payer, agent, connecter, voisin):
    """He got a 404, for a family that has no account to print it with."""
    payer(facture, "20.00")
    annee, foyer = 2026, facture.foyer
    bureau = connecter(agent)
    ici = reverse("factures:attestation_fiscale", args=[foyer.numero, annee])
    dossier = reverse("foyers_modeladmin_inspect", args=[foyer.pk])
    papiers = bureau.get(dossier, {"onglet": "papiers"}).text
    assert ici in papiers
    assert reverse("factures:facture_papier", args=[facture.numero]) in papiers
    famille = reverse("famille:attestation_fiscale", args=[foyer.numero, annee])
    assert bureau.get(famille).url == ici
    assert f"Attestation fiscale {annee}" in bureau.get(ici).text
    assert foyer.consultations.filter(quoi=f"attestation fiscale {annee}", par=agent).exists()
    ailleurs = reverse("factures:attestation_fiscale", args=[voisin.foyer.numero, annee])
    assert bureau.get(ailleurs).status_code == 404  # a year without a payment
    assert connecter(voisin.nadia).get(famille).status_code == 404
