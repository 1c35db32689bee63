"""Fields of ours: a text that whoever steals the database does not read."""

from django.core.exceptions import FieldError
from django.db import models

from famille.chiffrement import chiffrer, dechiffrer


class TexteChiffre(models.TextField):
    """A text kept encrypted, in the clear in Python; "" stays "". `usage`: of famille.chiffrement.

    Reading it raises Illisible when no key of the site wrote it: an allergy that is lost must never look like none.
    The database cannot search it: a lookup other than `isnull` is a FieldError.
    """

    def __init__(self, *args, usage, **kwargs):
        self.usage = usage
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        nom, chemin, args, kwargs = super().deconstruct()
        return nom, chemin, args, kwargs | {"usage": self.usage}

    def from_db_value(self, value, _expression, _connection):
        return value and dechiffrer(value, usage=self.usage)

    def get_prep_value(self, value):
        texte = super().get_prep_value(value)
        return texte and chiffrer(texte, usage=self.usage)

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError(f"{self.name} is encrypted: the database cannot compare it")
        return super().get_lookup(lookup_name)
