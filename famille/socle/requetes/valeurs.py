"""What changes from one reading to the next of a query that is written once."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, Value
from django.db.models.sql.compiler import SQLCompiler

# Keys for a `…__pk__in`, each an int or a Parametre: django-stubs know no expression in a list.
Cles = Sequence[Any]


class Parametre(Value):
    """A value of the query that each reading gives anew. `rang`: its place in a list."""

    def __init__(self, valeur: str | int | date | UUID, nom: str, rang: int | None = None) -> None:
        super().__init__(valeur, output_field=BigIntegerField() if type(valeur) is int else None)
        self.nom, self.rang = nom, rang

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Its mark and itself, where Django's own expressions give their values already."""
        return "%s", (self,)

    def adapter(self, valeurs: dict[str, Any], connection: BaseDatabaseWrapper) -> str | int:
        """What the database is given for it."""
        valeur = valeurs[self.nom] if self.rang is None else valeurs[self.nom][self.rang]
        return self.output_field.get_db_prep_value(valeur, connection)
