"""What stands in the admin's menus: daily work in "Réservations", "Facturation", settings in
"Centres".

Each room adds its lines. A line of `ADMINS_*` is a ModelAdmin class; one of `ECRANS_*` an `Ecran`,
a screen of our own.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from wagtail.admin.menu import Menu as WagtailMenu
from wagtail.admin.menu import MenuItem
from wagtail_modeladmin.menus import GroupMenuItem
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup

from .bureau.droits import (
    ECRIRE_AUX_FAMILLES,
    FACTURER,
    GUICHET,
    IMPORTER,
    PLANIFIER,
    POINTER,
    VOIR_LES_BAREMES,
)
from .ouvertures.bureau import OuverturesAdmin
from .planning.bureau.activites import ActivitesAdmin
from .planning.bureau.calendrier import FeriesAdmin, PeriodesAdmin
from .planning.bureau.fermetures import FermeturesAdmin
from .planning.bureau.inscriptions import InscriptionsAdmin
from .planning.bureau.reglements import ReglementsAdmin
from .planning.bureau.structures import StructuresAdmin
from .tarifs.bureau.baremes_psu import BaremesAdmin
from .tarifs.bureau.grilles import GrillesAdmin


@dataclass(frozen=True)
class Ecran:
    """A line of a menu: `nom` of its address, one of `permissions` shows it, `ordre` sorts it among
    its neighbours."""

    libelle: str
    nom: str
    icone: str
    permissions: tuple[str, ...]
    ordre: int


class EntreeDEcran(MenuItem):
    def __init__(self, ecran):
        self.ecran = ecran
        nom = ecran.nom.replace(":", "-")
        super().__init__(
            ecran.libelle, reverse(ecran.nom), name=nom, icon_name=ecran.icone, order=ecran.ordre
        )

    def is_shown(self, request):
        return any(request.user.has_perm(permission) for permission in self.ecran.permissions)


class Menu(ModelAdminGroup):
    """A group of modeladmin, with screens of our own among the lists; `menu_order` and `ordre` sort
    them together."""

    ecrans: Sequence[Ecran] = ()

    def get_menu_item(self):
        return GroupMenuItem(
            self, self.get_menu_order(), WagtailMenu(items=self.get_submenu_items())
        )

    def get_submenu_items(self):
        listes = [
            admin.get_menu_item(order=admin.get_menu_order()) for admin in self.modeladmin_instances
        ]
        return listes + [EntreeDEcran(ecran) for ecran in self.ecrans]


# Daily: 10 remplissage, 20 guichet, 30 listes de présence, 40 événements, 50 liste d’attente, 60
# inscriptions, 70…
ADMINS_DU_QUOTIDIEN: list[type[ModelAdmin]] = [InscriptionsAdmin]
ECRANS_DU_QUOTIDIEN = [
    Ecran("Remplissage", "reservations_bureau:remplissage", "table", (PLANIFIER,), 10),
    Ecran("Réserver pour une famille", "reservations_bureau:guichet", "user", (GUICHET,), 20),
    Ecran("Listes de présence", "presences:liste", "clipboard-list", (POINTER, PLANIFIER), 30),
    Ecran("Événements", "planning:evenements", "warning", (PLANIFIER,), 40),
    Ecran("Liste d’attente", "reservations_bureau:attentes", "time", (GUICHET,), 50),
    Ecran("Demandes de place", "demandes_places", "list-ol", ("demarches.instruire_demande",), 70),
    Ecran("Messages groupés", "planning:envois", "mail", (ECRIRE_AUX_FAMILLES,), 80),
    Ecran("Estimer un tarif de crèche", "planning:creche", "decimal", (VOIR_LES_BAREMES,), 80),
    Ecran("Exports", "planning:exports", "download", (PLANIFIER,), 90),
]

# Settings: 10 structures, 20 activités, 30 ouvertures, 40 créneaux, 50 fermetures, 60 tarifs, 65
# règlements, 70 périodes, 80 fériés.
ADMINS_DES_CENTRES: list[type[ModelAdmin]] = [
    StructuresAdmin,
    ActivitesAdmin,
    OuverturesAdmin,
    FermeturesAdmin,
    GrillesAdmin,
    BaremesAdmin,
    ReglementsAdmin,
    PeriodesAdmin,
    FeriesAdmin,
]
ECRANS_DES_CENTRES = [
    Ecran("Créneaux", "planning:creneaux", "calendar-alt", (PLANIFIER,), 40),
]

# Invoices: 10 imports, 20 campagnes, 25 factures, 30 to 38 the régie.
REGIE, PRELEVER = "famille.encaisser_paiement", "famille.prelever_remisesepa"
ADMINS_DE_LA_FACTURATION: list[type[ModelAdmin]] = []
ECRANS_DE_LA_FACTURATION = [
    Ecran("Consommations importées", "planning:imports", "upload", (IMPORTER,), 10),
    Ecran("Campagnes", "reservations_bureau:campagnes", "doc-full-inverse", (FACTURER,), 20),
    Ecran("Factures", "factures:liste", "list-ul", ("famille.view_facture",), 25),
    Ecran("Lignes à revoir", "factures:a_revoir", "history", ("famille.view_facture",), 27),
    Ecran("Encaisser", "regie:encaisser", "user", (REGIE,), 30),
    Ecran("À vérifier", "regie:a_verifier", "warning", (REGIE,), 32),
    Ecran("Prélèvements", "regie:remises", "calendar-alt", (PRELEVER,), 34),
    Ecran("Relances", "regie:relances", "mail", (REGIE,), 36),
    Ecran("Journal de la régie", "regie:journal", "table", (REGIE,), 38),
]
