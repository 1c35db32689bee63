"""The addresses of the views that an agent keeps, under /gestion/listes/."""

from django.urls import path

from . import vues

app_name = "listes"
urlpatterns = [
    path("garder/", vues.garder, name="garder"),
    path("<int:pk>/oublier/", vues.oublier, name="oublier"),
]
