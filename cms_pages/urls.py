"""Help, search, plan of the site, colours, pictures."""

from django.urls import path

from . import views

app_name = "cms_pages"
urlpatterns = [
    path("aide/ecran/", views.aide_ecran, name="aide_ecran"),
    path("aide/avis/<int:pk>/", views.avis, name="avis"),
    path("recherche/", views.recherche, name="recherche"),
    path("plan-du-site/", views.plan_du_site, name="plan_du_site"),
    path("theme.css", views.couleurs, name="couleurs"),
    path("media/<path:chemin>", views.media, name="media"),
]
