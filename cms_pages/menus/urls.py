"""The editors' addresses, under /gestion/menus/."""

from django.urls import path

from . import bureau

app_name = "menus"
urlpatterns = [
    path("", bureau.menus, name="menus"),
    path("semaine/<str:lundi>/", bureau.semaine, name="semaine"),
    path("<int:pk>/publication/", bureau.publication, name="publication"),
    path("achats/", bureau.bilans, name="bilans"),
    path("achats/nouvelle/", bureau.bilan, name="bilan_nouveau"),
    path("achats/<int:annee>/", bureau.bilan, name="bilan"),
    path("achats/<int:annee>/ma-cantine.csv", bureau.ma_cantine, name="ma_cantine"),
]
