"""The régie's addresses, under /gestion/regie/."""

from django.urls import path

from . import (
    vues_guichet,
    vues_journal,
    vues_prelevements,
    vues_relances,
    vues_remises,
    vues_rendre,
    vues_verifier,
)

app_name = "regie"
urlpatterns = [
    path("", vues_guichet.encaisser, name="encaisser"),
    path("foyers/<int:pk>/", vues_guichet.foyer, name="foyer"),
    path("recus/<slug:numero>/", vues_guichet.recu, name="recu"),
    path("recus/<slug:numero>/recu.pdf", vues_guichet.recu, {"pdf": True}, name="recu_pdf"),
    path("recus/<slug:numero>/annuler/", vues_guichet.annuler, name="annuler"),
    path("journal/", vues_journal.journal, name="journal"),
    path("journal/export/", vues_journal.exporter, name="export"),
    path("journal/bordereau/", vues_journal.bordereau, name="bordereau"),
    path("a-verifier/", vues_verifier.a_verifier, name="a_verifier"),
    path("a-verifier/<slug:reference>/", vues_verifier.trancher, name="trancher"),
    path("a-verifier/factures/<slug:numero>/rendre/", vues_verifier.rembourser, name="rembourser"),
    path("prelevements/", vues_remises.remises, name="remises"),
    path("prelevements/exporter/", vues_remises.exporter, name="remises_exporter"),
    path("prelevements/preparer/", vues_remises.preparer, name="preparer"),
    path("prelevements/<int:pk>/", vues_remises.remise, name="remise"),
    path("prelevements/<int:pk>/fichier/", vues_remises.telecharger, name="fichier"),
    path("prelevements/<int:pk>/transmise/", vues_remises.transmettre, name="transmettre"),
    path("prelevements/<int:pk>/abandonner/", vues_remises.abandonner, name="abandonner"),
    path("prelevements/retraits/<slug:reference>/", vues_prelevements.retirer, name="retirer"),
    path("prelevements/rejets/<slug:reference>/", vues_prelevements.rejeter, name="rejeter"),
    path("remboursements/", vues_rendre.remboursements, name="remboursements"),
    path("remboursements/preparer/", vues_rendre.preparer, name="remboursements_preparer"),
    path("remboursements/<int:pk>/", vues_rendre.lot, name="lot"),
    path("remboursements/<int:pk>/fichier/", vues_rendre.telecharger, name="lot_fichier"),
    path("remboursements/<int:pk>/transmis/", vues_rendre.transmettre, name="lot_transmis"),
    path("remboursements/<int:pk>/abandonner/", vues_rendre.abandonner, name="lot_abandonner"),
    path("relances/", vues_relances.relances, name="relances"),
    path("relances/exporter/", vues_relances.exporter, name="relances_exporter"),
    path("relances/lettres/", vues_relances.lettres, name="lettres"),
]
