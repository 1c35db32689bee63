"""All that a town sets goes in its file and comes back the same; of each model that does not go,
why is said here: a new one fails this test until somebody has chosen."""

from datetime import date, datetime

import pytest
import time_machine
from django.apps import apps
from wagtail.models import Page

from cms_pages.identite.nommer import nommer_la_ville
from cms_pages.models import IdentiteSite
from famille.models import CreancierSEPA, EtapeRelance, TiersPayeur
from famille.socle.dire import PARIS
from famille.socle.erreurs import Refus
from portail.mise_en_service.fichier import exporter, importer
from portail.mise_en_service.sortes import SORTES
from reservations.actions import accepter_reglement
from reservations.models import (
    Activite,
    Creneau,
    Fermeture,
    GrilleTarifaire,
    Groupe,
    ReductionVotee,
    ReglementInterieur,
)

from .test_mise_en_service import regler

pytestmark = pytest.mark.django_db
SALLES = ("famille", "reservations", "demarches", "cms_pages", "portail")
RESTENT = {
    "families, and what is written of them": """
        famille.AccesAConfirmer famille.AdresseFoyer famille.Autorisation famille.BrouillonEcarte
        famille.CachetLu famille.ContactFamille famille.Document famille.Enfant
        famille.FicheSanitaire famille.Foyer famille.NoteDuFoyer famille.PeriodeDeGarde
        famille.Placement famille.QuotientFamilial
        famille.RappelDossier famille.Rattachement famille.Responsable famille.SanteDeclaree
        famille.IdentitePivot
        reservations.AcceptationReglement reservations.Attente reservations.ConsommationImportee
        reservations.DemandeReservation reservations.Inscription reservations.LignePanier
        reservations.Passage reservations.Rappel reservations.ReductionAccordee
        reservations.Reservation reservations.Soin famille.ScolaritePassee reservations.Cession
        reservations.DeclarationDePriorite reservations.EnfantDeListe
        reservations.ExceptionDeSemaine reservations.ListeDeVoeux reservations.SemaineType
        reservations.VoeuDeListe demarches.ReponseDeReinscription demarches.Accuse
        demarches.AccordCaisses demarches.LotDeQuotients demarches.QuotientDemande
        demarches.Complement demarches.Demande demarches.EffetsDeValidation
        demarches.MouvementDeListe
        demarches.NoteInterne demarches.Passage demarches.PieceJointe demarches.PlaceDemandee
        demarches.SaisieDuComplement demarches.VueDeCampagne""",
    "money": """
        famille.BordereauTresor
        famille.CreanceTransmise famille.LigneReponse famille.LigneTitre famille.ReponseTresor
        famille.TitreTresor famille.Echeance famille.Echeancier famille.EtatNominatif
        famille.Facture famille.Imputation famille.LigneARevoir famille.LigneFacture
        famille.DroitPayeur famille.PartPayeur famille.RecuDuPayeur famille.RelevePayeur
        famille.LigneBancaire famille.LigneLibre famille.LotRemboursement famille.MandatSEPA
        famille.Paiement
        famille.PartPaiement famille.PassagePaiement famille.RecouvrementTresor famille.Relance
        famille.Remboursement famille.RemiseSEPA famille.RetourBancaire famille.ServicePreleve
        reservations.CampagneFacturation""",
    "accounts, what is sent to them, what they see": """
        famille.Alerte famille.AppareilAlerte famille.ChoixAlerte famille.Courriel
        famille.EnvoiGroupe famille.Fil famille.Invitation famille.LectureFil famille.Message
        famille.NoteDuFil famille.Notification famille.Utilisateur famille.VagueInvitations
        famille.VueDeListe reservations.FluxAgenda""",
    "secrets": "famille.AppelAPI famille.CleAPI famille.Livraison famille.Webhook",
    "what came in by a file, with the families (schools too)": """
        famille.CarteDeColonnes famille.Classe famille.CleEtrangere famille.DoublonDeReprise
        famille.Ecole famille.EcritureClasse famille.EcritureDeReprise famille.EcritureEcole
        famille.FauteDeReprise famille.LigneDeReprise famille.LigneRangee famille.RangementDEcole
        famille.Reprise
        reservations.ImportConsommation""",
    "days and seasons: they are opened again where the file arrives": """
        demarches.CampagneReinscription reservations.CommandeCuisine reservations.CritereDePriorite
        reservations.ElementDeSaison
        reservations.SaisonClose reservations.SaisonReprise reservations.Tirage
        reservations.Creneau reservations.EncadrementDuJour reservations.Evenement
        reservations.Places""",
    "agreed on with the town's own trésorerie": "famille.ImputationService",
    "traces, jobs and counts": """
        famille.Compteur famille.Consultation famille.Doublon famille.EssaiDeConnexion
        famille.ExportDonnees famille.FormulaireRecu famille.Fusion famille.Modification
        famille.Purge famille.Travail
        portail.FileDEntree portail.SauvegardeFaite""",
    "pages and pictures, and what they say": """
        cms_pages.AvisAide cms_pages.ChapitreFourni cms_pages.DeclarationAccessibilite
        cms_pages.BilanEgalim cms_pages.DocumentPublic cms_pages.EcranAide cms_pages.Illustration
        cms_pages.Menu cms_pages.PlatDuMenu cms_pages.Rendu""",
}


@pytest.fixture(autouse=True)
def _ce_jour():
    with time_machine.travel(datetime(2026, 11, 25, 10, tzinfo=PARIS), tick=False):
        yield


@pytest.fixture
def reglee(vide, administrateur):
    """A town that has set one row at least of each kind."""
    regler(administrateur)
    for sorte in SORTES:
        if not sorte.connue_par and sorte.modele is not IdentiteSite:
            sorte.modele.load()
    activite = Activite.objects.get()
    Groupe.objects.create(activite=activite, nom="Les petits", age_min=3, age_max=5)
    reduction = {"genre": "rang-de-l-enfant", "seuil": 2, "valeur": 10, "mesure": "pourcent"}
    ReductionVotee.objects.create(grille=GrilleTarifaire.objects.get(), **reduction)
    jour = date(2026, 12, 30)
    Fermeture.objects.create(structure=activite.structure, debut=jour, fin=jour, motif="Travaux")
    EtapeRelance.objects.get_or_create(jours=12, defaults={"sujet": "Rappel", "texte": "Payez."})
    TiersPayeur.objects.create(
        nom="Département", voie="1 place Haute", code_postal="69000", commune="Lyon"
    )
    creancier = CreancierSEPA.load()
    creancier.nom, creancier.voie, creancier.code_postal = "Ville de Clairval", "1 rue", "69999"
    creancier.commune, creancier.ics = "Clairval", "FR72ZZZ123456"
    creancier.iban = "FR1420041010050500013M02606"
    creancier.save()
    return activite


@pytest.fixture
def reglement(reglee):
    texte = '<p>Lisez <a linktype="page" id="3">la page</a> des <b>mercredis</b>.</p>'
    return ReglementInterieur.objects.create(activite=reglee, depuis=date(2026, 9, 1), texte=texte)


def test_each_model_goes_in_the_file_or_it_is_said_why_not():
    tous = {
        modele._meta.label
        for salle in SALLES
        for modele in apps.get_app_config(salle).get_models()
        if not issubclass(modele, Page)
    }
    restent = [label for labels in RESTENT.values() for label in labels.split()]
    vont = [sorte.modele._meta.label for sorte in SORTES]
    assert tous - {*vont, *restent} == set(), "does it go in the settings file?"
    assert {*vont, *restent} - tous == set()
    assert len(restent) == len(set(restent))
    assert set(vont) & set(restent) == set()


def test_every_kind_of_setting_comes_back_the_same_in_an_empty_town(reglement, administrateur):
    ecrit = exporter()
    for sorte in SORTES:
        assert sorte.modele._default_manager.exists(), f"{sorte.cle} is not tried"
    nommer_la_ville(par=administrateur, ville="Autre", tribunal="")
    Creneau.objects.all().delete()
    for sorte in reversed(SORTES):
        if sorte.cle not in ("identite", "demarches"):
            sorte.modele._default_manager.all().delete()
    assert exporter() != ecrit
    importer(ecrit, par=administrateur)
    assert exporter() == ecrit
    assert importer(ecrit, par=administrateur) == []


def test_the_bank_account_of_the_town_stays(reglee, administrateur):
    ecrit = exporter()
    assert "FR72ZZZ123456" in ecrit
    assert "M02606" not in ecrit
    importer(ecrit.replace("Ville de Clairval", "Ville de Clairmont"), par=administrateur)
    creancier = CreancierSEPA.objects.get()
    assert (creancier.nom, creancier.iban[-6:]) == ("Ville de Clairmont", "M02606")


def test_a_creditor_that_nobody_has_told_does_not_stop_an_import(vide, administrateur):
    CreancierSEPA.load()  # read by a screen, its row is made, empty
    assert importer(exporter(), par=administrateur) == []


def test_a_rule_that_was_accepted_is_not_rewritten(reglement, administrateur, famille_martin):
    martin = famille_martin
    accepter_reglement(reglement, foyer=martin.foyer, enfant=martin.lea, par=martin.camille)
    ecrit = exporter()
    assert importer(ecrit, par=administrateur) == []
    with pytest.raises(Refus, match="tel qu’il est"):
        importer(ecrit.replace("mercredis</b>", "samedis</b>"), par=administrateur)
    reglement.refresh_from_db()
    assert "mercredis" in reglement.texte


def test_what_a_rule_links_to_in_this_base_goes_as_words(reglement):
    ecrit = exporter()
    assert "linktype" not in ecrit
    assert "Lisez la page des <b>mercredis</b>" in " ".join(ecrit.split())
