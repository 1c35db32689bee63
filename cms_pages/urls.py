"""Help, search, plan of the site, colours, pictures, and what installs the portal on a phone."""

from django.urls import path

from .aide import vues as vues_aide
from .identite import vues as vues_identite
from .installation import vues as vues_installation
from .installation.icones import TAILLES
from .menus import vues as vues_menus
from .pages import vues as vues_pages
from .recherche import vues as vues_recherche

app_name = "cms_pages"
urlpatterns = [
    path("aide/ecran/", vues_aide.aide_ecran, name="aide_ecran"),
    path("aide/avis/<int:pk>/", vues_aide.avis, name="avis"),
    path("recherche/", vues_recherche.recherche, name="recherche"),
    path("plan-du-site/", vues_pages.plan_du_site, name="plan_du_site"),
    path("menus/", vues_menus.menus, name="menus"),
    path("menus/<str:jour>/", vues_menus.menus, name="menus_du"),
    path("theme.css", vues_identite.couleurs, name="couleurs"),
    path("media/<path:chemin>", vues_pages.media, name="media"),
    path("application.webmanifest", vues_installation.application, name="manifeste"),
    path("hors-connexion/", vues_installation.hors_connexion, name="hors_connexion"),
    path("service-worker.js", vues_installation.service_worker, name="service_worker"),
    *(
        path(f"icone-{nom}.png", vues_installation.icone, {"nom": nom}, name=f"icone_{nom}")
        for nom in TAILLES
    ),
]
