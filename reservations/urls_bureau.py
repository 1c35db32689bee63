"""The desk's addresses, under /gestion/reservations/."""

from django.urls import path

from .attente.bureau import vues as vues_file
from .bureau import ESPACE
from .chiffres import vues as vues_chiffres
from .facturation.bureau import a_revoir, brouillons, campagnes, editions
from .guichet import vues as vues_guichet
from .guichet import vues_depart
from .payeurs import vues as vues_payeurs
from .payeurs import vues_releves
from .planning.bureau.vues import remplissage
from .presences import attestation as attestations
from .reductions import vues as vues_reductions
from .tarifs.bureau import collage as vues_collage

app_name = ESPACE
urlpatterns = [
    path("remplissage/", remplissage.remplissage, name="remplissage"),
    path("jour/<int:activite>/<str:jour>/", remplissage.jour, name="jour"),
    path("guichet/", vues_guichet.guichet, name="guichet"),
    path("guichet/<int:pk>/", vues_guichet.foyer, name="guichet_foyer"),
    path("guichet/<int:pk>/depart/", vues_depart.depart, name="guichet_depart"),
    path(
        "guichet/<int:pk>/derniere-facture/", brouillons.derniere_facture, name="derniere_facture"
    ),
    path("guichet/<int:pk>/radiation/<int:enfant>/", vues_depart.radiation, name="radiation"),
    path(
        "guichet/<int:pk>/radiation/<int:enfant>/certificat.pdf",
        vues_depart.radiation,
        {"pdf": True},
        name="radiation_pdf",
    ),
    path(
        "guichet/<int:pk>/presence/<int:enfant>/",
        attestations.attestation_du_guichet,
        name="presence",
    ),
    path(
        "guichet/<int:pk>/presence/<int:enfant>/attestation.pdf",
        attestations.attestation_du_guichet,
        {"pdf": True},
        name="presence_pdf",
    ),
    path("guichet/<int:pk>/verifier/", vues_guichet.verification, name="guichet_verification"),
    path(
        "guichet/<int:pk>/enregistrer/", vues_guichet.enregistrement, name="guichet_enregistrement"
    ),
    path("liste-d-attente/", vues_file.attentes, name="attentes"),
    path("liste-d-attente/exporter/", vues_file.exporter, name="attentes_exporter"),
    path("liste-d-attente/<uuid:reference>/", vues_file.attente, name="attente"),
    path("liste-d-attente/<uuid:reference>/<slug:quoi>/", vues_file.decision, name="decision"),
    path("tarifs/coller/", vues_collage.coller, name="grille_collee"),
    path("tarifs/<int:pk>/reprendre/", vues_collage.reprise, name="grille_reprise"),
    path("reductions/", vues_reductions.reductions, name="reductions"),
    path("reductions/exporter/", vues_reductions.exporter, name="reductions_exporter"),
    path("reductions/nouvelle/", vues_reductions.nouvelle, name="reduction_nouvelle"),
    path("reductions/<int:pk>/", vues_reductions.reduction, name="reduction"),
    path("payeurs/", vues_payeurs.payeurs, name="payeurs"),
    path("payeurs/exporter/", vues_payeurs.exporter, name="payeurs_exporter"),
    path("payeurs/nouveau/", vues_payeurs.nouveau, name="payeur_nouveau"),
    path("payeurs/<int:pk>/", vues_payeurs.payeur, name="payeur"),
    path("payeurs/<int:pk>/modifier/", vues_payeurs.modifier, name="payeur_modifier"),
    path("payeurs/aides/<int:pk>/", vues_payeurs.droit, name="droit_payeur"),
    path("payeurs/aides/<int:foyer>/nouvelle/", vues_payeurs.droit_nouveau, name="droit_nouveau"),
    path("payeurs/releves/<int:pk>/", vues_releves.releve, name="releve_payeur"),
    path(
        "payeurs/releves/<int:pk>/recus/<int:recu>/reprendre/",
        vues_releves.annuler_le_recu,
        name="recu_payeur_repris",
    ),
    path("payeurs/releves/<int:pk>/refus/<int:part>/", vues_releves.refuser, name="part_refusee"),
    path("payeurs/releves/<int:pk>/releve.xlsx", vues_releves.en_fichier, name="releve_fichier"),
    path("payeurs/releves/<int:pk>/chorus.csv", vues_releves.pour_chorus, name="releve_chorus"),
    path("chiffres/<slug:quoi>/", vues_chiffres.chiffres, name="chiffres"),
    path(
        "chiffres/<slug:quoi>/tableau.<slug:sorte>", vues_chiffres.fichier, name="chiffres_fichier"
    ),
    path(
        "chiffres/heures/<int:activite>/<slug:temps>/<int:tranche>/<int:regime>/",
        vues_chiffres.enfants,
        name="chiffres_enfants",
    ),
    path(
        "chiffres/effectifs/<int:activite>/<slug:jour>/<slug:moment>/<int:tranche>/",
        vues_chiffres.d_un_effectif,
        name="chiffres_effectif",
    ),
    path(
        "chiffres/occupation/<int:activite>/<slug:figure>/",
        vues_chiffres.d_une_figure,
        name="chiffres_occupation",
    ),
    path("chiffres/", vues_chiffres.chiffres, name="chiffres_accueil"),
    path("campagnes/", campagnes.campagnes, name="campagnes"),
    path("campagnes/exporter/", campagnes.exporter, name="campagnes_exporter"),
    path("campagnes/nouvelle/", campagnes.nouvelle, name="campagne_nouvelle"),
    path("campagnes/<int:pk>/", campagnes.campagne, name="campagne"),
    path(
        "campagnes/<int:pk>/factures/<int:facture>/",
        brouillons.brouillon,
        name="campagne_brouillon",
    ),
    path(
        "campagnes/<int:pk>/factures/<int:facture>/remettre/",
        brouillons.remettre,
        name="brouillon_remettre",
    ),
    path(
        "campagnes/<int:pk>/lignes/<int:ligne>/retirer/",
        brouillons.retirer_une_ligne,
        name="brouillon_retirer",
    ),
    path("comparer/", a_revoir.comparaison, name="comparer"),
    path("regulariser/", a_revoir.lot, name="regulariser_un_lot"),
    path("regulariser/<slug:numero>/", campagnes.regularisation, name="regulariser"),
    path("campagnes/<int:pk>/imprimer/", editions.imprimer, name="campagne_imprimer"),
    path("campagnes/<int:pk>/totaux/", editions.totaux, name="campagne_totaux"),
    path(
        "campagnes/<int:pk>/totaux.xlsx",
        editions.totaux_en_fichier,
        name="campagne_totaux_fichier",
    ),
    path("campagnes/<int:pk>/publier/", campagnes.publication, name="campagne_publier"),
    path("campagnes/<int:pk>/<slug:quoi>/", campagnes.geste, name="campagne_geste"),
]
