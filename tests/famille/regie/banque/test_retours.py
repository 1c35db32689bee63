"""What the bank gives back (D16): a refused debit once, whichever files bring it; a family is told
kindly, its mandate ends, is held or goes on."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from famille.argent.prelevement.candidats import a_prelever, candidates
from famille.argent.prelevement.lots import preparer_lot, telecharger_lot, transmettre_lot
from famille.argent.prelevement.mandats import annuler_suspension
from famille.argent.prelevement.remises import preparer_remise
from famille.argent.prelevement.suites import (
    annuler_rejet,
    encaisser_les_remises,
    rendre_sans_mandat,
    representer,
)
from famille.argent.regie.banque.actions import appliquer, deposer
from famille.models import Courriel, Facture, LigneBancaire, MandatSEPA, Modification, Paiement
from famille.regles.rejets import MOTIFS, SuiteDuMandat, motif_de, peut_representer
from famille.socle.erreurs import Refus
from reservations.facturation.actions import mandats_de
from tests.famille.facturation import facturer
from tests.famille.regie.scene import PUBLIE_LE, especes

from .fichiers import compte_rendu, encaissement, frais, impaye, releve, virement
from .scene import JOUR, EtatLigne, applique, lire, transmettre

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("le_25_novembre")]
Etat = Paiement.Etat


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
    gardees = [f"{une.libelle}{une.donneur}{une.cle}" for une in lire(contenu, agent)]
    assert len(gardees) == 2
    assert iban not in "".join(gardees)
