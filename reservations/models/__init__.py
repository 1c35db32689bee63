"""Centres, school calendar, créneaux and what families book, one file a subject."""

from .activites import Activite, Groupe, Inscription, Structure
from .attente import Attente, Cession
from .calendrier import Fermeture, JourFerie, Ouverture, PeriodeScolaire
from .campagnes import CampagneFacturation
from .consommations import ConsommationImportee, ImportConsommation
from .creneaux import Creneau, Places
from .demandes import DemandeReservation, ExceptionDeSemaine, LignePanier, SemaineType
from .encadrement import EncadrementDuJour
from .evenements import Evenement
from .flux import FluxAgenda
from .passages import Passage
from .psu import BaremePSU, TauxPSU
from .rappels import Rappel
from .reductions import ReductionAccordee, ReductionVotee
from .reglages import ReglageReservations, Territoire, Zone
from .reglements import AcceptationReglement, ReglementInterieur
from .repas.commandes import CommandeCuisine
from .reservations import Reservation
from .saisons.saison import ElementDeSaison, SaisonClose, SaisonReprise
from .soins import Soin
from .tarifs import GrilleTarifaire, TrancheTarif
from .voeux import (
    CritereDePriorite,
    DeclarationDePriorite,
    EnfantDeListe,
    ListeDeVoeux,
    Tirage,
    VoeuDeListe,
)
