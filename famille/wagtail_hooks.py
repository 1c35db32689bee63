"""The agents' screens of the households: wiring only (famille.dossier.foyers.bureau)."""

from typing import Any

from django.urls import include, path, reverse_lazy
from django.urls.resolvers import URLPattern, URLResolver
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail_modeladmin.options import ModelAdmin, modeladmin_register

from famille.socle.connectee import RequeteConnectee

from .argent.prelevement import bureau as mandats
from .argent.regie.bureau.accueil import PanneauRegie
from .argent.regie.bureau.etapes_relance import EtapesDeRelance
from .comptes.annuaire.entree import ACTION_GROUPES, ACTION_LIEN
from .comptes.bureau.adresses_du_personnel import ACTION
from .comptes.bureau.gestes import GESTES
from .dossier.documents.bureau import nouveau_document
from .dossier.foyers.acces.seconde_etape import REMISE
from .dossier.foyers.bureau import (
    PREFIXE,
    acces,
    creation,
    journal_acces,
    liste,
    notes,
    rattachement,
    ressemblants,
    vues,
)
from .dossier.foyers.bureau.droits import FUSIONNER, DroitsDesFoyers
from .dossier.foyers.bureau.gestes import contacts
from .dossier.foyers.bureau.gestes.autorisations import autorisations
from .dossier.foyers.bureau.gestes.placement import fin_de_placement, placement
from .dossier.foyers.bureau.gestes.sante import sante, tenir_la_sante
from .dossier.foyers.bureau.gestes.seconde_etape import seconde_etape
from .dossier.foyers.bureau.gestes.separation import separation
from .dossier.foyers.bureau.journal_acces import EXPORTER
from .dossier.fusion.bureau import LISTE as LISTE_DES_DOUBLONS
from .dossier.fusion.bureau import vues as fusions
from .dossier.identites.bureau import identite
from .dossier.messages.bureau.menu import EntreeMessages
from .dossier.recherche import bureau as recherche
from .echanges.api.bureau.vues import VOIR as VOIR_LES_CLES
from .echanges.api.cles import ACTION_FAITE, ACTION_REVOQUEE
from .echanges.webhooks.actions import ACTION as ACTION_WEBHOOK
from .echanges.webhooks.bureau.vues import VOIR as VOIR_LES_WEBHOOKS
from .models import CommuneMembre, Foyer
from .mouvements.departs.bureau import depart
from .mouvements.reprise.bureau import vues as reprise
from .mouvements.reprise.bureau.droits import REPRENDRE
from .mouvements.reprise.onde import vues as onde
from .socle.offres.menus import EntreeSelonLeDroit, MenuPartage, Rayon

# (end of the address, view, name): the parts of one household.
ECRANS = [
    ("<int:pk>", vues.dossier, "inspect"),
    ("<int:pk>/modifier", vues.foyer, "edit"),
    ("<int:pk>/adresse", vues.adresse, "adresse"),
    ("<int:pk>/separer", separation, "separer"),
    ("<int:pk>/adultes/depart", depart, "depart_d_un_adulte"),
    ("<int:pk>/quotient", vues.quotient, "quotient"),
    ("quotients/<int:pk>/corriger", vues.correction, "corriger_quotient"),
    ("<int:pk>/adultes/ajouter", vues.nouvel_adulte, "nouvel_adulte"),
    ("<int:pk>/enfants/ajouter", vues.nouvel_enfant, "nouvel_enfant"),
    ("ressemblants", ressemblants.a_la_creation, "ressemblants"),
    ("doublons", fusions.doublons, "doublons"),
    ("doublons/<int:pk>", fusions.trancher, "trancher_le_doublon"),
    ("<int:pk>/reunir", fusions.choisir, "reunir"),
    ("reunir/<slug:genre>/<int:garde>/<int:autre>", fusions.preparer, "fusionner"),
    ("fusions/<int:pk>/annuler", fusions.annuler_la_fusion, "annuler_la_fusion"),
    ("<int:pk>/ressemblants", ressemblants.a_l_ajout, "ressemblants_du_foyer"),
    ("<int:pk>/enfants/rattacher", rattachement.rattacher, "rattacher"),
    ("<int:pk>/notes/ajouter", notes.nouvelle, "nouvelle_note"),
    ("notes/<int:pk>/retirer", notes.retirer, "retirer_note"),
    ("adultes/<int:pk>", vues.adulte, "adulte"),
    ("adultes/<int:pk>/identite", identite, "identite"),
    ("adultes/<int:pk>/lien", vues.renvoyer_le_lien, "renvoyer_le_lien"),
    ("adultes/<int:pk>/seconde-etape", seconde_etape, "seconde_etape"),
    ("enfants/<int:pk>", vues.enfant, "enfant"),
    ("enfants/<int:pk>/sante", sante, "sante"),
    ("<int:pk>/enfants/<int:enfant>/sante", tenir_la_sante, "tenir_la_sante"),
    ("<int:pk>/enfants/<int:enfant>/autorisations", autorisations, "autorisations"),
    ("<int:pk>/enfants/<int:enfant>/accueil", placement, "placement"),
    ("accueils/<int:pk>/fin", fin_de_placement, "fin_de_placement"),
    ("<int:pk>/contacts/ajouter", contacts.nouveau_contact, "nouveau_contact"),
    ("contacts/<int:pk>", contacts.contact, "contact"),
    ("contacts/<int:pk>/retirer", contacts.retrait_du_contact, "retirer_contact"),
    ("<int:pk>/documents/ajouter", nouveau_document, "nouveau_document"),
    ("mandats/<int:pk>", mandats.mandat, "mandat"),
    ("mandats/<int:pk>/iban", mandats.iban, "iban"),
    ("enfants/<int:pk>/residence", vues.residence, "residence"),
]


class FoyersAdmin(ModelAdmin):
    model = Foyer
    base_url_path = PREFIXE
    menu_label = "Foyers"
    menu_icon = "group"
    inspect_view_enabled = True
    permission_helper_class = DroitsDesFoyers

    def get_admin_urls_for_registration(self) -> tuple[URLPattern, ...]:
        """No address deletes a household, and each screen is a function of ours."""
        return (
            path(f"{PREFIXE}/", liste.liste, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/exporter/", liste.exporter, name=f"{PREFIXE}_modeladmin_exporter"),
            path(f"{PREFIXE}/ouvrir/", creation.creer, name=f"{PREFIXE}_modeladmin_create"),
            *(
                path(f"{PREFIXE}/{fin}/", vue, name=f"{PREFIXE}_modeladmin_{nom}")
                for fin, vue, nom in ECRANS
            ),
        )


class CommunesAdmin(ModelAdmin):
    model = CommuneMembre
    base_url_path = "communes"
    menu_label = "Communes"
    menu_icon = "site"
    list_display = ["nom", "code_postal"]
    search_fields = ["nom", "code_postal"]
    history_view_enabled = False


@modeladmin_register
class Familles(MenuPartage):
    menu_label = "Familles"
    menu_icon = "group"
    menu_order = 120
    items = (FoyersAdmin, CommunesAdmin)
    rayon = Rayon.FAMILLES


@modeladmin_register
class Facturation(MenuPartage):
    menu_label = "Facturation"
    menu_icon = "doc-full-inverse"
    menu_order = 30
    rayon = Rayon.FACTURATION


modeladmin_register(EtapesDeRelance)


@hooks.register("register_admin_urls")
def adresses() -> list[URLResolver | URLPattern]:
    return [
        path("cles-api/", include("famille.echanges.api.bureau.urls")),
        path("webhooks/", include("famille.echanges.webhooks.bureau.urls")),
        path("recherche/", recherche.recherche, name="recherche"),
        path("recherche/resultats/", recherche.resultats, name="recherche_resultats"),
        path("factures/", include("famille.argent.factures.urls_bureau")),
        path("messages/", include("famille.dossier.messages.bureau.urls")),
        path("ecoles/", include("famille.dossier.foyers.bureau.ecoles.urls")),
        path("ecoles/<int:pk>/onde/", onde.onde, name="onde"),
        path("ecoles/onde/<int:pk>/", onde.lignes_d_onde, name="onde_lignes"),
        path("tous-les-dossiers/", reprise.export, name="export_des_familles"),
        path("invitations/", include("famille.mouvements.invitations.bureau.urls")),
        path("regie/", include("famille.argent.regie.bureau.urls")),
        path("reprise/", include("famille.mouvements.reprise.bureau.urls")),
        path("listes/", include("famille.dossier.listes.urls")),
        path("planning/travaux/", include("famille.travaux.urls")),
        path("journal-des-consultations/", journal_acces.journal_acces, name="journal_acces"),
        path(
            "journal-des-consultations/exporter/",
            journal_acces.exporter_le_journal,
            name="journal_acces_exporter",
        ),
        path("acces-a-confirmer/", acces.a_confirmer, name="acces_a_confirmer"),
        path("acces-a-confirmer/<int:pk>/", acces.confirmer, name="confirmer_acces"),
        path(
            "acces-a-confirmer/<int:pk>/trancher/", acces.trancher, name="trancher_la_contestation"
        ),
        path("acces-du-mois/", acces.du_mois, name="acces_du_mois"),
    ]


@hooks.register("register_reports_menu_item")
def entree_du_journal_des_acces() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit(
        "Journal des consultations", reverse_lazy("journal_acces"), "history", EXPORTER
    )


@hooks.register("register_settings_menu_item")
def entree_des_cles() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit("Clés d’API", reverse_lazy("cles_api:liste"), "key", VOIR_LES_CLES)


@hooks.register("register_settings_menu_item")
def entree_des_webhooks() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit(
        "Webhooks", reverse_lazy("webhooks:liste"), "link-external", VOIR_LES_WEBHOOKS
    )


@hooks.register("register_admin_menu_item")
def entree_de_la_reprise() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit("Reprise", reverse_lazy("reprise:liste"), "upload", REPRENDRE, 128)


@hooks.register("register_admin_menu_item")
def entree_des_doublons() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit(
        "Doublons possibles", reverse_lazy(LISTE_DES_DOUBLONS), "copy", FUSIONNER, 127
    )


for entree in (acces.EntreeAccesAConfirmer, EntreeMessages):
    hooks.register("register_admin_menu_item", entree)
hooks.register("register_admin_search_area", recherche.ZoneDeRecherche)


@hooks.register("register_reports_menu_item")
def entree_des_acces_du_mois() -> EntreeSelonLeDroit:
    return EntreeSelonLeDroit(
        "Accès ouverts par les agents", reverse_lazy("acces_du_mois"), "key", EXPORTER
    )


@hooks.register("construct_homepage_panels")
def panneau_de_la_regie(request: RequeteConnectee, panels: list[Any]) -> None:
    if PanneauRegie.visible(request):
        panels.append(PanneauRegie(request))


@hooks.register("register_log_actions")
def gestes_des_comptes(actions: LogActionRegistry) -> None:
    actions.register_action(ACTION, "Changer l’adresse e-mail", "Adresse e-mail changée")
    actions.register_action(REMISE, "Remettre l’adresse e-mail", "Ancienne adresse e-mail remise")
    actions.register_action(ACTION_LIEN, "Lier à l’annuaire", "Compte lié à l’annuaire")
    actions.register_action(ACTION_GROUPES, "Suivre l’annuaire", "Groupes changés par l’annuaire")
    actions.register_action(ACTION_FAITE, "Faire une clé d’API", "Clé d’API faite")
    actions.register_action(ACTION_REVOQUEE, "Révoquer une clé d’API", "Clé d’API révoquée")
    actions.register_action(ACTION_WEBHOOK, "Changer un webhook", "Webhook changé")
    for geste in GESTES:
        actions.register_action(f"famille.{geste.nom}", geste.titre, geste.titre)
