"""The addresses of our own screens under /gestion/planning/."""

from django.urls import path

from .consommation.imports import bureau as vues_imports
from .envois import bureau as vues_envois
from .planning import annee_scolaire, modeles
from .planning.bureau.vues import creneaux, evenements, exports, places
from .presences.ecarts import vues as vues_ecarts
from .saisons import vues as vues_saison
from .tarifs import vues_psu
from .voeux.bureau import vues as vues_voeux

app_name = "planning"
urlpatterns = [
    path("annee-scolaire/", annee_scolaire.calendrier, name="annee_scolaire"),
    path("activite-toute-prete/", modeles.modeles, name="modeles"),
    path("saison/", vues_saison.saison, name="saison"),
    path("saison/<int:pk>/annuler/", vues_saison.annuler, name="saison_annuler"),
    path("saison/cloture/", vues_saison.cloture, name="cloture"),
    path("saison/cloture/clore/", vues_saison.clore, name="cloture_clore"),
    path("saison/cloture/sante/", vues_saison.effacer_la_sante, name="cloture_sante"),
    path("saison/ce-qui-finit/", vues_saison.ce_qui_finit, name="finit"),
    path("creneaux/", creneaux.creneaux, name="creneaux"),
    path("creneaux/exporter/", creneaux.exporter, name="creneaux_exporter"),
    path("creneaux/ouvrir/", creneaux.ouvrir, name="ouvrir"),
    path("creneaux/places/", places.places, name="places"),
    path("evenements/", evenements.evenements, name="evenements"),
    path("evenements/exporter/", evenements.exporter, name="evenements_exporter"),
    path("evenements/nouveau/", evenements.nouveau, name="evenement_nouveau"),
    path("evenements/<int:pk>/", evenements.evenement, name="evenement"),
    path("evenements/<int:pk>/retirer/", evenements.retrait, name="evenement_retrait"),
    path("exports/", exports.exports, name="exports"),
    path("messages/", vues_envois.envois, name="envois"),
    path("messages/exporter/", vues_envois.exporter, name="envois_exporter"),
    path("messages/nouveau/", vues_envois.nouveau, name="envoi_nouveau"),
    path("messages/<int:pk>/", vues_envois.envoi, name="envoi"),
    path("messages/<int:pk>/modifier/", vues_envois.modifier, name="envoi_modifier"),
    path("messages/<int:pk>/abandonner/", vues_envois.abandon, name="envoi_abandonner"),
    path("voeux/", vues_voeux.voeux, name="voeux"),
    path("voeux/priorites/", vues_voeux.declarations, name="priorites"),
    path("voeux/<int:pk>/", vues_voeux.tirage, name="tirage"),
    path("voeux/<int:pk>/familles/", vues_voeux.familles, name="voeux_des_familles"),
    path("voeux/<int:pk>/familles/<int:foyer>/", vues_voeux.foyer, name="voeux_du_foyer"),
    path(
        "voeux/<int:pk>/familles/<int:foyer>/enfants/<int:enfant>/",
        vues_voeux.liste,
        name="voeux_d_un_enfant",
    ),
    path("creche/", vues_psu.estimation_du_bureau, name="creche"),
    path("imports/", vues_imports.imports, name="imports"),
    path("imports/ecarts/", vues_ecarts.ecarts, name="ecarts"),
    path("imports/modele/<slug:sorte>/", vues_imports.modele, name="import_modele"),
    path("imports/<int:pk>/", vues_imports.importation, name="importation"),
    path("imports/<int:pk>/lignes/", vues_imports.lignes_a_corriger, name="import_fautes"),
    path("imports/<int:pk>/importer/", vues_imports.confirmer, name="import_confirmation"),
    path("imports/<int:pk>/abandonner/", vues_imports.abandonner, name="import_abandon"),
    path("imports/<int:pk>/annuler/", vues_imports.annuler, name="import_annulation"),
]
