"""The family's addresses of wishes; included by reservations.urls. `pk`: of the opening."""

from django.urls import path

from . import vues

urlpatterns = [
    path("<int:pk>/", vues.voeux, name="voeux"),
    path("<int:pk>/foyer/<int:foyer>/enfant/<int:enfant>/", vues.liste, name="liste_de_voeux"),
    path("<int:pk>/listes/<int:liste>/retirer/", vues.retirer, name="retirer_voeux"),
    path("<int:pk>/foyer/<int:foyer>/priorite/", vues.declarer, name="declarer_priorite"),
    path("<int:pk>/regles/", vues.regles, name="regles_des_voeux"),
    path("<int:pk>/regles/ma-famille/", vues.regles_appliquees, name="regles_appliquees"),
    path("<int:pk>/tirage.json", vues.fichier, name="fichier_du_tirage"),
]
