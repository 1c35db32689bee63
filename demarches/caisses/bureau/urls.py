"""Their addresses under /gestion/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import LISTE, vues


def urls_des_quotients() -> list[URLPattern]:
    return [
        path("quotients/", vues.liste, name=LISTE),
        path("quotients/exporter/", vues.exporter, name="quotients_transmis_exporter"),
        path("quotients/demander/", vues.nouveau, name="quotients_transmis_nouveau"),
        path("quotients/<int:pk>/reprendre/", vues.relancer, name="quotients_transmis_reprendre"),
        path("quotients/<int:pk>/suites/", vues.suites, name="quotients_transmis_suites"),
    ]
