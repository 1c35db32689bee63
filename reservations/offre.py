"""What `reservations` offers to the rooms on its right (famille.socle.offres)."""

from famille.dossier.listes.export import genre_de
from famille.socle.offres import EXPORT, GenreDeTravail, Offre
from famille.socle.offres.menus import Ecran, Rayon

from .api import OFFERTS
from .apres import papiers
from .apres.actions import fermer_flux
from .attente.bureau.liste import ListeDAttente
from .bureau.droits import (
    CHIFFRER,
    CONSERVER,
    CORRIGER,
    CUISINER,
    ECRIRE_AUX_FAMILLES,
    FACTURER,
    GUICHET,
    IMPORTER,
    PLANIFIER,
    POINTER,
    VOIR_LES_BAREMES,
    VOIR_LES_INSCRIPTIONS,
    VOIR_LES_PAYEURS,
    VOIR_LES_REDUCTIONS,
)
from .bureau.ecran import (
    CAMPAGNES,
    CLOTURE,
    CRENEAUX,
    ENVOIS,
    EVENEMENTS,
    EXPORTS,
    FINIT,
    IMPORTS,
    SAISON,
    VOEUX,
)
from .calendrier import panneaux
from .consommation.apercu_des_aides import aides_reservees
from .consommation.imports import actions as imports
from .donnees import des_reservations
from .donnees.fusion import SalleDesReservations
from .donnees.reprise import INSCRIPTION, INSCRIPTIONS
from .envois import actions as envois
from .envois.liste import ListeDesEnvois
from .facturation import actions as facturation
from .facturation import comparaison, impression, publication, regularisation
from .facturation.lignes_facturees import en_revoyant_les_factures
from .facturation.liste import ListeDesCampagnes
from .guichet.depart import changer_de_foyer
from .guichet.volet import VoletReservations
from .moteur.recapitulatif import RESERVATION_CHANGEE
from .payeurs.liste import ListeDesPayeurs
from .planning import besoins, creneaux, exports, plusieurs_jours, retrait
from .planning.besoins import inscrits_a, structures
from .planning.bureau.inscriptions import ListeDesInscriptions
from .planning.bureau.vues.creneaux import ListeDesCreneaux
from .planning.evenements import actions as evenements
from .planning.evenements.lecture import ListeDesEvenements
from .presences.soins.famille import PanneauDesSoins
from .reductions.liste import ListeDesReductions
from .saisons import actions as saison
from .saisons import cloture
from .saisons.cloture import des_reservations as ce_qui_reste
from .voeux import attribution

A_REVOIR = ("Lignes à revoir", "factures:a_revoir")
REGULARISER = "reservations_bureau:regulariser"
_CRENEAUX = "reservations/planning/bureau/resultat_creneaux.html"
_EVENEMENT = "reservations/planning/bureau/evenements/resultat.html"
_IMPORTATION = "reservations/consommation/imports/resultat.html"
_JOUR, _ARGENT = Rayon.RESERVATIONS, Rayon.FACTURATION
_GUICHET, _CRECHE = "reservations_bureau:guichet", "planning:creche"
_PAYEURS = "reservations_bureau:payeurs"
_REDUCTIONS = "reservations_bureau:reductions"
_LISTES = "presences:liste"

# Daily: 10 remplissage, 20 guichet, 30 listes de présence, 32 cuisine, 40
# événements, 50 liste d’attente, 60
# inscriptions, 70 demandes de place… Settings of the centres: 10 structures, 20 activités, 30
# ouvertures, 40 créneaux, 50 fermetures, 60 tarifs, 65 règlements, 70 périodes, 80 fériés.
ECRANS = (
    Ecran(_JOUR, "Remplissage", "reservations_bureau:remplissage", "table", (PLANIFIER,), 10),
    Ecran(_JOUR, "Réserver pour une famille", _GUICHET, "user", (GUICHET,), 20),
    Ecran(_JOUR, "Listes de présence", _LISTES, "clipboard-list", (POINTER, PLANIFIER), 30),
    Ecran(_JOUR, "Cuisine", "presences:cuisine", "form", (POINTER, PLANIFIER, CUISINER), 32),
    Ecran(_JOUR, "Événements", "planning:evenements", "warning", (PLANIFIER,), 40),
    Ecran(_JOUR, "Liste d’attente", "reservations_bureau:attentes", "time", (GUICHET,), 50),
    Ecran(_JOUR, "Vœux", "planning:voeux", "order", (PLANIFIER,), 55),
    Ecran(_JOUR, "Messages groupés", "planning:envois", "mail", (ECRIRE_AUX_FAMILLES,), 80),
    Ecran(_JOUR, "Estimer un tarif de crèche", _CRECHE, "decimal", (VOIR_LES_BAREMES,), 80),
    Ecran(
        _JOUR,
        "Chiffres",
        "reservations_bureau:chiffres_accueil",
        "table",
        (PLANIFIER, CHIFFRER),
        95,
    ),
    Ecran(_JOUR, "Exports", "planning:exports", "download", (PLANIFIER,), 90),
    Ecran(Rayon.CENTRES, "Préparer la saison", SAISON[1], "rotate", (PLANIFIER,), 45),
    Ecran(Rayon.CENTRES, "Clore la saison", CLOTURE[1], "tasks", (PLANIFIER, CONSERVER), 46),
    Ecran(_JOUR, "Ce qui finit", FINIT[1], "time", (VOIR_LES_INSCRIPTIONS,), 65),
    Ecran(Rayon.CENTRES, "Créneaux", "planning:creneaux", "calendar-alt", (PLANIFIER,), 40),
    Ecran(_ARGENT, "Consommations importées", "planning:imports", "upload", (IMPORTER,), 10),
    Ecran(_ARGENT, "Réductions", _REDUCTIONS, "tag", (VOIR_LES_REDUCTIONS,), 25),
    Ecran(_ARGENT, "Payeurs", _PAYEURS, "group", (VOIR_LES_PAYEURS,), 27),
    Ecran(_ARGENT, "Campagnes", CAMPAGNES[1], "doc-full-inverse", (FACTURER,), 20),
)

TRAVAUX = (
    genre_de(ListeDesInscriptions, VOIR_LES_INSCRIPTIONS),
    GenreDeTravail("creneaux", creneaux.executer, PLANIFIER, CRENEAUX, gabarit=_CRENEAUX),
    GenreDeTravail(cloture.GENRE, cloture.executer, PLANIFIER, CLOTURE),
    GenreDeTravail(saison.GENRE, saison.executer, PLANIFIER, SAISON),
    GenreDeTravail("places", plusieurs_jours.executer, PLANIFIER, CRENEAUX, gabarit=_CRENEAUX),
    GenreDeTravail(
        evenements.GENRE, evenements.executer, PLANIFIER, EVENEMENTS, gabarit=_EVENEMENT
    ),
    GenreDeTravail(retrait.GENRE, retrait.executer, PLANIFIER, EVENEMENTS, gabarit=_EVENEMENT),
    genre_de(ListeDAttente, GUICHET),
    genre_de(ListeDesCampagnes, FACTURER),
    genre_de(ListeDesEnvois, ECRIRE_AUX_FAMILLES),
    genre_de(ListeDesCreneaux, PLANIFIER),
    genre_de(ListeDesEvenements, PLANIFIER),
    genre_de(ListeDesPayeurs, VOIR_LES_PAYEURS),
    genre_de(ListeDesReductions, VOIR_LES_REDUCTIONS),
    GenreDeTravail("facturation", facturation.executer_calcul, FACTURER, CAMPAGNES),
    GenreDeTravail(
        "facturation-publication", publication.executer_publication, FACTURER, CAMPAGNES
    ),
    GenreDeTravail(
        impression.GENRE,
        impression.executer_impression,
        FACTURER,
        CAMPAGNES,
        a_son_auteur=True,
        gabarit=EXPORT,
    ),
    GenreDeTravail(comparaison.GENRE, comparaison.executer_comparaison, CORRIGER, A_REVOIR),
    GenreDeTravail(
        regularisation.GENRE, regularisation.executer_regularisations, CORRIGER, A_REVOIR
    ),
    GenreDeTravail(
        imports.LECTURE, imports.executer_lecture, IMPORTER, IMPORTS, gabarit=_IMPORTATION
    ),
    GenreDeTravail(
        imports.ECRITURE, imports.executer_import, IMPORTER, IMPORTS, gabarit=_IMPORTATION
    ),
    GenreDeTravail(attribution.CALCUL, attribution.executer_l_apercu, PLANIFIER, VOEUX),
    GenreDeTravail(attribution.PUBLICATION, attribution.executer_la_publication, PLANIFIER, VOEUX),
    GenreDeTravail(envois.GENRE, envois.executer, ECRIRE_AUX_FAMILLES, ENVOIS),
    GenreDeTravail(
        "export",
        exports.executer,
        PLANIFIER,
        EXPORTS,
        gabarit=EXPORT,
        au_telechargement=exports.noter_le_telechargement,
    ),
)

OFFRE = Offre(
    panneaux=(PanneauDesSoins, panneaux.PanneauDesReservations),
    volets=(VoletReservations,),
    ecrans=ECRANS,
    travaux=TRAVAUX,
    reprise=(INSCRIPTION,),
    tables_exportees=(INSCRIPTIONS,),
    papiers=(papiers.PapiersDesReservations,),
    api=OFFERTS,
    faits=(RESERVATION_CHANGEE,),
    fusion=SalleDesReservations,
    donnees=des_reservations,
    restes=(ce_qui_reste,),
    liens={
        "consommation": "reservations:consommation",
        "soins": "reservations:soins",
        "envois": ENVOIS[1],
        "regulariser": REGULARISER,
        "regulariser_un_lot": "reservations_bureau:regulariser_un_lot",
        "comparer": "reservations_bureau:comparer",
        "droit_payeur": "reservations_bureau:droit_payeur",
        "droit_nouveau": "reservations_bureau:droit_nouveau",
    },
    besoins_des_enfants=besoins.avec_besoins,
    revoir_les_factures=en_revoyant_les_factures,
    aides_reservees=aides_reservees,
    changer_de_foyer=changer_de_foyer,
    fermer_l_agenda=fermer_flux,
    structures=structures,
    inscrits_a=inscrits_a,
)
