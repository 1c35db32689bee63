"""Help, search, plan of the site, colours, pictures."""

from django.urls import path

from .aide import vues as vues_aide
from .identite import vues as vues_identite
from .pages import vues as vues_pages
from .recherche import vues as vues_recherche

app_name = "cms_pages"
urlpatterns = [
    path("aide/ecran/", vues_aide.aide_ecran, name="aide_ecran"),
    path("aide/avis/<int:pk>/", vues_aide.avis, name="avis"),
    path("recherche/", vues_recherche.recherche, name="recherche"),
    path("plan-du-site/", vues_pages.plan_du_site, name="plan_du_site"),
    path("theme.css", vues_identite.couleurs, name="couleurs"),
    path("media/<path:chemin>", vues_pages.media, name="media"),
]
