"""What the lists of this room share: titles and buttons in words that somebody would say."""

from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin
from wagtail_modeladmin.views import CreateView, EditView


class Boutons(ButtonHelper):
    def add_button(self, *args, **kwargs):
        libelle = self.view.model_admin.ajouter
        return super().add_button(*args, **kwargs) | {"label": libelle, "title": libelle}

    def delete_button(self, *args, **kwargs):
        libelle = self.view.model_admin.effacer
        return super().delete_button(*args, **kwargs) | {"label": libelle, "title": libelle}


class Creation(CreateView):
    def get_page_title(self):
        return self.model_admin.ajouter

    def get_page_subtitle(self):
        return ""

    def get_meta_title(self):
        return self.model_admin.ajouter


class Edition(EditView):
    def get_page_title(self):
        return "Modifier"

    def get_meta_title(self):
        return f"Modifier {self.instance}"


class Liste(ModelAdmin):
    """`ajouter`, `effacer`: the words of its buttons."""

    button_helper_class = Boutons
    create_view_class = Creation
    edit_view_class = Edition
    ajouter: str
    effacer = "Supprimer"
