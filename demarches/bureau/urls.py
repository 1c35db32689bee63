"""The desk's addresses under /gestion/. Names follow modeladmin's, so that links made by it find them."""

from django.urls import path

from . import PREFIXE, guichet, vues

ACTIONS = {
    "prendre": vues.prise_en_charge,
    "rendre": vues.rendu,
    "confier": vues.confiance,
    "noter": vues.note,
    "valider": vues.validation,
    "rejeter": vues.rejet,
    "completer": vues.complement,
    "suivante": vues.suivante,
}


def urls_du_bureau(liste):
    """list: `liste` is the view of the list. No address makes, edits or deletes a demande."""
    return [
        path(f"{PREFIXE}/", liste, name=f"{PREFIXE}_modeladmin_index"),
        path(f"{PREFIXE}/saisir/", guichet.saisir, name=f"{PREFIXE}_modeladmin_saisir"),
        path(f"{PREFIXE}/<uuid:pk>/", vues.dossier, name=f"{PREFIXE}_modeladmin_inspect"),
        *(path(f"{PREFIXE}/<uuid:pk>/{nom}/", vue, name=f"{PREFIXE}_modeladmin_{nom}") for nom, vue in ACTIONS.items()),
    ]
