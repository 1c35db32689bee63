"""What the lists of this room share: titles and buttons in words that somebody would say."""

from typing import Any

from django.db.models import Model
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, EditView

from famille.socle.historique import Historique
from reservations.models import Activite

A_CORRIGER = "Rien n’est enregistré : corrigez ce qui est indiqué, puis enregistrez de nouveau."


class Boutons(ButtonHelper):
    def add_button(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        libelle = self.view.model_admin.ajouter
        return super().add_button(*args, **kwargs) | {"label": libelle, "title": libelle}

    def inspect_button(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        return super().inspect_button(*args, **kwargs) | {"label": "Voir"}

    def delete_button(self, *args: Any, **kwargs: Any) -> dict[str, str]:
        libelle = self.view.model_admin.effacer
        return super().delete_button(*args, **kwargs) | {"label": libelle, "title": libelle}


class _Formulaire:
    """A form whose activities are named by their centre, which is read with them."""

    def get_form(self, *args: Any, **kwargs: Any) -> WagtailAdminModelForm:
        formulaire = super().get_form(*args, **kwargs)  # type: ignore[misc]
        for champ in formulaire.fields.values():
            lignes = getattr(champ, "queryset", None)
            if lignes is not None and lignes.model is Activite:
                champ.queryset = lignes.select_related("structure")
        return formulaire


class Creation(_Formulaire, CreateView):
    def get_page_title(self) -> str:
        return self.model_admin.ajouter

    def get_page_subtitle(self) -> str:
        return ""

    def get_meta_title(self) -> str:
        return self.model_admin.ajouter

    def get_success_message(self, instance: Model) -> str:
        return f"C’est enregistré : {instance}."

    def get_error_message(self) -> str:
        return A_CORRIGER


class Edition(_Formulaire, EditView):
    def get_page_title(self) -> str:
        return "Modifier"

    def get_meta_title(self) -> str:
        return f"Modifier {self.instance}"

    def get_success_message(self, instance: Model) -> str:
        return f"C’est enregistré : {instance}."

    def get_error_message(self) -> str:
        return A_CORRIGER


class Liste(ModelAdmin):
    """`ajouter`, `effacer`: the words of its buttons."""

    button_helper_class = Boutons
    create_view_class = Creation
    edit_view_class = Edition
    history_view_class = Historique
    ajouter: str
    effacer = "Supprimer"
