"""The triggers that keep the journal append-only, by vendor."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from unionhall.kernel.journal import guards


def _install(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.install(schema_editor.connection)


def _remove(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    """After the tables, the triggers on them."""

    dependencies = (("journal", "0001_initial"),)

    operations = (migrations.RunPython(_install, _remove),)
