"""New tables in one step of a migration.

Django draws all models that hang together anew after each table it has made, so that an installation of a hundred
tables begins slowly. What is made together is drawn once.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class Tables(Operation):
    """Make several tables, in the order given; taken back in the other. For a run of ``CreateModel`` in a migration."""

    reversible = True

    def __init__(self, *tables: CreateModel) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """How Django writes it down."""
        return type(self).__name__, list(self.tables), {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Tell of all tables before anybody asks for their models."""
        state.__dict__.pop("apps", None)  # what is drawn already would be drawn anew for each of them
        for table in self.tables:
            table.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make them."""
        for table in self.tables:
            table.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take them back."""
        for table in reversed(self.tables):
            table.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What ``migrate --plan`` says."""
        return "; ".join(table.describe() for table in self.tables)
