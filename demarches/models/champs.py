"""A field of ours: a value of the rules, kept as JSON."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from demarches.regles.avancement import Avancement


class ChampAvancement(models.JSONField):
    """An Avancement. A migration sees the JSONField that it is in the database."""

    _pyi_private_set_type: Avancement
    _pyi_private_get_type: Avancement

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        return Avancement.de(super().from_db_value(value, expression, connection))

    def get_prep_value(self, value: Any) -> Any:
        return value.en_json() if isinstance(value, Avancement) else super().get_prep_value(value)

    def deconstruct(self) -> Any:
        nom, _chemin, arguments, options = super().deconstruct()
        return nom, "django.db.models.JSONField", arguments, options | {"default": dict}
