"""The desk's addresses under /gestion/. Names follow modeladmin's, so that links made by it find
them."""

from django.urls import path
from django.urls.resolvers import URLPattern

from . import PREFIXE, complement, export, guichet, liste, secret, vues, vues_suites
from .lots import lecture, lot

ACTIONS = {
    "prendre": vues_suites.prise_en_charge,
    "rendre": vues_suites.rendu,
    "confier": vues_suites.confiance,
    "noter": vues_suites.note,
    "valider": vues_suites.validation,
    "mettre-sur-liste": vues_suites.mise_sur_liste,
    "rejeter": vues.rejet,
    "completer": vues.complement,
    "saisir-pour": complement.saisir_pour,
    "repondre": vues.reponse,
    "annuler": vues_suites.annulation,
    "suivante": vues_suites.suivante,
    "secret": secret.voir,
}


def urls_du_bureau() -> list[URLPattern]:
    """No address makes, edits or deletes a demande."""
    return [
        path(f"{PREFIXE}/", liste.liste, name=f"{PREFIXE}_modeladmin_index"),
        path(f"{PREFIXE}/saisir/", guichet.saisir, name=f"{PREFIXE}_modeladmin_saisir"),
        path(f"{PREFIXE}/lot/", lot.lot, name=f"{PREFIXE}_modeladmin_lot"),
        path(f"{PREFIXE}/lecture/<uuid:pk>/", lecture.lecture, name=f"{PREFIXE}_modeladmin_lire"),
        path(f"{PREFIXE}/exporter/", export.exporter, name=f"{PREFIXE}_modeladmin_exporter"),
        path(f"{PREFIXE}/<uuid:pk>/", vues.dossier, name=f"{PREFIXE}_modeladmin_inspect"),
        *(
            path(f"{PREFIXE}/<uuid:pk>/{nom}/", vue, name=f"{PREFIXE}_modeladmin_{nom}")
            for nom, vue in ACTIONS.items()
        ),
    ]
