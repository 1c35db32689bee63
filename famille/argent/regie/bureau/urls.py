"""The régie's addresses, under /gestion/regie/."""

from django.urls import path

from famille.dossier.listes.vues import vue_du_fichier

from .droits import ENCAISSER, PRELEVER, TITRER
from .listes import (
    ListeDesCredits,
    ListeDesLignesBancaires,
    ListeDesRelances,
    ListeDesRemises,
    ListeDesRetours,
    ListeDesTitres,
)
from .recouvrement import vues as vues_tresor
from .recouvrement.listes import ListeDeLaBalance, ListeDuTresor
from .tresorerie import vues as vues_titres
from .vues import banque, echeanciers, guichet, journal, prelevements, relances, rendre, verifier

app_name = "regie"
urlpatterns = [
    path("", guichet.encaisser, name="encaisser"),
    path("foyers/<int:pk>/", guichet.foyer, name="foyer"),
    path("recus/<slug:numero>/", guichet.recu, name="recu"),
    path("recus/<slug:numero>/recu.pdf", guichet.recu, {"pdf": True}, name="recu_pdf"),
    path("recus/<slug:numero>/annuler/", guichet.annuler, name="annuler"),
    path("journal/", journal.journal, name="journal"),
    path("journal/export/", journal.exporter, name="export"),
    path("journal/bordereau/", journal.bordereau, name="bordereau"),
    path("a-verifier/", verifier.a_verifier, name="a_verifier"),
    path("a-verifier/<slug:reference>/", verifier.trancher, name="trancher"),
    path("a-verifier/factures/<slug:numero>/rendre/", verifier.rembourser, name="rembourser"),
    path("prelevements/", prelevements.remises, name="remises"),
    path("prelevements/preparer/", prelevements.preparer, name="preparer"),
    path("prelevements/<int:pk>/", prelevements.remise, name="remise"),
    path("prelevements/<int:pk>/fichier/", prelevements.telecharger, name="fichier"),
    path("prelevements/<int:pk>/transmise/", prelevements.transmettre, name="transmettre"),
    path("prelevements/<int:pk>/abandonner/", prelevements.abandonner, name="abandonner"),
    path("prelevements/retraits/<slug:reference>/", prelevements.retirer, name="retirer"),
    path("prelevements/rejets/<slug:reference>/", prelevements.rejeter, name="rejeter"),
    path(
        "prelevements/refus/<slug:reference>/representer/",
        prelevements.presenter_de_nouveau,
        name="representer",
    ),
    path(
        "prelevements/refus/<slug:reference>/annuler/",
        prelevements.annuler_un_refus,
        name="annuler_refus",
    ),
    path(
        "prelevements/mandats/<int:pk>/<slug:geste>/",
        prelevements.changer_le_mandat,
        name="mandat_changer",
    ),
    path("banque/", banque.retours, name="retours"),
    path("banque/deposer/", banque.deposer_un_fichier, name="retours_deposer"),
    path("banque/a-rapprocher/", banque.a_rapprocher, name="lignes_a_rapprocher"),
    path("banque/<int:pk>/", banque.retour, name="retour"),
    path("banque/<int:pk>/appliquer/", banque.appliquer_les_sures, name="retour_appliquer"),
    path("banque/lignes/<int:pk>/", banque.ligne, name="ligne_bancaire"),
    path("banque/lignes/<int:pk>/de-cote/", banque.mettre_de_cote, name="ligne_de_cote"),
    path("remboursements/", rendre.remboursements, name="remboursements"),
    path("remboursements/preparer/", rendre.preparer, name="remboursements_preparer"),
    path("remboursements/<int:pk>/", rendre.lot, name="lot"),
    path("remboursements/<int:pk>/fichier/", rendre.telecharger, name="lot_fichier"),
    path("remboursements/<int:pk>/transmis/", rendre.transmettre, name="lot_transmis"),
    path("remboursements/<int:pk>/abandonner/", rendre.abandonner, name="lot_abandonner"),
    path("tresor/", vues_tresor.tresor, name="tresor"),
    path("tresor/encaisser/", vues_tresor.recouvrer, name="recouvrer"),
    path(
        "tresor/factures/<slug:numero>/encaisse/", vues_tresor.recouvrements, name="recouvrements"
    ),
    path("tresor/transmettre/", vues_tresor.transmettre, name="tresor_transmettre"),
    path("tresor/<int:pk>/", vues_tresor.etat, name="etat"),
    path("tresor/<int:pk>/etat.xlsx", vues_tresor.etat_en_fichier, name="etat_fichier"),
    path("tresor/<int:pk>/etat.pdf", vues_tresor.etat_en_pdf, name="etat_pdf"),
    path("tresor/factures/<slug:numero>/reprendre/", vues_tresor.retour, name="reprendre"),
    path("titres/", vues_titres.titres, name="titres"),
    path("titres/preparer/", vues_titres.preparer, name="titres_preparer"),
    path("titres/<int:pk>/", vues_titres.bordereau, name="titre_bordereau"),
    path("titres/<int:pk>/fichier/", vues_titres.telecharger, name="titre_fichier"),
    path("titres/<int:pk>/envoye/", vues_titres.envoyer, name="titre_envoye"),
    path("titres/<int:pk>/abandonner/", vues_titres.abandonner, name="titre_abandonner"),
    path("titres/<int:pk>/reponse/", vues_titres.repondre, name="titre_reponse"),
    path("titres/annulations/", vues_titres.annulations, name="annulations"),
    path(
        "titres/annulations/preparer/", vues_titres.preparer_annulation, name="annulations_preparer"
    ),
    path("titres/annulations/<int:pk>/mandat/", vues_titres.noter, name="annulation_notee"),
    path("titres/reponses/deposer/", vues_titres.deposer, name="reponses_deposer"),
    path("titres/reponses/a-voir/", vues_titres.a_voir, name="reponses_a_voir"),
    path("titres/reponses/<int:pk>/", vues_titres.reponse, name="reponse"),
    path("titres/reponses/lignes/<int:pk>/vue/", vues_titres.vue, name="reponse_vue"),
    path("balance/", vues_tresor.balance, name="balance"),
    path("echeanciers/", echeanciers.echeanciers, name="echeanciers"),
    path("echeanciers/<int:pk>/", echeanciers.echeancier, name="echeancier"),
    path("foyers/<int:pk>/echeancier/", echeanciers.nouveau, name="foyer_echeancier"),
    path("relances/", relances.relances, name="relances"),
    path("relances/lettres/", relances.lettres, name="lettres"),
]
urlpatterns += [
    path(
        f"{sous}/exporter/",
        vue_du_fichier(liste, droit),
        name=liste.adresse_du_fichier.removeprefix("regie:"),
    )
    for sous, liste, droit in (
        ("prelevements", ListeDesRemises, PRELEVER),
        ("banque", ListeDesRetours, PRELEVER),
        ("banque/a-rapprocher", ListeDesLignesBancaires, PRELEVER),
        ("remboursements", ListeDesCredits, PRELEVER),
        ("tresor", ListeDuTresor, ENCAISSER),
        ("titres", ListeDesTitres, TITRER),
        ("balance", ListeDeLaBalance, ENCAISSER),
        ("relances", ListeDesRelances, ENCAISSER),
    )
]
