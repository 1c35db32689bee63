"""The buttons of the lists, in words that somebody would say: a list has `ajouter`, and `effacer` when it is not
"Supprimer"."""

from wagtail_modeladmin.helpers import ButtonHelper


class Boutons(ButtonHelper):
    def add_button(self, *args, **kwargs):
        libelle = self.view.model_admin.ajouter
        return super().add_button(*args, **kwargs) | {"label": libelle, "title": libelle}

    def delete_button(self, *args, **kwargs):
        libelle = getattr(self.view.model_admin, "effacer", "")
        return super().delete_button(*args, **kwargs) | ({"label": libelle, "title": libelle} if libelle else {})
