"""What `reservations` offers to the rooms on its right (famille.socle.offres)."""

from famille.listes.export import genre_de
from famille.socle.offres import EXPORT, GenreDeTravail, Offre

from .bureau.droits import ECRIRE_AUX_FAMILLES, FACTURER, IMPORTER, PLANIFIER, VOIR_LES_INSCRIPTIONS
from .bureau.ecran import CAMPAGNES, CRENEAUX, ENVOIS, EVENEMENTS, EXPORTS, IMPORTS
from .consommation.imports import actions as imports
from .envois import actions as envois
from .facturation import actions as facturation
from .facturation import publication
from .planning import creneaux, evenements, exports, plusieurs_jours, retrait
from .planning.bureau.inscriptions import ListeDesInscriptions

_CRENEAUX = "reservations/planning/bureau/resultat_creneaux.html"
_EVENEMENT = "reservations/planning/bureau/evenements/resultat.html"
_IMPORTATION = "reservations/consommation/imports/resultat.html"

TRAVAUX = (
    genre_de(ListeDesInscriptions, VOIR_LES_INSCRIPTIONS),
    GenreDeTravail("creneaux", creneaux.executer, PLANIFIER, CRENEAUX, gabarit=_CRENEAUX),
    GenreDeTravail("places", plusieurs_jours.executer, PLANIFIER, CRENEAUX, gabarit=_CRENEAUX),
    GenreDeTravail(
        evenements.GENRE, evenements.executer, PLANIFIER, EVENEMENTS, gabarit=_EVENEMENT
    ),
    GenreDeTravail(retrait.GENRE, retrait.executer, PLANIFIER, EVENEMENTS, gabarit=_EVENEMENT),
    GenreDeTravail("facturation", facturation.executer_calcul, FACTURER, CAMPAGNES),
    GenreDeTravail(
        "facturation-publication", publication.executer_publication, FACTURER, CAMPAGNES
    ),
    GenreDeTravail(
        imports.LECTURE, imports.executer_lecture, IMPORTER, IMPORTS, gabarit=_IMPORTATION
    ),
    GenreDeTravail(
        imports.ECRITURE, imports.executer_import, IMPORTER, IMPORTS, gabarit=_IMPORTATION
    ),
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

OFFRE = Offre(travaux=TRAVAUX)
