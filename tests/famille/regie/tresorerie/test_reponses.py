"""What the Treasury answers: taken or sent back with its reason, collected; each file once, what is
not known kept aside."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError
from django.utils import timezone

from famille.argent.paiement.actions import ouvrir_paiement
from famille.argent.regie.recouvrement.encaisses import retirer_un_recouvrement
from famille.argent.regie.recouvrement.tresor import a_transmettre, annuler_la_transmission
from famille.argent.regie.tresorerie import annulations, candidats
from famille.argent.regie.tresorerie.annulations import (
    a_annuler,
    creances_a_annuler,
    noter_une_annulation,
    preparer_les_annulations,
)
from famille.argent.regie.tresorerie.bordereaux import (
    abandonner_le_bordereau,
    envoyer_le_bordereau,
    telecharger_le_bordereau,
)
from famille.argent.regie.tresorerie.messages import lire_la_reponse
from famille.argent.regie.tresorerie.reponses import (
    deposer_une_reponse,
    marquer_vue,
    noter_la_reponse,
)
from famille.argent.regie.xml_recu import TAILLE_MAX
from famille.models import (
    BordereauTresor,
    Courriel,
    LigneReponse,
    LigneTitre,
    RecouvrementTresor,
    ReglageTresorerie,
    ReponseTresor,
)
from famille.socle.erreurs import Refus
from tests.famille.regie.scene import especes

from .scene import (
    PLUS_TARD,
    REFERENCE,
    acquit,
    avec_les_schemas,
    dette,
    envoyer,
    exiger_valide,
    preparer,
    retour,
    tresorerie,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def en_janvier(time_machine):
    time_machine.move_to(PLUS_TARD, tick=False)


@pytest.fixture
def dettes(famille_martin, voisin):
    tresorerie()
    return [dette(famille_martin.foyer, "42.50"), dette(voisin.foyer, "20.00")]


@pytest.fixture
def envoye(dettes, regisseur):
    return envoyer(*dettes, par=regisseur)


@pytest.fixture
def accepte(envoye, regisseur):
    deposer_une_reponse(acquit(envoye), "ACQUIT.xml", par=regisseur)
    envoye.refresh_from_db()
    return envoye


def suites():
    return [(une.quoi, une.suite) for une in LigneReponse.objects.order_by("pk")]


@avec_les_schemas
def test_the_answers_of_these_tests_are_valid_by_the_dgfips_schemas(envoye):
    acquits = (
        acquit(envoye),
        acquit(envoye, pris=False, erreur="Bordereau deja connu", pieces=[(1, "Nature inconnue")]),
    )
    for contenu in acquits:
        exiger_valide(contenu, "Rev0/PES_V2_Acquit_Autonome_V2.xsd")
    suivi = retour((envoye, 1, "02", [(1, "10", "2027-02-10", "42.50")]), (envoye, 2, "04"))
    exiger_valide(suivi, "RETOUR/Rev0/PES_Retour.xsd")


@avec_les_schemas
def test_the_official_sample_is_read():
    exemple = REFERENCE / "donnees" / "pes" / "acquit_refus_exemple.xml"
    lue = lire_la_reponse(exemple.read_bytes())
    [lu] = lue.acquits
    assert (lu.pris, lu.numero, lu.exercice) == (False, 1847, 2026)
    assert lu.pourquoi == "Bordereau deja connu (ERREUR_DOUBLON_BORDEREAU)"


def test_an_accepted_bordereau_is_noted_once(envoye, regisseur):
    for deja in (False, True):
        depot = deposer_une_reponse(acquit(envoye), "ACQUIT.xml", par=regisseur)
        assert depot.deja is deja
    envoye.refresh_from_db()
    assert (envoye.etat, envoye.fini_par) == ("accepte", regisseur)
    assert ReponseTresor.objects.count() == LigneReponse.objects.count() == 1
    assert not creances_a_annuler().exists()


def test_a_titre_sent_back_returns_to_the_regie_with_its_reason(envoye, dettes, regisseur):
    refus = acquit(envoye, pieces=[(1, "Imputation inconnue")])
    deposer_une_reponse(refus, "ACQUIT.xml", par=regisseur)
    titre = envoye.titres.get(numero=1)
    facture = titre.lignes.get().creance.facture
    creance = facture.creances.get()
    assert creance.motif.startswith("Titre n° 1 refusé par la trésorerie : Imputation inconnue")
    assert facture.au_tresor_le is None
    assert list(a_transmettre(PLUS_TARD.date())) == [facture]
    assert Courriel.objects.filter(cle__startswith="tresor-reprise-").count() == 1
    envoye.refresh_from_db()
    assert (envoye.etat, envoye.numero) == (
        "accepte",
        1,
    )  # its number is used, and so is the titre's
    suivant = preparer(facture, par=regisseur)
    assert (suivant.numero, suivant.titres.get().numero) == (2, 3)


def test_a_bordereau_refused_gives_all_back_and_its_numbers(envoye, dettes, regisseur):
    refus = acquit(envoye, pris=False, erreur="Codique inconnu", pieces=[(2, "Nature fausse")])
    deposer_une_reponse(refus, "ACQUIT.xml", par=regisseur)
    envoye.refresh_from_db()
    assert (envoye.etat, envoye.numero) == ("refuse", None)
    assert "Codique inconnu" in envoye.pourquoi
    assert "Nature fausse" in envoye.titres.get(numero=2).pourquoi
    assert a_transmettre(PLUS_TARD.date()).count() == 2
    repris = preparer(*dettes, par=regisseur)
    assert repris.numero == 1
    assert repris.fichier != envoye.fichier
    deposer_une_reponse(refus + b"\n", "ACQUIT-2.xml", par=regisseur)  # late, of the former file
    repris.refresh_from_db()
    assert repris.etat == "prepare"


def test_a_bordereau_that_has_not_left_is_answered_by_nobody(dettes, regisseur):
    prete = preparer(*dettes, par=regisseur)
    for contenu in (acquit(prete), acquit(prete, pris=False, erreur="Doublon")):
        with pytest.raises(Refus, match="pas noté comme envoyé"):
            deposer_une_reponse(contenu, "ACQUIT.xml", par=regisseur)
    prete.refresh_from_db()
    assert prete.etat == "prepare"
    assert not ReponseTresor.objects.exists()  # the same file is taken once it is noted
    deposer_une_reponse(acquit(prete, fichier="AUTRE.xml"), "x.xml", par=regisseur)
    [dite] = LigneReponse.objects.all()
    assert (dite.suite, "Aucun bordereau" in dite.dit) == ("a-voir", True)
    telecharger_le_bordereau(prete, par=regisseur)
    envoyer_le_bordereau(prete, par=regisseur)
    deposer_une_reponse(acquit(prete), "ACQUIT.xml", par=regisseur)
    prete.refresh_from_db()
    assert prete.etat == "accepte"


def test_an_answer_for_another_siret_is_not_ours_whatever_its_file_is_called(envoye, regisseur):
    with pytest.raises(Refus, match="au nom d’un autre SIRET"):
        deposer_une_reponse(acquit(envoye, siret="2" * 14), "ACQUIT.xml", par=regisseur)
    envoye.refresh_from_db()
    assert envoye.etat == "envoye"


def test_what_is_of_another_software_is_kept_aside_and_changes_nothing(envoye, regisseur):
    autre = acquit(envoye, numero=77, fichier="PESALR2_AUTRE.xml", pris=False, erreur="Doublon")
    deposer_une_reponse(autre, "x.xml", par=regisseur)
    inconnu = acquit(envoye, pieces=[(99, "Rejet")])
    deposer_une_reponse(inconnu, "y.xml", par=regisseur)
    assert suites() == [
        ("Bordereau n° 77", "a-voir"),
        (str(envoye), "faite"),
        ("Titre n° 99", "a-voir"),
    ]
    ligne = LigneReponse.objects.order_by("pk")[0]
    marquer_vue(ligne)
    ligne.refresh_from_db()
    assert ligne.suite == "vue"


def test_a_contrary_answer_waits_for_somebody(accepte, regisseur):
    deposer_une_reponse(acquit(accepte, pris=False, erreur="Doublon"), "z.xml", par=regisseur)
    accepte.refresh_from_db()
    assert accepte.etat == "accepte"
    assert LigneReponse.objects.filter(suite="a-voir", dit__contains="le contraire").count() == 1


def test_what_it_has_collected_is_noted_once_and_closes_the_invoice(accepte, dettes, regisseur):
    titre = accepte.titres.get(lignes__creance__facture=dettes[0])
    premier = (accepte, titre.numero, "02", [(1, "10", "2027-01-20", "30.00")])
    deposer_une_reponse(retour(premier), "RETOUR-1.xml", par=regisseur)
    suite = [(1, "10", "2027-01-20", "30.00"), (1, "02", "2027-01-22", "12.50")]
    deposer_une_reponse(retour((accepte, titre.numero, "02", suite)), "RETOUR-2.xml", par=regisseur)
    facture = dettes[0]
    facture.refresh_from_db()
    assert facture.soldee
    assert sorted(facture.recouvrements.values_list("montant", flat=True)) == [
        Decimal("12.50"),
        Decimal("30.00"),
    ]
    assert [suite for _quoi, suite in suites()] == ["faite", "faite", "deja", "faite"]
    assert not creances_a_annuler().exists()
    note = RecouvrementTresor.objects.get(montant=30)
    retirer_un_recouvrement(note, motif="Une erreur", par=regisseur)
    deposer_une_reponse(retour(premier, premier), "RETOUR-3.xml", par=regisseur)
    facture.refresh_from_db()
    assert facture.solde == 0  # the second one that reads the same, and only it


def test_what_is_not_money_or_too_much_waits(accepte, dettes, regisseur):
    titre = accepte.titres.get(lignes__creance__facture=dettes[1])
    recus = [(1, "06", "2027-01-20", "20.00"), (1, "02", "2027-01-21", "25.00")]
    recus += [(9, "02", "2027-01-21", "1.00"), (1, "07", "2027-01-21", "2.00")]
    pieces = [(accepte, titre.numero, "02", recus), (accepte, 88, "02", recus[:1])]
    deposer_une_reponse(retour(*pieces), "RETOUR.xml", par=regisseur)
    trop = LigneReponse.objects.get(quoi__contains="25,00").dit
    assert "dit avoir reçu 25,00\u00a0€, et rien n’en est noté. La facture" in trop
    assert "« C’est vu »" in trop
    assert [suite for _quoi, suite in suites()[1:]] == [
        *("a-voir", "a-voir", "a-voir", "vue"),
        "vue",  # a titre of another service
    ]
    assert not RecouvrementTresor.objects.exists()


def test_a_titre_rejected_later_comes_back_too(accepte, dettes, regisseur):
    for nom in ("RETOUR-1.xml", "RETOUR-2.xml"):
        contenu = retour((accepte, 2, "04"), *[(accepte, 77, "04")] * (nom == "RETOUR-2.xml"))
        deposer_une_reponse(contenu, nom, par=regisseur)
    titre = accepte.titres.get(numero=2)
    assert titre.pourquoi == "Imputation erronee"
    assert titre.lignes.get().creance.reprise_le
    assert not creances_a_annuler().exists()


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"x" * (TAILLE_MAX + 1), "trop gros"),
        (b"pas du xml", "n’est pas une réponse"),
        (b"<n:PES_ACQUIT xmlns:n='a'>", "abîmé"),
        (b"<n:PES_ACQUIT xmlns:n='a'/>", "abîmé"),
        (b"<Document/>", "n’est pas une réponse"),
        (b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>", "n’est pas une"),
        (retour(), "rien"),
    ],
)
def test_a_file_that_is_not_an_answer_is_refused_with_a_sentence(contenu, dit, regisseur):
    if dit == "rien":
        deposer_une_reponse(contenu, "vide.xml", par=regisseur)
        assert "Rien de nouveau" in LigneReponse.objects.get().dit
        return
    with pytest.raises(Refus, match=dit):
        deposer_une_reponse(contenu, "x.xml", par=regisseur)
    assert not ReponseTresor.objects.exists()


def test_an_answer_may_be_said_by_hand(envoye, regisseur):
    with pytest.raises(Refus, match="Dites pourquoi"):
        noter_la_reponse(envoye, acceptee=False, motif="", par=regisseur)
    noter_la_reponse(envoye, acceptee=True, motif="", par=regisseur)
    envoye.refresh_from_db()
    assert envoye.etat == "accepte"
    with pytest.raises(Refus, match="changer d’état"):
        noter_la_reponse(envoye, acceptee=False, motif="Non", par=regisseur)


def test_an_annulation_refers_to_the_line_that_it_takes_off(famille_martin, regisseur):
    """Two debts in one titre: the second one is line 2, and its own annulation has one line."""
    tresorerie()
    petites = [dette(famille_martin.foyer, "9.00"), dette(famille_martin.foyer, "8.00")]
    bordereau = envoyer(*petites, par=regisseur)
    noter_la_reponse(bordereau, acceptee=True, motif="", par=regisseur)
    origine = LigneTitre.objects.get(titre__bordereau=bordereau, rang=2)
    facture = origine.creance.facture
    annuler_la_transmission(facture, motif="Accord trouvé", par=regisseur)
    facture.refresh_from_db()
    especes(facture, par=regisseur)
    contenu = telecharger_le_bordereau(preparer_les_annulations(par=regisseur), par=regisseur)
    assert b'<IdLigne V="1"/>' in contenu
    assert f'<IdPceOrig V="{origine.titre.numero}"/><IdLigneOrig V="2"/>'.encode() in contenu


def test_a_debt_whose_titre_still_asks_for_it_becomes_no_other_one(accepte, dettes, regisseur):
    facture, jour = dettes[0], timezone.localdate()
    annuler_la_transmission(facture, motif="Un accord qui n’a pas tenu", par=regisseur)
    prevue = candidats.prevoir(candidats.dettes([facture.pk], jour), ReglageTresorerie.lire(), jour)
    [(ecartee, pourquoi)] = prevue.ecartees
    assert (prevue.titres, ecartee) == ([], facture)
    assert "annulez-le d’abord" in str(pourquoi)
    preparer_les_annulations(par=regisseur)
    prevue = candidats.prevoir(candidats.dettes([facture.pk], jour), ReglageTresorerie.lire(), jour)
    assert [un.factures for un in prevue.titres] == [[facture]]


def test_a_debt_taken_back_and_paid_here_becomes_a_titre_d_annulation(
    accepte, dettes, regisseur, famille_martin
):
    facture = dettes[0]
    annuler_la_transmission(facture, motif="Accord trouvé", par=regisseur)
    facture.refresh_from_db()
    especes(facture, par=regisseur)
    [une] = a_annuler()
    assert (une.creance.facture, une.montant, une.cette_annee) == (facture, Decimal("42.50"), True)
    bordereau = preparer_les_annulations(par=regisseur)
    assert (bordereau.genre, bordereau.numero, bordereau.montant) == ("02", 1, Decimal("42.50"))
    contenu = telecharger_le_bordereau(bordereau, par=regisseur)
    assert b'<TypBord V="02"/>' in contenu
    assert b'<ExerRat V="2027"/>' in contenu
    titre = bordereau.titres.get()
    assert f'<IdPceOrig V="{titre.origine.numero}"/><IdLigneOrig V="1"/>'.encode() in contenu
    assert not creances_a_annuler().exists()
    with pytest.raises(Refus, match="n’a pas encore sa réponse"):
        preparer_les_annulations(par=regisseur)
    abandonner_le_bordereau(bordereau, motif="Un oubli", par=regisseur)
    assert a_annuler()[0].montant == Decimal("42.50")
    repris = preparer_les_annulations(par=regisseur)
    assert repris.numero == 1
    telecharger_le_bordereau(repris, par=regisseur)
    envoyer_le_bordereau(repris, par=regisseur)
    deposer_une_reponse(acquit(repris, pieces=[(1, "Deja annule")]), "A.xml", par=regisseur)
    assert a_annuler()[0].montant == Decimal("42.50")  # sent back: to take off again


def test_many_debts_of_former_years_hide_none_of_this_one(dettes, regisseur, monkeypatch):
    for facture, exercice in zip(dettes, (2026, 2027), strict=True):
        sien = envoyer(facture, par=regisseur)
        deposer_une_reponse(acquit(sien), f"{exercice}.xml", par=regisseur)
        BordereauTresor.objects.filter(pk=sien.pk).update(exercice=exercice)
        annuler_la_transmission(facture, motif="Accord trouvé", par=regisseur)
    monkeypatch.setattr(annulations, "PAR_BORDEREAU", 1)
    assert [une.creance.facture for une in a_annuler()] == dettes[:1]
    assert preparer_les_annulations(par=regisseur).montant == Decimal("20.00")


def test_a_fault_of_ours_is_not_said_to_be_a_bordereau_on_its_way(
    accepte, dettes, regisseur, monkeypatch
):
    annuler_la_transmission(dettes[0], motif="Accord trouvé", par=regisseur)

    def en_faute(bordereau):
        raise IntegrityError("ligne_de_titre_annulee_au_plus")

    monkeypatch.setattr(annulations, "clore_la_preparation", en_faute)
    with pytest.raises(IntegrityError):
        preparer_les_annulations(par=regisseur)


@avec_les_schemas
def test_the_file_of_annulations_is_valid_by_the_dgfips_schema(accepte, dettes, regisseur):
    annuler_la_transmission(dettes[0], motif="Accord trouvé", par=regisseur)
    bordereau = preparer_les_annulations(par=regisseur)
    exiger_valide(telecharger_le_bordereau(bordereau, par=regisseur))


def test_only_what_the_treasury_has_not_collected_is_taken_off(accepte, dettes, regisseur):
    facture = dettes[0]
    numero = accepte.titres.get(lignes__creance__facture=facture).numero
    recu = retour((accepte, numero, "02", [(1, "10", "2027-01-20", "30.00")]))
    deposer_une_reponse(recu, "RETOUR.xml", par=regisseur)
    facture.refresh_from_db()
    annuler_la_transmission(facture, motif="Accord trouvé", par=regisseur)
    assert [une.montant for une in a_annuler()] == [Decimal("12.50")]


def test_a_titre_of_another_year_is_the_finance_services(accepte, dettes, regisseur, time_machine):
    annuler_la_transmission(dettes[0], motif="Accord trouvé", par=regisseur)
    BordereauTresor.objects.update(exercice=2026)
    [une] = a_annuler()
    assert not une.cette_annee
    with pytest.raises(Refus, match="Aucun titre de cette année"):
        preparer_les_annulations(par=regisseur)
    assert not BordereauTresor.objects.filter(genre="02").exists()
    with pytest.raises(Refus, match="numéro du mandat"):
        noter_une_annulation(une.creance.pk, reference=" ", par=regisseur)
    assert noter_une_annulation(une.creance.pk, reference="M-12", par=regisseur) == une.montant
    assert not creances_a_annuler().exists()
    with pytest.raises(Refus, match="plus rien à annuler"):
        noter_une_annulation(une.creance.pk, reference="M-12", par=regisseur)


def test_nothing_is_to_take_off_of_what_the_treasury_has_not(envoye, dettes, regisseur):
    annuler_la_transmission(dettes[0], motif="Accord trouvé", par=regisseur)
    assert not creances_a_annuler().exists()
    noter_la_reponse(envoye, acceptee=True, motif="", par=regisseur)
    assert creances_a_annuler().count() == 1


def test_what_is_to_take_off_is_read_alike_for_one_and_for_30(
    famille_martin, regisseur, django_assert_num_queries
):
    tresorerie()
    factures = [dette(famille_martin.foyer, "20.00") for _une in range(30)]
    bordereau = envoyer(*factures, par=regisseur)
    deposer_une_reponse(acquit(bordereau), "ACQUIT.xml", par=regisseur)
    annuler_la_transmission(factures[0], motif="Accord", par=regisseur)
    with django_assert_num_queries(2):
        assert len(a_annuler()) == 1
    for facture in factures[1:]:
        annuler_la_transmission(facture, motif="Accord", par=regisseur)
    with django_assert_num_queries(2):
        assert len(a_annuler()) == 30
    assert LigneTitre.objects.count() == 30
    assert timezone.localdate() == date(2027, 1, 24)


@pytest.mark.parametrize("somme", ["NaN", "Infinity", "1e20", "42.505"])
def test_what_is_no_sum_of_euros_damages_the_file(accepte, regisseur, somme):
    contenu = retour((accepte, 1, "02", [(1, "10", "2027-02-10", somme)]))
    with pytest.raises(Refus, match="abîmé"):
        deposer_une_reponse(contenu, "RETOUR.xml", par=regisseur)


def test_what_is_no_number_of_a_titre_damages_the_file(accepte, regisseur):
    contenu = retour((accepte, 10**20, "04"))
    with pytest.raises(Refus, match="abîmé"):
        deposer_une_reponse(contenu, "RETOUR.xml", par=regisseur)
    contenu = acquit(accepte, fichier="AUTRE.xml", numero=10**20)
    with pytest.raises(Refus, match="abîmé"):
        deposer_une_reponse(contenu, "ACQUIT.xml", par=regisseur)


def test_its_family_is_told_who_collects(accepte, dettes, famille_martin):
    with pytest.raises(Refus, match="Trésor public"):
        ouvrir_paiement(famille_martin.foyer, [dettes[0].pk], par=famille_martin.camille)
