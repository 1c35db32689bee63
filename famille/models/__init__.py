"""The models of a household's file: one module for each subject."""

from .acces import (
    ATTENTE_DU_MOT_DE_PASSE,
    AccesAConfirmer,
    ecrit_depuis_sa_venue,
    enfants_ouverts_a,
    enfants_ouverts_dans,
    foyers_ouverts_a,
    rattachements_ouverts_dans,
)
from .alerte import Alerte, AppareilAlerte, ChoixAlerte, Notification
from .argent.aides import DroitPayeur, PartPayeur, RecuDuPayeur, RelevePayeur
from .argent.banque import LigneBancaire, RetourBancaire
from .argent.credit import Imputation, LotRemboursement
from .argent.facture import Facture, LigneARevoir, LigneFacture
from .argent.mandat import LIRE_IBAN, CreancierSEPA, MandatSEPA, RemiseSEPA, Service, ServicePreleve
from .argent.paiement import AU_GUICHET, Paiement, PartPaiement, PassagePaiement, Remboursement
from .argent.payeur import TiersPayeur
from .argent.recouvrement import (
    CreanceTransmise,
    Echeance,
    Echeancier,
    EtatNominatif,
    RecouvrementTresor,
)
from .argent.regie import ReglageRegie
from .argent.reglage_tresorerie import ImputationService, ReglageTresorerie
from .argent.relance import EtapeRelance, Relance
from .argent.retouche import BrouillonEcarte, LigneLibre
from .argent.tresorerie import BordereauTresor, LigneReponse, LigneTitre, ReponseTresor, TitreTresor
from .conservation import ExportDonnees, Purge, ReglageConservation
from .document import LIRE_LA_SANTE, CachetLu, Document
from .dossier import RappelDossier, ReglageDossier
from .doublons.doublon import Doublon
from .doublons.fusion import DELAI as DELAI_DE_FUSION
from .doublons.fusion import Fusion
from .echanges.cle_api import AppelAPI, CleAPI
from .echanges.webhook import Livraison, Webhook
from .ecoles import Classe, Ecole, EcritureClasse, EcritureEcole, Niveau
from .enfant import Enfant, PeriodeDeGarde, Rattachement
from .envoi import EnvoiGroupe
from .foyer import AdresseFoyer, CommuneMembre, Foyer, NoteDuFoyer, QuotientFamilial, Responsable
from .identites.identite import CHANGER_L_IDENTITE, VOIR_L_IDENTITE, IdentitePivot
from .invitations import Invitation, VagueInvitations
from .journal import Compteur, Consultation, Courriel, FormulaireRecu, Modification
from .message import Fil, LectureFil, Message, NoteDuFil
from .placement import Placement
from .reprise.lignes import CleEtrangere, DoublonDeReprise, FauteDeReprise, LigneDeReprise
from .reprise.reprise import DELAI as DELAI_DE_REPRISE
from .reprise.reprise import CarteDeColonnes, EcritureDeReprise, Reprise
from .sante import Autorisation, ContactFamille, FicheSanitaire, SanteDeclaree
from .scolarites import LigneRangee, RangementDEcole, ScolaritePassee
from .travail import Travail
from .utilisateur import EssaiDeConnexion, Utilisateur
from .vue_de_liste import VueDeListe
