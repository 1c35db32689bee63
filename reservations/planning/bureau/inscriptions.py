"""The list of registrations; making, changing and ending one are in vues_inscriptions.py."""

from django.contrib.admin import SimpleListFilter
from django.urls import path
from django.utils import timezone
from wagtail_modeladmin.helpers import DjangoORMSearchHandler

from famille.models import Enfant, Foyer
from famille.regles.foyer import en_lettres
from reservations.bureau.base import Liste
from reservations.bureau.droits import SansSuppression
from reservations.bureau.filtres import ParStructure
from reservations.models import Inscription

from . import vues_inscriptions

PREFIXE = "inscriptions"


class ParEtat(SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request, model_admin):
        return [("en-cours", "En cours"), ("a-venir", "À venir"), ("finies", "Terminées")]

    def queryset(self, request, queryset):
        jour = timezone.localdate()
        match self.value():
            case "en-cours":
                return queryset.au(jour)
            case "a-venir":
                return queryset.filter(debut__gt=jour)
            case "finies":
                return queryset.filter(fin__lt=jour)
        return queryset


class ParFoyer(DjangoORMSearchHandler):
    """By a child, a parent, a number, a mail, as households are found; accents do not matter."""

    def search_queryset(self, queryset, search_term, **kwargs):
        if not search_term.strip():
            return queryset
        return queryset.filter(
            enfant__in=Enfant.objects.du(Foyer.objects.cherches(search_term.replace("\0", "")))
        )


class InscriptionsAdmin(Liste):
    model = Inscription
    base_url_path = PREFIXE
    menu_label = "Inscriptions"
    menu_icon = "form"
    menu_order = 60
    ajouter = "Inscrire un enfant"
    list_display = ["enfant", "pour", "du", "au"]
    list_filter = [ParEtat, ParStructure]
    list_select_related = ["enfant", "activite__structure"]
    list_per_page = 30
    search_fields = ["enfant__nom"]
    search_handler_class = ParFoyer
    permission_helper_class = SansSuppression

    def get_admin_urls_for_registration(self):
        """modeladmin's list; the writes are functions of ours, that call an action."""
        vues = vues_inscriptions
        return (
            path(f"{PREFIXE}/", self.index_view, name=f"{PREFIXE}_modeladmin_index"),
            path(f"{PREFIXE}/ajouter/", vues.ajouter, name=f"{PREFIXE}_modeladmin_create"),
            path(f"{PREFIXE}/<int:pk>/", vues.modifier, name=f"{PREFIXE}_modeladmin_edit"),
            path(
                f"{PREFIXE}/<int:pk>/effacer/", vues.effacer, name=f"{PREFIXE}_modeladmin_effacer"
            ),
        )

    def pour(self, inscription):
        return str(inscription.activite)

    pour.short_description = "Activité"  # type: ignore[attr-defined]
    pour.admin_order_field = "activite__structure__nom"  # type: ignore[attr-defined]

    def du(self, inscription):
        return en_lettres(inscription.debut)

    du.short_description = "Du"  # type: ignore[attr-defined]
    du.admin_order_field = "debut"  # type: ignore[attr-defined]

    def au(self, inscription):
        return en_lettres(inscription.fin) if inscription.fin else "sans fin"

    au.short_description = "Au"  # type: ignore[attr-defined]
    au.admin_order_field = "fin"  # type: ignore[attr-defined]
