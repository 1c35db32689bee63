"""Transfers of families: what is sure pays its invoice, once, whichever files tell of it; what is
not waits for somebody, and whose account it is is read first."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille.argent.regie.banque.actions import appliquer, attribuer, deposer, ecarter
from famille.argent.regie.banque.rapprochement import suggestions
from famille.models import Facture, LigneBancaire, Paiement, PartPaiement, RetourBancaire
from famille.socle.erreurs import Refus
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer
from tests.famille.regie.scene import IBAN_DE_LA_VILLE, PUBLIE_LE, especes

from .fichiers import frais, releve, virement
from .scene import EtatLigne, applique, lire

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
Etat = Paiement.Etat


@pytest.mark.parametrize(
    "libelle", ["facture {0}", "CANTINE {1}", "f {2} merci", "Martin {0} et rien d’autre"]
)
def test_a_transfer_that_names_its_invoice_pays_it_with_its_receipt(due, agent, libelle):
    dit = libelle.format(due.numero, due.numero.replace("-", ""), due.numero[2:].replace("-", " "))
    assert applique(releve(virement("42.50", dit)), agent) == (1, 0)
    due.refresh_from_db()
    paiement = Paiement.objects.get()
    assert (due.regle, paiement.moyen, paiement.piece) == (Decimal("42.50"), "virement", "TP-2")
    assert paiement.numero_recu


def test_a_transfer_pays_a_part_and_its_day_is_the_bank_s(due, agent, time_machine):
    time_machine.move_to(PUBLIE_LE + timedelta(days=20), tick=False)
    assert applique(releve(virement("20.00", due.numero)), agent) == (1, 0)
    due.refresh_from_db()
    assert due.regle == 20
    assert Paiement.objects.get().paye_le.date() == date(2026, 12, 3)


def test_the_same_transfer_in_a_notice_and_a_statement_is_one(due, agent):
    ligne = virement("20.00", due.numero)
    applique(releve(ligne, genre="camt.054", message="A"), agent)
    [encore] = lire(releve(ligne, frais("1.00"), genre="camt.053", message="B"), agent)[:1]
    assert encore.etat == EtatLigne.DEJA
    sans_cle = virement("20.00", due.numero, cle="AUTRE")
    [semblable] = lire(releve(sans_cle, message="C"), agent)
    assert semblable.etat == EtatLigne.A_RAPPROCHER
    assert "deux virements" in semblable.pourquoi
    due.refresh_from_db()
    assert due.regle == 20


def test_without_a_key_of_the_bank_two_equal_transfers_of_a_file_are_two(due, agent):
    ligne = virement("20.00", due.numero, cle="")
    assert applique(releve(ligne, ligne), agent) == (2, 0)
    due.refresh_from_db()
    assert due.regle == 40


@pytest.mark.parametrize(
    ("montant", "libelle", "dit"),
    [
        ("42.50", "cantine de Léa", "Le libellé ne nomme aucune facture."),
        ("42.51", "{0}", "0,01\u00a0€ de plus"),
        ("42.50", "F-2019-000001", "Aucune facture ne porte le numéro F-2019-000001."),
        ("42.50", "{0} et F-2019-000001", "Aucune facture ne porte le numéro F-2019-000001."),
    ],
)
def test_a_transfer_that_is_not_sure_waits_for_somebody(due, agent, montant, libelle, dit):
    contenu = releve(virement(montant, libelle.format(due.numero)))
    [ligne] = lire(contenu, agent)
    assert ligne.etat == EtatLigne.A_RAPPROCHER
    assert dit in ligne.pourquoi
    assert appliquer(ligne.retour, par=agent).faites == 0
    due.refresh_from_db()
    assert due.regle == 0


def test_a_transfer_for_what_is_paid_or_held_waits(due, facture, transmise, agent):
    especes(due, par=agent)
    [payee] = lire(releve(virement("42.50", due.numero)), agent)
    assert "n’a plus rien à payer" in payee.pourquoi
    [tenue] = lire(releve(virement("20.00", facture.numero, cle="9"), message="9"), agent)
    assert "en cours, ou à vérifier" in tenue.pourquoi


def test_a_transfer_for_what_the_tresor_collects_waits(due, agent):
    """Its family was told to pay the Trésor: nothing of it is received here."""
    Facture.objects.filter(pk=due.pk).update(au_tresor_le=PUBLIE_LE)
    [ligne] = lire(releve(virement("42.50", due.numero)), agent)
    assert ligne.etat == EtatLigne.A_RAPPROCHER
    assert "est au Trésor public" in ligne.pourquoi
    assert appliquer(ligne.retour, par=agent).faites == 0
    due.refresh_from_db()
    assert due.regle == 0


@pytest.mark.parametrize(("montant", "sure"), [("52.49", False), ("52.50", True)])
def test_a_transfer_that_names_two_invoices_pays_them_whole_or_waits(
    due, famille_martin, agent, montant, sure
):
    """Nobody has said which one a part would pay."""
    seconde = facturer(famille_martin.foyer, "10.00", jour=date(2026, 11, 20))
    [ligne] = lire(releve(virement(montant, f"{due.numero} {seconde.numero}")), agent)
    assert (ligne.etat == EtatLigne.SURE) is sure
    assert ("de moins que ces 2 factures" in ligne.pourquoi) is not sure
    assert appliquer(ligne.retour, par=agent).faites == sure
    payees = [Facture.objects.get(pk=une.pk).regle for une in (due, seconde)]
    assert payees == ([Decimal("42.50"), Decimal("10.00")] if sure else [0, 0])


def test_a_transfer_that_the_bank_takes_back_waits_for_somebody(due, agent):
    applique(releve(virement("42.50", due.numero)), agent)
    reprise = virement("42.50", due.numero, cle="TP-9") | {"sens": "DBIT"}
    [ligne] = lire(releve(reprise, frais("3.00"), message="DFT-9"), agent)[:1]
    assert ligne.etat == LigneBancaire.Etat.A_RAPPROCHER
    assert "est repartie du compte" in ligne.pourquoi
    ecarter(ligne, motif="Annulé au guichet", par=agent)


def test_what_was_sure_and_is_paid_meanwhile_is_not_paid_twice(due, agent):
    [ligne] = lire(releve(virement("42.50", due.numero)), agent)
    assert ligne.etat == EtatLigne.SURE
    especes(due, par=agent)
    bilan = appliquer(ligne.retour, par=agent)
    assert (bilan.faites, bilan.a_rapprocher) == (0, 1)
    ligne.refresh_from_db()
    assert "n’a plus rien à payer" in ligne.pourquoi


def test_somebody_names_the_invoices_and_the_oldest_is_paid_first(due, famille_martin, agent):
    seconde = facturer(famille_martin.foyer, "10.00", jour=date(2026, 11, 20))
    [ligne] = lire(releve(virement("15.00", "pour Léa")), agent)
    for texte, dit in (("", "numéro de la facture"), ("F-2019-000009", "F-2019-000009")):
        with pytest.raises(Refus, match=dit):
            attribuer(ligne, texte, par=agent)
    attribuer(ligne, f"{due.numero} {seconde.numero}", par=agent)
    due.refresh_from_db(), seconde.refresh_from_db(), ligne.refresh_from_db()
    assert (due.regle, seconde.regle, ligne.etat) == (5, 10, EtatLigne.FAITE)
    with pytest.raises(Refus, match="vient d’être traitée"):
        attribuer(ligne, due.numero, par=agent)


def test_what_a_sum_may_pay_is_proposed_its_own_family_first(due, agent):
    bernard, _ = creer_foyer("2026-00418", "Bernard", "Ali", "ali@exemple.fr")
    autre = facturer(bernard, "42.50")
    [ligne] = lire(releve(virement("42.50", "cantine")), agent)
    assert suggestions(ligne) == [due, autre]
    facturer(due.foyer, "42.51")
    assert suggestions(ligne) == [due, autre]


def test_a_line_is_put_aside_with_its_reason_and_taken_up_again(due, agent):
    [ligne] = lire(releve(virement("42.50", "loyer")), agent)
    with pytest.raises(Refus, match="Dites pourquoi"):
        ecarter(ligne, motif="  ", par=agent)
    ecarter(ligne, motif="Loyer de la salle des fêtes.", par=agent)
    ligne.refresh_from_db()
    assert (ligne.etat, ligne.traitee_par) == (EtatLigne.ECARTEE, agent)
    attribuer(ligne, due.numero, par=agent)
    due.refresh_from_db()
    assert due.soldee


# the rest


def test_another_account_s_statement_is_refused(due, agent):
    with pytest.raises(Refus, match="celui d’un autre compte"):
        deposer(releve(virement("1.00", "x"), iban="FR1420041010050500013M02606"), "a", par=agent)
    assert not RetourBancaire.objects.exists()


@pytest.mark.parametrize("genre", ["camt.053", "camt.054"])
def test_a_statement_that_does_not_say_of_which_account_it_is_is_refused(due, agent, genre):
    contenu = releve(virement("1.00", "x"), genre=genre, iban="")
    with pytest.raises(Refus, match="ne dit pas de quel compte il est"):
        deposer(contenu, "a", par=agent)
    assert not RetourBancaire.objects.exists()


@pytest.mark.parametrize(("numero", "lu"), [(IBAN_DE_LA_VILLE[4:], True), ("30001000", False)])
def test_a_bank_that_says_the_account_without_its_country_is_read(due, agent, numero, lu):
    contenu = releve(virement("1.00", "x"), iban="IBAN").replace(
        b"<IBAN>IBAN</IBAN>", f"<Othr><Id>{numero}</Id></Othr>".encode()
    )
    if lu:
        assert deposer(contenu, "a", par=agent).nouveaux
    else:
        with pytest.raises(Refus, match="celui d’un autre compte"):
            deposer(contenu, "a", par=agent)


@pytest.mark.parametrize("nombre", [1, 30])
def test_reading_a_file_costs_the_same_with_one_line_and_with_thirty(due, agent, nombre):
    contenu = releve(*(virement("1.00", due.numero, cle=f"K{rang}") for rang in range(nombre)))
    with CaptureQueriesContext(connection) as requetes:
        deposer(contenu, "a.xml", par=agent)
    assert len(requetes) <= 20, [une["sql"][:90] for une in requetes]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    montants=st.lists(st.integers(1, 6_000), min_size=1, max_size=6),
    ordre=st.randoms(use_true_random=False),
)
def test_whatever_the_files_and_their_order_no_euro_is_counted_twice(due, agent, montants, ordre):
    """Each transfer comes in two files; what is applied is never more than what was received, nor
    than what is owed."""
    Facture.objects.filter(pk=due.pk).update(regle=0)
    PartPaiement.objects.all().delete()
    Paiement.objects.all().delete()
    RetourBancaire.objects.all().delete()
    lignes = [
        virement(f"{centimes / 100:.2f}", due.numero, cle=f"V{rang}")
        for rang, centimes in enumerate(montants)
    ]
    fichiers = [releve(une, message=f"A{rang}") for rang, une in enumerate(lignes)]
    fichiers.append(releve(*lignes, genre="camt.053", message="B"))
    ordre.shuffle(fichiers)
    for contenu in fichiers:
        applique(contenu, agent)
    due.refresh_from_db()
    faites = LigneBancaire.objects.filter(etat=EtatLigne.FAITE)
    assert due.regle == sum(une.montant for une in faites) <= due.total
    assert len({une.cle for une in faites}) == len(faites)
