"""Their addresses under /gestion/."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import LISTE, vues


def urls_des_reinscriptions() -> list[URLPattern]:
    un = "reinscriptions/<int:pk>"
    enfant = "reinscriptions/enfant/<int:pk>"
    return [
        path("reinscriptions/", vues.liste, name=LISTE),
        path("reinscriptions/exporter/", vues.exporter, name="reinscriptions_exporter"),
        path("reinscriptions/nouvelle/", vues.nouvelle, name="reinscriptions_nouvelle"),
        path(f"{un}/modifier/", vues.modifier, name="reinscriptions_modifier"),
        path(f"{un}/courriels/", vues.courriels, name="reinscriptions_courriels"),
        path(f"{enfant}/formulaire/", vues.formulaire, name="reinscriptions_formulaire"),
        path(
            f"{enfant}/formulaire.pdf",
            vues.formulaire,
            {"pdf": True},
            name="reinscriptions_formulaire_pdf",
        ),
    ]
