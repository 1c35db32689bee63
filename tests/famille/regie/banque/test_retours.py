"""What the bank gives back (D16): each line once, whichever files bring it; a family is told
kindly; what is not sure waits for somebody."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from famille.models import (
    Courriel,
    Facture,
    LigneBancaire,
    MandatSEPA,
    Modification,
    Paiement,
    PartPaiement,
    RetourBancaire,
)
from famille.prelevement.candidats import a_prelever, candidates
from famille.prelevement.lots import preparer_lot, telecharger_lot, transmettre_lot
from famille.prelevement.mandats import annuler_suspension
from famille.prelevement.remises import preparer_remise, telecharger_remise, transmettre_remise
from famille.prelevement.suites import (
    annuler_rejet,
    encaisser_les_remises,
    rendre_sans_mandat,
    representer,
)
from famille.regie.banque.actions import appliquer, attribuer, deposer, ecarter
from famille.regie.banque.rapprochement import suggestions
from famille.regles.rejets import MOTIFS, SuiteDuMandat, motif_de, peut_representer
from famille.socle.erreurs import Refus
from reservations.facturation.actions import mandats_de
from tests.conftest import creer_foyer
from tests.famille.facturation import facturer
from tests.famille.regie.scene import IBAN_DE_LA_VILLE, PUBLIE_LE, creancier, especes
from tests.famille.regie.scene import a_prelever as facture_a_prelever

from .fichiers import compte_rendu, encaissement, frais, impaye, releve, virement

pytestmark = pytest.mark.django_db
Etat, EtatLigne = Paiement.Etat, LigneBancaire.Etat
JOUR = date(2026, 12, 28)


@pytest.fixture(autouse=True)
def le_25_novembre(time_machine):
    time_machine.move_to(PUBLIE_LE, tick=False)


@pytest.fixture
def facture(famille_martin):
    return facture_a_prelever(famille_martin.foyer, "12.50", "7.50")


@pytest.fixture
def transmise(facture, agent):
    return transmettre(agent)


def transmettre(agent, jour=JOUR):
    remise = preparer_remise(jour, par=agent)
    telecharger_remise(remise, par=agent)
    transmettre_remise(remise, par=agent)
    return remise


def lire(contenu, agent, nom="retour.xml"):
    """Its lines, once brought."""
    depot = deposer(contenu, nom, par=agent)
    return list(LigneBancaire.objects.filter(retour__in=depot.nouveaux).order_by("pk"))


def applique(contenu, agent):
    """(lines that were applied, lines that wait)."""
    depot = deposer(contenu, "retour.xml", par=agent)
    for retour in depot.nouveaux:
        appliquer(retour, par=agent)
    lignes = LigneBancaire.objects.filter(retour__in=depot.nouveaux)
    return lignes.filter(etat=EtatLigne.FAITE).count(), lignes.a_rapprocher().count()


# refusals


@pytest.mark.parametrize("encaissee", [False, True])
def test_a_refused_debit_reopens_its_invoice_and_its_family_is_told_kindly(
    transmise, facture, agent, encaissee
):
    if encaissee:
        encaisser_les_remises(JOUR)
    paiement = transmise.paiements.get()
    [ligne] = lire(compte_rendu((paiement.reference, "AM04", "20.00")), agent)
    assert (ligne.etat, ligne.paiement) == (EtatLigne.SURE, paiement)
    facture.refresh_from_db()
    assert facture.regle == (20 if encaissee else 0)  # nothing before the press
    appliquer(ligne.retour, par=agent)
    facture.refresh_from_db(), paiement.refresh_from_db()
    assert (facture.regle, facture.mandat, paiement.etat) == (0, None, Etat.REJETE)
    [courriel] = Courriel.objects.filter(cle__startswith="rejet-")
    assert facture.numero in courriel.texte
    assert "AM04" not in courriel.texte
    assert "20,00" not in courriel.texte


def test_the_same_refusal_in_three_files_is_one(transmise, facture, agent):
    reference = transmise.paiements.get().reference
    assert applique(compte_rendu((reference, "AM04", "20.00")), agent) == (1, 0)
    for genre, message in (("camt.054", "A"), ("camt.053", "B")):
        contenu = releve(impaye(reference, "20.00"), genre=genre, message=message)
        [ligne] = lire(contenu, agent)
        assert (ligne.etat, ligne.pourquoi) == (EtatLigne.DEJA, "Ce refus est déjà noté.")
    assert Courriel.objects.filter(cle__startswith="rejet-").count() == 1
    assert Paiement.objects.get().passages.filter(vers=Etat.REJETE).count() == 1


def test_the_same_file_twice_changes_nothing(transmise, agent):
    contenu = compte_rendu((transmise.paiements.get().reference, "AM04", "20.00"))
    premier = deposer(contenu, "a.xml", par=agent)
    second = deposer(contenu, "un autre nom.xml", par=agent)
    assert (second.nouveaux, second.deja) == ([], premier.nouveaux)
    assert LigneBancaire.objects.count() == 1


def test_a_file_refused_whole_refuses_each_of_its_debits(transmise, facture, agent):
    lignes = lire(compte_rendu(origine=transmise.numero, tout="TM01"), agent)
    assert [(une.reference, une.code) for une in lignes] == [
        (transmise.paiements.get().reference, "TM01")
    ]
    appliquer(lignes[0].retour, par=agent)
    facture.refresh_from_db()
    representer(facture, motif="Fichier parti trop tard.", par=agent)
    facture.refresh_from_db()
    assert facture.mandat


@pytest.mark.parametrize(
    ("montant", "geste", "dit"),
    [
        ("19.99", None, "La banque dit 19,99"),
        ("20.00", "tresor", "Trésor public"),
        ("20.00", "inconnue", "Aucun prélèvement du portail"),
    ],
)
def test_a_refusal_that_lies_or_comes_too_late_waits_for_somebody(
    transmise, facture, agent, montant, geste, dit
):
    reference = transmise.paiements.get().reference
    if geste == "tresor":
        Facture.objects.update(au_tresor_le=PUBLIE_LE)
    if geste == "inconnue":
        reference = "PF2025000000042"
    [ligne] = lire(releve(impaye(reference, montant)), agent)
    assert ligne.etat == EtatLigne.A_RAPPROCHER
    assert dit in ligne.pourquoi
    assert appliquer(ligne.retour, par=agent).faites == 0
    assert transmise.paiements.get().etat == Etat.OUVERT


def test_a_refusal_before_the_bank_is_said_to_have_the_file_waits(facture, agent):
    remise = preparer_remise(JOUR, par=agent)
    [ligne] = lire(compte_rendu((remise.paiements.get().reference, "AM04", None)), agent)
    assert "n’est pas notée comme reçue par la banque" in ligne.pourquoi


# mandates


@pytest.mark.parametrize("code", ["AC04", "MD01"])
def test_a_closed_account_ends_the_mandate(transmise, agent, code):
    mandat = MandatSEPA.objects.get()
    applique(compte_rendu((transmise.paiements.get().reference, code, None)), agent)
    mandat.refresh_from_db()
    assert (mandat.fin, mandat.motif_fin) == (PUBLIE_LE.date(), "banque")
    assert Modification.objects.filter(foyer=mandat.foyer, objet="prélèvement automatique")


def test_a_mandate_refused_by_its_holder_collects_nothing_until_an_agent_takes_it_up(
    transmise, facture, famille_martin, agent
):
    mandat, foyer = MandatSEPA.objects.get(), famille_martin.foyer
    autre = facturer(foyer, "9.00", mandat=mandat.pk)
    applique(compte_rendu((transmise.paiements.get().reference, "MS02", None)), agent)
    mandat.refresh_from_db()
    assert (mandat.suspendu_le, mandat.suspendu_pour) == (PUBLIE_LE.date(), "MS02")
    assert mandats_de([foyer.pk]) == {}
    [candidate] = candidates(list(a_prelever()), JOUR, PUBLIE_LE.date())
    assert "est suspendu depuis le 25/11/2026" in candidate.pourquoi
    assert rendre_sans_mandat() == 1  # the other invoice is to be paid otherwise, and told
    autre.refresh_from_db()
    assert autre.mandat is None
    assert "terminé ou suspendu" in Courriel.objects.get(cle__startswith="mandat-fini").texte
    with pytest.raises(Refus, match="Dites ce que la famille"):
        annuler_suspension(mandat, motif=" ", par=agent)
    annuler_suspension(mandat, motif="La banque s’était trompée.", par=agent)
    assert mandats_de([foyer.pk]) == {foyer.pk: {"restauration": mandat.pk}}
    with pytest.raises(Refus, match="n’est plus suspendu"):
        annuler_suspension(mandat, motif="Encore.", par=agent)


def test_a_dead_holder_s_household_gets_no_message(transmise, facture, agent):
    applique(compte_rendu((transmise.paiements.get().reference, "MD07", None)), agent)
    facture.refresh_from_db()
    assert facture.mandat is None
    assert MandatSEPA.objects.get().suspendu_le
    assert not Courriel.objects.filter(cle__startswith="rejet-").exists()


def test_each_code_says_what_to_do():
    for code, motif in MOTIFS.items():
        assert motif.libelle, code
        assert motif.geste.endswith((".", "?")), code
        if motif.mandat == SuiteDuMandat.FINI:
            assert peut_representer(code, 0), code
    assert motif_de("ZZ42").libelle == "Raison « ZZ42 » de la banque"
    assert peut_representer("AM04", 0) == ""
    assert "déjà été présentée de nouveau" in peut_representer("AM04", 1)


# presented again, and taken back


def test_a_debit_without_funds_is_presented_again_once_and_announced(
    transmise, facture, agent, time_machine
):
    applique(compte_rendu((transmise.paiements.get().reference, "AM04", None)), agent)
    assert list(a_prelever()) == []  # never by itself
    facture.refresh_from_db()
    representer(facture, motif="La famille le demande.", par=agent)
    time_machine.move_to(datetime(2027, 1, 4, 9, tzinfo=PUBLIE_LE.tzinfo), tick=False)
    encore = transmettre(agent, date(2027, 1, 19))
    assert "19 janvier" in Courriel.objects.get(cle__startswith="prelevement-20270119").texte
    applique(compte_rendu((encore.paiements.get().reference, "AM04", None), message="2"), agent)
    facture.refresh_from_db()
    with pytest.raises(Refus, match="déjà été présentée de nouveau"):
        representer(facture, motif="Encore une fois.", par=agent)


@pytest.mark.parametrize("code", ["AC04", "MS02", "MD06"])
def test_what_the_law_or_the_holder_forbids_is_not_presented_again(transmise, facture, agent, code):
    applique(compte_rendu((transmise.paiements.get().reference, code, None)), agent)
    facture.refresh_from_db()
    with pytest.raises(Refus, match="ne se présente pas de nouveau"):
        representer(facture, motif="Quand même.", par=agent)


def test_a_refusal_that_the_bank_takes_back_counts_as_paid_again(transmise, facture, agent):
    encaisser_les_remises(JOUR)
    paiement = transmise.paiements.get()
    recu = paiement.numero_recu
    applique(compte_rendu((paiement.reference, "MS03", None)), agent)
    with pytest.raises(Refus, match="Dites ce que la banque"):
        annuler_rejet(paiement, motif="", par=agent)
    annuler_rejet(paiement, motif="Erreur de la banque.", par=agent)
    facture.refresh_from_db(), paiement.refresh_from_db()
    assert (facture.regle, paiement.etat, paiement.numero_recu) == (20, Etat.PAYE, recu)


def test_a_refusal_is_not_taken_back_over_another_payment(transmise, facture, agent):
    paiement = transmise.paiements.get()
    applique(compte_rendu((paiement.reference, "MS03", None)), agent)
    facture.refresh_from_db()
    especes(facture, par=agent)
    with pytest.raises(Refus, match="payée autrement"):
        annuler_rejet(paiement, motif="Erreur de la banque.", par=agent)


# transfers


@pytest.fixture
def due(famille_martin):
    creancier()
    return facturer(famille_martin.foyer, "42.50")


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


def test_what_is_credited_is_checked_against_the_remises(transmise, agent):
    contenu = releve(
        encaissement("20.00"),
        encaissement("21.00", cle="5"),
        encaissement("20.00", cle="6", reference=transmise.paiements.get().reference),
        frais("1.20"),
    )
    etats = [ligne.etat for ligne in lire(contenu, agent)]
    assert etats == [
        EtatLigne.SANS_SUITE,
        EtatLigne.A_RAPPROCHER,
        EtatLigne.SANS_SUITE,
        EtatLigne.SANS_SUITE,
    ]


def test_a_refund_that_comes_back_is_to_give_again(facture, agent):
    """Paid twice, given back by transfer, refused by the bank of the family."""
    especes(facture, par=agent)
    Facture.objects.filter(pk=facture.pk).update(regle=Decimal("25.00"))
    lot = preparer_lot("virements", [facture.pk], par=agent)
    telecharger_lot(lot, par=agent)
    transmettre_lot(lot, par=agent)
    rendu = lot.remboursements.get()
    contenu = compte_rendu((f"{lot.numero}-{rendu.pk}", "AC04", "5.00"), origine=lot.numero)
    assert applique(contenu, agent) == (1, 0)
    facture.refresh_from_db(), rendu.refresh_from_db()
    assert facture.solde == -5
    assert rendu.annule_le
    assert MandatSEPA.objects.get().fin is None
    [encore] = lire(compte_rendu((f"{lot.numero}-{rendu.pk}", "AC04", "5.00"), message="2"), agent)
    assert encore.etat == EtatLigne.DEJA


def test_no_account_of_a_family_is_kept(transmise, agent):
    iban = "FR7630004000031234567890143"
    contenu = releve(
        impaye(transmise.paiements.get().reference, "20.00"),
        virement("3.00", f"de mon compte {iban}", donneur="MARTIN"),
    )
    lignes = lire(contenu, agent)
    assert not any(iban in f"{une.libelle}{une.donneur}{une.cle}" for une in lignes)


@pytest.mark.parametrize("nombre", [1, 30])
def test_reading_a_file_costs_the_same_with_one_line_and_with_thirty(due, agent, nombre):
    contenu = releve(*(virement("1.00", due.numero, cle=f"K{rang}") for rang in range(nombre)))
    with CaptureQueriesContext(connection) as requetes:
        deposer(contenu, "a.xml", par=agent)
    assert len(requetes) <= 20, [une["sql"][:90] for une in requetes]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
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
