"""Centres, school calendar, créneaux and what families book, one file a subject."""

from .activites import Activite, Groupe, Inscription, Structure
from .attente import Attente, Cession
from .calendrier import Evenement, Fermeture, JourFerie, Ouverture, PeriodeScolaire
from .campagnes import CampagneFacturation
from .consommations import ConsommationImportee, ImportConsommation
from .creneaux import Creneau, EncadrementDuJour, Places
from .demandes import DemandeReservation, ExceptionDeSemaine, LignePanier, Rappel, SemaineType
from .flux import FluxAgenda
from .passages import Passage
from .reductions import ReductionAccordee, ReductionVotee
from .reglages import ReglageReservations, Territoire, Zone
from .reglements import AcceptationReglement, ReglementInterieur
from .repas import CommandeCuisine
from .reservations import Reservation
from .saisons import ElementDeSaison, SaisonClose, SaisonReprise
from .soins import Soin
from .tarifs import BaremePSU, GrilleTarifaire, TauxPSU, TrancheTarif
from .voeux import (
    CritereDePriorite,
    DeclarationDePriorite,
    EnfantDeListe,
    ListeDeVoeux,
    Tirage,
    VoeuDeListe,
)
