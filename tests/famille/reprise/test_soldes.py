"""What a family owed, or was owed, in the software that the town leaves."""

import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from famille.argent.factures.actions import corriger_facture
from famille.argent.factures.annonces import renvoyer_facture
from famille.argent.factures.attestation_fiscale import garde_payee
from famille.argent.regie.recouvrement.balance import balance
from famille.argent.regie.relancer import relancer_les_retards
from famille.dossier.fusion.actions import Projet, fusionner
from famille.dossier.fusion.annulation import annuler as defaire
from famille.dossier.fusion.registre import Union
from famille.models import (
    Courriel,
    DoublonDeReprise,
    EtapeRelance,
    Facture,
    FauteDeReprise,
    Foyer,
    LigneFacture,
    Modification,
    ReglageRegie,
    Reprise,
    Utilisateur,
)
from famille.mouvements.reprise import doublons
from famille.mouvements.reprise.export.actions import ecrire_l_archive
from famille.socle.erreurs import Refus
from tests.famille.facturation import credit_de, facturer

from . import essai

pytestmark = pytest.mark.django_db

ENTETES = ["Famille", "Référence", "Reste dû", "Avance", "Solde arrêté au", "À payer avant le"]
DETTE = ["4512", "2026-118", "42,10", "", "31/10/2026", ""]
AVANCE = ["4513", "", "", "30", "31/10/2026", ""]


@pytest.fixture
def par(administrateur):
    return administrateur


@pytest.fixture(autouse=True)
def un_jour_de_demenagement():
    with time_machine.travel("2026-11-16 10:00", tick=False):
        yield


def fichier(*soldes, **autres):
    return essai.zip_de(essai.TOUT | autres | {"soldes": [ENTETES, *soldes]})


def la_famille(cle="4512"):
    nom = {"4512": "Lefèvre", "4513": "Moreau"}[cle]
    return Foyer.objects.get(nom=nom)


def la_mere():
    """Jeanne Moreau's account, opened."""
    compte = Utilisateur.objects.get(email="jeanne.moreau@exemple.fr")
    Utilisateur.objects.filter(pk=compte.pk).update(is_active=True, invitation_retenue_le=None)
    compte.refresh_from_db()
    return compte


def test_what_was_owed_is_a_document_with_its_origin_and_its_day(par):
    reprise = essai.reprendre(fichier(DETTE), par=par)
    assert not reprise.bilan["refusees"], list(reprise.fautes.values_list("raison"))
    solde = Facture.objects.get()
    assert (solde.foyer, solde.numero, solde.titre) == (
        la_famille(),
        "S-2026-000001",
        "Solde repris",
    )
    assert (solde.total, solde.regle, solde.repris_de) == (Decimal("42.10"), 0, "Ancien logiciel")
    assert (solde.emise_le, solde.mois) == (date(2026, 10, 31), date(2026, 10, 1))
    assert solde.echeance == date(2026, 11, 16) + timedelta(days=ReglageRegie.lire().delai_jours)
    assert solde.destinataire[0] == "Inès Lefèvre et Paul Lefèvre"
    [ligne] = solde.lignes.all()
    assert (ligne.montant, ligne.nature) == (solde.total, LigneFacture.Nature.AUTRE)
    assert "Ancien logiciel comptait 42,10" in ligne.calcul["phrases"][0]
    [note] = Modification.objects.filter(objet__startswith="solde repris")
    assert note.apres == {"Reste dû": "42,10\xa0€"}


def test_no_mail_leaves_and_invoices_keep_their_numbers(par):
    essai.reprendre(fichier(DETTE, AVANCE), par=par)
    assert not Courriel.objects.exists()
    facture = facturer(la_famille(), 20)
    assert facture.numero == "F-2026-000001"


def test_a_family_that_owes_nothing_has_no_document(par):
    reprise = essai.reprendre(
        fichier(["4512", "", "0,00", "", "31/10/2026", ""], ["4513", "", "", "", "", ""]), par=par
    )
    assert not Facture.objects.exists()
    assert not reprise.bilan["refusees"]
    assert reprise.bilan["sujets"]["solde"] == {"pareil": 1}


def test_what_was_paid_beyond_is_deducted_from_the_next_invoice(par):
    essai.reprendre(fichier(AVANCE), par=par)
    foyer = la_famille("4513")
    assert credit_de(foyer) == 30
    facture = facturer(foyer, 50)
    assert (facture.regle, credit_de(foyer)) == (30, 0)
    avance = Facture.objects.get(numero="S-2026-000001")
    assert (avance.solde, avance.est_une_avance) == (0, True)


@pytest.mark.parametrize(
    ("ligne", "colonne", "dit"),
    [
        (["4512", "", "12", "30", "", ""], "Reste dû", "gardez l’un des deux"),
        (["4512", "", "12", "", "31/12/2026", ""], "Solde arrêté au", "à un jour passé"),
        (["4512", "", "douze", "", "", ""], "Reste dû", "n’est pas un nombre"),
        (["9999", "", "12", "", "", ""], "", "rien dans le fichier ne porte l’identifiant"),
    ],
)
def test_a_balance_that_cannot_be_is_told_with_its_column(par, ligne, colonne, dit):
    reprise = essai.reprendre(fichier(ligne), par=par)
    [faute] = FauteDeReprise.objects.filter(reprise=reprise, bloque=True)
    assert faute.colonne == colonne
    assert dit in faute.raison
    assert not Facture.objects.exists()


def test_a_bare_title_solde_is_not_guessed(par):
    """Its sign says the contrary from one software to another."""
    lignes = [["Famille", "Solde"], ["4512", "-12"]]
    reprise = essai.deposer(essai.zip_de(essai.TOUT | {"soldes": lignes}), par=par)
    [soldes] = [un for un in reprise.tableaux if un["nom"].startswith("soldes")]
    assert soldes["colonnes"] == ["famille.cle", ""]


def test_the_same_file_twice_changes_nothing_and_a_later_one_corrects(par):
    essai.reprendre(fichier(DETTE, AVANCE), par=par)
    avant = essai.photographie()
    essai.reprendre(fichier(DETTE, AVANCE), par=par)
    assert essai.photographie() == avant
    plus_tard = [*DETTE[:2], "", "5", "05/11/2026", ""]
    essai.reprendre(fichier(plus_tard, ["4513", "", "", "0", "31/10/2026", ""]), par=par)
    solde = Facture.objects.get(numero="S-2026-000001")
    assert (solde.total, solde.regle, solde.emise_le) == (0, 5, date(2026, 11, 5))
    assert solde.lignes.get().montant == 0
    assert "avance de 5,00" in solde.lignes.get().calcul["phrases"][0]
    assert credit_de(la_famille("4513")) == 0
    note = Modification.objects.filter(objet="solde repris S-2026-000001").latest("pk")
    assert (note.avant, note.apres) == (
        {"Reste dû": "42,10\xa0€"},
        {"Avance": "5,00\xa0€"},
    )


def test_once_something_is_paid_here_a_file_changes_it_no_more(par):
    essai.reprendre(fichier(AVANCE), par=par)
    facturer(la_famille("4513"), 50)
    reprise = essai.reprendre(fichier([*AVANCE[:3], "45", *AVANCE[4:]]), par=par)
    [faute] = FauteDeReprise.objects.filter(reprise=reprise, bloque=True)
    assert "déjà été payé, déduit" in faute.raison
    assert Facture.objects.get(numero="S-2026-000001").regle == 0


def test_undone_it_goes_with_the_batch_and_stays_if_something_is_paid(par):
    avant = essai.photographie()
    reprise = essai.annuler(essai.reprendre(fichier(DETTE, AVANCE), par=par), par=par)
    assert reprise.etat == Reprise.Etat.ANNULEE
    assert essai.photographie() == avant
    reprise = essai.reprendre(fichier(DETTE, AVANCE), par=par)
    facturer(la_famille("4513"), 50)
    reprise = essai.annuler(reprise, par=par)
    assert reprise.etat == Reprise.Etat.FAITE
    assert any("avoir" in raison for raison in reprise.bilan["retiennent"])


def test_it_is_in_the_aged_balance_by_its_own_due_date(par):
    essai.reprendre(fichier([*DETTE[:5], "01/03/2026"]), par=par)
    [foyer] = balance(timezone.localdate())
    assert (foyer.plus_de_90, foyer.du) == (Decimal("42.10"), Decimal("42.10"))


def test_an_old_debt_is_reminded_after_the_time_that_any_invoice_gives(par):
    EtapeRelance.objects.create(jours=1, sujet="Rappel", texte="{factures}")
    essai.reprendre(fichier([*DETTE[:5], "01/03/2026"]), par=par)
    delai = ReglageRegie.lire().delai_jours
    jour = timezone.localdate()
    assert relancer_les_retards(jour + timedelta(days=delai)) == 0
    assert relancer_les_retards(jour + timedelta(days=delai + 1)) == 1


def test_it_is_never_in_the_fiscal_certificate(par):
    essai.reprendre(fichier(AVANCE), par=par)
    foyer = la_famille("4513")
    enfant = foyer.enfants.get()
    enfant.naissance = date(2023, 3, 14)
    enfant.save()
    facture = facturer(foyer, 50, enfant=enfant)
    assert facture.regle == 30
    assert garde_payee(foyer, 2026) == []


def test_its_family_reads_it_and_pays_it_online_and_a_neighbour_does_not(par, client, settings):
    settings.PAIEMENT = {"FOURNISSEUR": "tests.famille.facturation.Prestataire"}
    essai.reprendre(fichier(["4513", "", "42,10", "", "31/10/2026", ""]), par=par)
    client.force_login(la_mere())
    liste = client.get(reverse("famille:factures")).content.decode()
    assert "Solde repris de Ancien logiciel" in liste
    page = client.get(reverse("famille:facture", args=["S-2026-000001"])).content.decode()
    assert "Ce qui restait à payer dans le logiciel précédent, Ancien logiciel" in page
    assert "Payer 42,10" in page
    papier = client.get(reverse("famille:facture_papier", args=["S-2026-000001"]))
    assert "Solde repris" in papier.content.decode()
    payer = client.get(reverse("famille:payer"), {"facture": "S-2026-000001"})
    assert "42,10" in payer.content.decode()
    autre = Facture.objects.get()
    Facture.objects.filter(pk=autre.pk).update(foyer=la_famille())
    for nom in ("facture", "facture_papier", "question_facture"):
        assert client.get(reverse(f"famille:{nom}", args=["S-2026-000001"])).status_code == 404


def test_an_advance_reads_as_an_advance_to_its_family_and_to_an_agent(
    par, client, connecter, regisseur
):
    essai.reprendre(fichier(AVANCE), par=par)
    client.force_login(la_mere())
    page = client.get(reverse("famille:facture", args=["S-2026-000001"])).content.decode()
    assert "Avance à déduire" in page
    assert "Cette avance sera déduite de votre prochaine facture" in page
    assert "Reste à payer" not in page
    page = connecter(regisseur).get(reverse("factures:facture", args=["S-2026-000001"]))
    bureau = page.content.decode()
    assert "Repris de Ancien logiciel, solde arrêté au" in bureau
    assert "Corriger par un avoir" not in bureau
    assert "Envoyer de nouveau" not in bureau


def test_an_advance_has_no_credit_note_and_a_balance_no_mail(par):
    essai.reprendre(fichier(AVANCE), par=par)
    solde = Facture.objects.get()
    with pytest.raises(Refus, match="ne se corrige pas par un avoir"):
        corriger_facture(
            solde, list(solde.lignes.all()), motif="Erreur", par=par, jour=timezone.localdate()
        )
    with pytest.raises(Refus, match="Un solde repris"):
        renvoyer_facture(solde, maintenant=timezone.now())


def test_what_is_still_owed_goes_out_and_comes_back(par):
    essai.reprendre(fichier(DETTE, AVANCE), par=par)
    facturer(la_famille(), 20, jour=date(2026, 11, 10))
    sommes = lambda: sorted(  # noqa: E731
        (une.foyer.nom, une.objet, une.solde, une.emise_le, une.echeance)
        for une in Facture.objects.non_soldees().select_related("foyer")
    )
    attendu, sorti = sommes(), io.BytesIO()
    assert len(attendu) == 3
    ecrire_l_archive(sorti, lambda *_ligne: None)
    retour = essai.deposer(sorti.getvalue(), par=par, source="Portail Famille")
    retour = essai.relire(retour, par=par)
    pareils = DoublonDeReprise.objects.filter(reprise=retour)
    doublons.choisir(retour, {un.pk: "meme" for un in pareils}, par=par)
    retour = essai.importer(retour, par=par)
    assert sommes() == attendu, "its own invoices are not owed twice"
    assert not list(retour.fautes.values_list("raison", "colonne"))
    LigneFacture.objects.all().delete()
    Facture.objects.all().delete()
    essai.reprendre(sorti.getvalue(), par=par, source="Autre portail")
    assert sommes() == attendu


def test_two_households_made_one_keep_what_both_owed(par):
    essai.reprendre(fichier(DETTE, ["4513", "", "8", "", "31/10/2026", ""]), par=par)
    garde, autre = la_famille(), la_famille("4513")
    fusion = fusionner(Projet(Union(garde, autre, {})), foyer=garde, par=par)
    assert garde.factures.reste_du() == Decimal("50.10")
    defaire(fusion, par=par)
    assert (garde.factures.reste_du(), autre.factures.reste_du()) == (Decimal("42.10"), 8)
