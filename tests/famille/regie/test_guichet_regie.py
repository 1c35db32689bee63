"""Payments at the counter: what is received is counted to the cent, once, and may be taken back
with a trace."""

from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from famille import actions
from famille.actions import corriger_facture
from famille.argent.factures.cesu import est_payable, payable_en_cesu
from famille.argent.paiement.remboursements import rembourser_trop_percu
from famille.argent.regie.guichet import annuler_encaissement, encaisser_au_guichet
from famille.models import Courriel, Facture, Paiement, ReglageRegie
from famille.socle.erreurs import Refus
from tests.famille.facturation import Prestataire, facturer, ligne
from tests.famille.regie.scene import PUBLIE_LE, a_prelever, especes

pytestmark = pytest.mark.django_db
Etat = Paiement.Etat


@pytest.fixture(autouse=True)
def ce_jour(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def facture(famille_martin):
    return facturer(famille_martin.foyer, "12.50", "7.50")


def test_cash_pays_an_invoice_and_leaves_a_receipt(famille_martin, facture, agent):
    paiement = especes(facture, par=agent)
    assert (paiement.etat, paiement.montant, paiement.numero_recu) == (
        Etat.PAYE,
        Decimal("20.00"),
        "R-2026-000001",
    )
    assert (
        Courriel.objects.get(cle__startswith="recu-").destinataire == famille_martin.camille.email
    )
    assert not Facture.objects.a_payer().exists()


def test_two_means_for_one_invoice_are_two_payments(facture, agent):
    especes(facture, "5.00", par=agent)
    especes(facture, "15.00", par=agent, moyen="cheque", piece="4520001")
    assert Facture.objects.get().soldee
    assert Paiement.objects.payes().count() == 2


def test_a_title_spread_over_two_invoices(famille_martin, facture, agent):
    autre = facturer(famille_martin.foyer, "30.00")
    montants = {facture.pk: Decimal("20.00"), autre.pk: Decimal("10.00")}
    paiement = encaisser_au_guichet(
        famille_martin.foyer, montants, moyen="cheque-vacances", piece="C-1", par=agent
    )
    assert paiement.montant == Decimal("30.00")
    assert Facture.objects.get(pk=autre.pk).solde == Decimal("20.00")


@pytest.mark.parametrize(
    ("montant", "autres", "motif"),
    [
        ("20.01", {}, "Il reste 20,00"),
        ("-1.00", {}, "en euros et centimes"),
        ("1.005", {}, "en euros et centimes"),
        ("0", {}, "au moins une facture"),
        ("20.00", {"moyen": "cheque"}, "numéro du chèque"),
        ("20.00", {"moyen": "cesu", "piece": "  "}, "numéro du chèque"),
        ("20.00", {"moyen": "carte"}, "numéro du ticket"),
        ("20.00", {"moyen": "en-ligne"}, "ne s’encaisse pas au guichet"),
    ],
)
def test_what_is_refused_at_the_counter(famille_martin, facture, agent, montant, autres, motif):
    champs = {"moyen": "especes", "par": agent} | autres
    with pytest.raises(Refus, match=motif):
        encaisser_au_guichet(famille_martin.foyer, {facture.pk: Decimal(montant)}, **champs)
    assert not Paiement.objects.exists()


def test_a_card_is_taken_with_the_number_of_its_ticket(facture, agent):
    especes(facture, "20.00", par=agent, moyen="carte", piece="004711")
    paiement = Paiement.objects.get()
    assert (paiement.recu["moyen"], paiement.recu["piece"]) == (
        "Carte bancaire au guichet",
        "004711",
    )
    assert Facture.objects.get().soldee


def test_a_cheque_keeps_its_bank_and_its_drawer_and_nothing_else_does(facture, agent):
    de_qui = {"banque": "Banque du Berry", "tireur": "Odile Martin", "par": agent}
    especes(facture, "5.00", moyen="cheque", piece="1", **de_qui)
    especes(facture, "5.00", moyen="especes", **de_qui)
    lus = Paiement.objects.order_by("pk").values_list("banque", "tireur")
    assert list(lus) == [("Banque du Berry", "Odile Martin"), ("", "")]


def test_the_town_says_what_its_counter_takes(famille_martin, facture, agent, regisseur, connecter):
    ReglageRegie.objects.create(moyens=["cheque", "carte"])
    with pytest.raises(Refus, match="ne s’encaisse pas au guichet"):
        especes(facture, "5.00", par=agent)
    page = connecter(regisseur).get(reverse("regie:foyer", args=[famille_martin.foyer.pk])).text
    assert 'value="carte"' in page
    assert 'value="especes"' not in page
    especes(facture, "5.00", par=agent, moyen="carte", piece="1")


def test_the_invoice_of_another_household_is_refused(facture, voisin, agent):
    with pytest.raises(Refus, match="au moins une facture"):
        encaisser_au_guichet(voisin.foyer, {facture.pk: Decimal(1)}, moyen="especes", par=agent)


def test_an_invoice_that_is_being_paid_online_is_refused(famille_martin, facture, agent, settings):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    actions.ouvrir_paiement(famille_martin.foyer, [facture.pk], par=famille_martin.camille)
    with pytest.raises(Refus, match="en train de payer"):
        especes(facture, par=agent)


def test_an_invoice_in_a_remise_is_refused(famille_martin, agent, time_machine):
    from famille.argent.prelevement.remises import preparer_remise

    facture = a_prelever(famille_martin.foyer)
    preparer_remise(facture.echeance + timedelta(days=3), par=agent)
    with pytest.raises(Refus, match="remise de prélèvements"):
        especes(facture, par=agent)


def test_the_same_form_sent_twice_is_one_payment(facture, agent):
    saisie = uuid4()
    premier = especes(facture, "5.00", par=agent, saisie=saisie)
    assert especes(facture, "5.00", par=agent, saisie=saisie) == premier
    assert Facture.objects.get().regle == Decimal("5.00")


def test_an_entry_taken_back_is_owed_again_and_kept(facture, agent, collegue):
    paiement = especes(facture, par=agent)
    annuler_encaissement(paiement, motif="Chèque rendu", par=collegue)
    assert Facture.objects.a_payer().get().solde == Decimal("20.00")
    dernier = Paiement.objects.get().passages.last()
    assert (dernier.vers, dernier.motif, dernier.par) == (Etat.ANNULE, "Chèque rendu", collegue)


def test_an_entry_is_not_taken_back_without_a_reason(facture, agent):
    with pytest.raises(Refus, match="Dites pourquoi"):
        annuler_encaissement(especes(facture, par=agent), motif=" ", par=agent)


def test_an_entry_is_taken_back_once(facture, agent):
    paiement = especes(facture, par=agent)
    annuler_encaissement(paiement, motif="Erreur", par=agent)
    with pytest.raises(Refus, match="relisez-le"):
        annuler_encaissement(paiement, motif="Erreur", par=agent)


def test_what_was_received_twice_is_given_back_once(
    famille_martin, facture, agent, settings, connecter
):
    """An online payment learnt late, after the counter: the régie is told, without an amount, and
    gives it back."""
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    ReglageRegie.objects.create(courriel="regie@exemple.fr")
    Prestataire.oublier()
    en_ligne = actions.ouvrir_paiement(
        famille_martin.foyer, [facture.pk], par=famille_martin.camille
    )
    actions.demander_au_fournisseur(
        en_ligne, courriel="c@exemple.fr", retour="https://x/r", notification="https://x/n"
    )
    Paiement.objects.update(expire_le=timezone.now() - timedelta(seconds=1))
    actions.relancer_paiements(timezone.now())
    especes(facture, par=agent)
    Prestataire.repond(en_ligne.identifiant, "paye")
    actions.interroger_paiement(en_ligne)
    courriel = Courriel.objects.get(destinataire="regie@exemple.fr")
    assert en_ligne.reference in courriel.texte
    assert not [mot for mot in ("Martin", "20,00", "€") if mot in courriel.texte + courriel.sujet]
    trop = Facture.objects.trop_percues().get()
    famille = connecter(famille_martin.camille)
    page = famille.get(reverse("famille:paiement", args=[en_ligne.reference])).content.decode()
    assert "a reçu 20,00\u00a0€ de trop" in page
    rembourser_trop_percu(trop, Decimal("20.00"), comment="Virement du 26", par=agent)
    page = famille.get(reverse("famille:facture", args=[facture.numero])).content.decode()
    assert "Trop-perçu rendu par la régie" in page
    assert not Facture.objects.trop_percues().exists()
    with pytest.raises(Refus, match="vient de changer"):
        rembourser_trop_percu(trop, Decimal("20.00"), comment="Virement du 26", par=agent)


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_agents_at_once_do_not_take_more_than_what_is_owed(famille_martin, facture):
    depart, refus = Barrier(2), []

    def encaisser():
        depart.wait()
        try:
            especes(facture, par=famille_martin.camille)
        except Refus as motif:
            refus.append(str(motif))
        finally:
            connection.close()

    mains = [Thread(target=encaisser) for _ in range(2)]
    for main in mains:
        main.start()
    for main in mains:
        main.join()
    assert len(refus) == 1
    assert Facture.objects.get(pk=facture.pk).regle == Decimal("20.00")


def test_what_was_paid_online_is_not_taken_back_at_the_counter(
    famille_martin, facture, agent, settings
):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    Prestataire.oublier()
    paiement = actions.ouvrir_paiement(
        famille_martin.foyer, [facture.pk], par=famille_martin.camille
    )
    actions.demander_au_fournisseur(
        paiement, courriel="c@exemple.fr", retour="https://x/r", notification="https://x/n"
    )
    Prestataire.repond(paiement.identifiant, "paye")
    actions.interroger_paiement(paiement)
    with pytest.raises(Refus, match="Seul un paiement encaissé au guichet"):
        annuler_encaissement(paiement, motif="Erreur de saisie", par=agent)
    assert Facture.objects.get().soldee


# -- CESU


def en_centre(enfant, montant="20.00", **autres):
    return ligne(montant, enfant=enfant, service="accueils-de-loisirs", **autres)


@pytest.fixture
def mixte(famille_martin):
    """Hugo (five) and Léa (eight) at the leisure centre, Léa at the garderie, and both at the
    canteen: 100.00 €."""
    lea, hugo = famille_martin.lea, famille_martin.hugo
    return facturer(
        famille_martin.foyer,
        lignes=[
            en_centre(hugo, "20.00", dont_repas=Decimal("5.00")),
            en_centre(lea, "30.00"),
            ligne("10.00", enfant=lea, service="garderie"),
            *[
                ligne("20.00", enfant=un, service="restauration", nature="repas")
                for un in (lea, hugo)
            ],
        ],
    )


def en_cesu(facture, montant, *, par):
    return especes(facture, montant, par=par, moyen="cesu", piece="C1")


def test_a_cesu_pays_childcare_and_no_meal(mixte, regisseur):
    """15.00 of Hugo's day (its meal left out) and 10.00 of garderie: not Léa's, who is eight, nor a
    meal."""
    with pytest.raises(Refus, match=r"25,00.€ au plus"):
        en_cesu(mixte, "25.01", par=regisseur)
    assert not Paiement.objects.exists()
    assert en_cesu(mixte, "25.00", par=regisseur).paye


def test_what_cesu_have_paid_is_not_paid_again(mixte, regisseur):
    en_cesu(mixte, "20.00", par=regisseur)
    with pytest.raises(Refus, match=r"5,00.€ au plus"):
        en_cesu(mixte, "5.01", par=regisseur)
    en_cesu(mixte, "5.00", par=regisseur)
    with pytest.raises(Refus, match="Rien ne reste à payer par CESU"):
        en_cesu(mixte, "0.01", par=regisseur)


def test_a_holiday_voucher_pays_leisure_centres_alone(mixte, regisseur):
    """Hugo's and Léa's days there, their meals with them: neither garderie nor canteen."""

    def en_cheques(montant):
        return especes(mixte, montant, par=regisseur, moyen="cheque-vacances", piece="V1")

    with pytest.raises(Refus, match=r"50,00.€ au plus.*jamais la cantine"):
        en_cheques("50.01")
    en_cheques("50.00")
    with pytest.raises(Refus, match="Rien ne reste à payer par chèque-vacances"):
        en_cheques("0.01")


def test_an_entry_in_cesu_taken_back_gives_its_childcare_back(mixte, regisseur):
    paiement = en_cesu(mixte, "25.00", par=regisseur)
    annuler_encaissement(paiement, motif="Titre périmé", par=regisseur)
    assert payable_en_cesu([mixte]) == {mixte.pk: Decimal("25.00")}


def test_a_cesu_pays_no_more_than_what_is_owed_nor_what_is_corrected(mixte, regisseur, agent):
    especes(mixte, "90.00", par=regisseur)
    mixte.refresh_from_db()
    assert payable_en_cesu([mixte]) == {mixte.pk: Decimal("10.00")}
    garderie = mixte.lignes.filter(service="garderie")
    corriger_facture(mixte, list(garderie), motif="Erreur", par=agent, jour=date(2026, 11, 26))
    mixte.refresh_from_db()
    assert payable_en_cesu([mixte]) == {mixte.pk: Decimal("0.00")}


@pytest.mark.parametrize(
    ("service", "jour", "payable"),
    [
        ("creche", date(2030, 1, 1), True),
        ("halte-garderie", date(2030, 1, 1), True),
        ("garderie", date(2030, 1, 1), True),
        ("restauration", date(2026, 11, 4), False),
        ("accueils-de-loisirs", date(2027, 6, 1), True),  # the day before Hugo is six
        ("accueils-de-loisirs", date(2027, 6, 2), False),
    ],
)
def test_the_age_of_the_day_decides_of_a_leisure_centre(service, jour, payable):
    assert est_payable(service, jour=jour, naissance=date(2021, 6, 2)) is payable


def test_a_child_whose_birth_is_not_known_is_not_under_six():
    assert not est_payable("accueils-de-loisirs", jour=date(2026, 11, 4), naissance=None)


def test_the_counter_says_what_a_cesu_may_pay(connecter, regisseur, mixte):
    page = " ".join(
        connecter(regisseur).get(f"/gestion/regie/foyers/{mixte.foyer_id}/").text.split()
    )
    assert "Dont par CESU" in page
    assert "25,00 €" in page
    assert "jamais un repas" in page


def test_the_counter_shows_what_it_received_today_in_paris(
    facture, connecter, regisseur, time_machine
):
    """A day that begins at eleven in the evening of the day before, in UTC."""
    minuit = PUBLIE_LE.replace(day=24, hour=23)
    for rang, moment in enumerate(
        (minuit - timedelta(seconds=1), minuit, minuit + timedelta(hours=23, minutes=59))
    ):
        Paiement.objects.create(
            foyer=facture.foyer,
            reference=f"P-{rang}",
            moyen="especes",
            etat="paye",
            montant=f"{rang + 1}.00",
            paye_le=moment,
            numero_recu=f"R-{rang}",
        )
    page = connecter(regisseur).get(reverse("regie:encaisser")).content.decode()
    assert [f"{rang}" for rang in range(3) if f"R-{rang}" in page] == ["1", "2"]


@pytest.mark.postgresql
def test_what_the_counter_received_today_is_found_by_an_index(facture, connecter, regisseur):
    """By date, all that the town had ever been paid was read."""
    Paiement.objects.bulk_create(
        Paiement(
            foyer=facture.foyer,
            reference=f"P-{rang}",
            moyen="especes",
            etat="paye",
            montant="4.20",
            paye_le=PUBLIE_LE - timedelta(hours=rang),
        )
        for rang in range(4_000)
    )
    client = connecter(regisseur)
    with connection.cursor() as curseur:
        curseur.execute("ANALYZE famille_paiement")
    with CaptureQueriesContext(connection) as lues:
        client.get(reverse("regie:encaisser"))
    [sql] = [une["sql"] for une in lues if 'FROM "famille_paiement"' in une["sql"]]
    with connection.cursor() as curseur:
        plan = "\n".join(ligne for (ligne,) in curseur.execute(f"EXPLAIN {sql}").fetchall())
    assert "using paiement_par_jour" in plan, plan
    assert "Index Cond: ((paye_le >= " in plan, plan  # it is not read for its order alone
