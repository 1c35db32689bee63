"""The drawers of a copy (famille.mouvements.donnees.Tiroir), by whom they are about; what no copy
tells."""

from .argent import DE_LA_COMPTABILITE
from .compte import DU_COMPTE
from .enfants import DES_ENFANTS
from .foyer import DU_FOYER

TIROIRS = [*DU_COMPTE, *DU_FOYER, *DES_ENFANTS, *DE_LA_COMPTABILITE]

# read by the test that no model is forgotten, and by docs/comprendre/donnees.md
EXCLUS = {
    "famille.LigneRangee": (
        "un passage de classe préparé par un agent : ce qui en est fait est sur la fiche de"
        " l’enfant, dans sa scolarité et dans l’historique du dossier"
    ),
    "famille.RangementDEcole": "une école et une année ; l’agent qui l’a préparé",
    "famille.Doublon": (
        "une ressemblance, calculée, entre deux fiches qui sont elles-mêmes dans les copies"
    ),
    "famille.Fusion": (
        "ce qu’une fusion a déplacé, gardé trente jours pour l’annuler : ces lignes sont dans les"
        " copies, et l’historique dit la fusion"
    ),
    "famille.CleAPI": "une clé d’un autre logiciel ; l’administrateur qui l’a faite ou révoquée",
    "famille.Webhook": "l’adresse d’un autre logiciel ; l’administrateur qui l’a ajoutée",
    "famille.CarteDeColonnes": "les titres des colonnes d’un fichier ; l’agent qui les a vérifiés",
    "famille.CleEtrangere": (
        "l’identifiant d’une fiche dans l’ancien logiciel, qui sert à ne pas la reprendre deux fois"
    ),
    "famille.DoublonDeReprise": (
        "une ressemblance, calculée, entre une ligne d’un fichier et une fiche qui est elle-même"
        " dans les copies"
    ),
    "famille.Reprise": "un fichier déposé par un agent ; ce qui en est repris est dans les copies",
    "famille.VagueInvitations": "aucune donnée de famille ; l’agent qui invite",
    "famille.ExportDonnees": "la copie elle-même",
    "famille.Purge": "aucune donnée de famille ; l’agent qui l’a lancée",
    "famille.EnvoiGroupe": (
        "le texte adressé à toutes les familles ; celui reçu est dans les messages"
    ),
    "famille.NoteDuFil": "comme les notes d’une famille : au délégué à la protection des données",
    "famille.NoteDuFoyer": (
        "ce que les agents s’écrivent peut parler d’un autre adulte du foyer : elles se demandent"
        " au délégué à la protection des données, qui les relit"
    ),
    "famille.Travail": "un travail demandé par un agent",
    "famille.VueDeListe": "un agent : ce qu’il garde d’une liste, jamais ce qu’il y a cherché",
    "famille.EtatNominatif": "une liste de la régie ; chaque créance est dans les vôtres",
    "famille.LotRemboursement": "un fichier de la régie ; chaque somme est dans les remboursements",
    "famille.RelevePayeur": (
        "ce que la régie demande chaque mois à un payeur ; votre part est dans ce qu’il a payé"
    ),
    "famille.RecuDuPayeur": "ce qu’un payeur a versé à la régie, pour plusieurs familles à la fois",
    "famille.RetourBancaire": "un fichier de la banque, déposé par un agent",
    "famille.LigneBancaire": (
        "une ligne du relevé de la régie ; ce qu’elle a changé est dans les paiements"
    ),
    "famille.BordereauTresor": "un fichier de la régie ; chaque titre est dans les vôtres",
    "famille.ReponseTresor": "un fichier de la trésorerie, déposé par un agent",
    "famille.LigneReponse": (
        "une ligne d’une réponse de la trésorerie ; ce qu’elle a changé est dans vos créances et"
        " dans ce qu’elle a encaissé"
    ),
    "famille.BrouillonEcarte": "une facture en préparation, que la famille n’a pas reçue",
    "famille.LigneLibre": "une facture en préparation, que la famille n’a pas reçue",
    "famille.RemiseSEPA": (
        "un fichier de la régie pour la banque ; le prélèvement est dans les paiements"
    ),
}
