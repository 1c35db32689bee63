"""Migrations that make many tables: an empty base is ready in half the time."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


def par_ensembles(operations: Iterable[Operation]) -> list[Operation]:
    """The operations of a migration, those that make tables one after the other put together."""
    rangees: list[Operation] = []
    tables: list[CreateModel] = []
    for operation in operations:
        if isinstance(operation, CreateModel):
            if not tables:
                rangees.append(CreerEnsemble(tables := []))
            tables.append(operation)
        else:
            tables = []
            rangees.append(operation)
    return rangees


class CreerEnsemble(Operation):
    """Several `CreateModel` that follow each other, as one operation.

    One by one, each makes anew the classes of all the models that are related to the one it adds,
    which are all those of the portal: 26,000 classes for 180 tables, half the time of an
    installation. Together, they are made once.
    """

    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[CreateModel]) -> None:
        self.operations = operations

    def deconstruct(self) -> tuple[str, list, dict[str, Any]]:
        return type(self).__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # a cached property: made again when it is next asked for
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.operations)} models"
