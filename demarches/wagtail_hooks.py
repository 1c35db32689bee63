"""Wiring of the agents' screens into the Wagtail admin. Names of addresses follow modeladmin's, so
that links made by it find them."""

from typing import Any

from django.urls import path
from django.urls.resolvers import URLPattern
from wagtail import hooks
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from famille.socle.connectee import RequeteConnectee

from .bureau import PREFIXE, guichet, liste, vues, vues_suites
from .bureau.lots import lecture, lot
from .bureau.menu import EntreeDemandes, PanneauBureau
from .bureau.reglages import DroitsDesDemandes, ReglageDemarcheAdmin
from .bureau.reponses import ReponseTypeAdmin
from .caisses import bureau as quotients
from .catalogue.place_en_accueil_de_loisirs import bureau as places
from .catalogue.reinscription.bureau import LISTE as REINSCRIPTIONS
from .catalogue.reinscription.bureau import vues as reinscriptions
from .models import Demande

ACTIONS = {
    "prendre": vues_suites.prise_en_charge,
    "rendre": vues_suites.rendu,
    "confier": vues_suites.confiance,
    "noter": vues_suites.note,
    "valider": vues_suites.validation,
    "mettre-sur-liste": vues_suites.mise_sur_liste,
    "rejeter": vues.rejet,
    "completer": vues.complement,
    "saisir-pour": guichet.saisir_pour,
    "repondre": vues.reponse,
    "annuler": vues_suites.annulation,
    "suivante": vues_suites.suivante,
    "secret": vues_suites.voir,
}


@modeladmin_register
class DemandeAdmin(ModelAdmin):
    model = Demande
    base_url_path = PREFIXE
    menu_label = "Demandes"
    menu_icon = "mail"
    menu_order = 10
    inspect_view_enabled = True
    permission_helper_class = DroitsDesDemandes

    def get_admin_urls_for_registration(self) -> list[URLPattern]:
        """No address makes, edits or deletes a demande."""
        une = f"{PREFIXE}/<uuid:pk>"
        return [
            path(f"{PREFIXE}/", liste.liste, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/saisir/", guichet.saisir, name=f"{PREFIXE}_modeladmin_saisir"),
            path(f"{PREFIXE}/lot/", lot.lot, name=f"{PREFIXE}_modeladmin_lot"),
            path(
                f"{PREFIXE}/lecture/<uuid:pk>/", lecture.lecture, name=f"{PREFIXE}_modeladmin_lire"
            ),
            path(f"{PREFIXE}/exporter/", liste.exporter, name=f"{PREFIXE}_modeladmin_exporter"),
            path(f"{une}/", vues.dossier, name=f"{PREFIXE}_modeladmin_inspect"),
            *(
                path(f"{une}/{nom}/", vue, name=f"{PREFIXE}_modeladmin_{nom}")
                for nom, vue in ACTIONS.items()
            ),
        ]

    def get_menu_item(self, order: int | None = None) -> EntreeDemandes:
        return EntreeDemandes(self, order or self.get_menu_order())


modeladmin_register(ReglageDemarcheAdmin)
modeladmin_register(ReponseTypeAdmin)


@hooks.register("construct_homepage_panels")
def panneau_du_bureau(request: RequeteConnectee, panels: list[Any]) -> None:
    if PanneauBureau.visible(request):
        panels.append(PanneauBureau(request))
    if quotients.PanneauDesQuotients.visible(request):
        panels.append(quotients.PanneauDesQuotients())


@hooks.register("register_admin_urls")
def adresses_du_catalogue() -> list[URLPattern]:
    place, campagne = "demandes-de-place/<uuid:pk>", "reinscriptions/<int:pk>"
    papier, lot_demande = "reinscriptions/enfant/<int:pk>/formulaire", "quotients/<int:pk>"
    adresses = {
        "demandes-de-place/": (places.listes, places.LISTE),
        "demandes-de-place/exporter/": (places.exporter, "demandes_places_exporter"),
        f"{place}/": (places.une, places.UNE),
        f"{place}/deplacer/": (places.deplacement, "demandes_places_deplacer"),
        f"{place}/donner/": (places.don, "demandes_places_donner"),
        "reinscriptions/": (reinscriptions.liste, REINSCRIPTIONS),
        "reinscriptions/exporter/": (reinscriptions.exporter, "reinscriptions_exporter"),
        "reinscriptions/nouvelle/": (reinscriptions.nouvelle, "reinscriptions_nouvelle"),
        f"{campagne}/modifier/": (reinscriptions.modifier, "reinscriptions_modifier"),
        f"{campagne}/courriels/": (reinscriptions.courriels, "reinscriptions_courriels"),
        f"{papier}/": (reinscriptions.formulaire, "reinscriptions_formulaire"),
        "quotients/": (quotients.liste, quotients.LISTE),
        "quotients/exporter/": (quotients.exporter, "quotients_transmis_exporter"),
        "quotients/demander/": (quotients.nouveau, "quotients_transmis_nouveau"),
        f"{lot_demande}/reprendre/": (quotients.relancer, "quotients_transmis_reprendre"),
        f"{lot_demande}/suites/": (quotients.suites, "quotients_transmis_suites"),
    }
    pdf = path(
        f"{papier}.pdf",
        reinscriptions.formulaire,
        {"pdf": True},
        name="reinscriptions_formulaire_pdf",
    )
    return [pdf, *(path(adresse, vue, name=nom) for adresse, (vue, nom) in adresses.items())]
