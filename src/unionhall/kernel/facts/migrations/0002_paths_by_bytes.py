"""Paths compare by bytes. SQLite does so anyway and would refuse ``db_collation="C"``, so only PostgreSQL is told."""

from typing import Any

from django.db import migrations

TABLES = ("facts_asked", "facts_fact", "facts_presence", "facts_summary", "facts_snapshot")


def compare_by_bytes(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f'ALTER TABLE {table} ALTER COLUMN path TYPE varchar(120) COLLATE "C"')


class Migration(migrations.Migration):
    dependencies = [("facts", "0001_initial")]

    operations = [migrations.RunPython(compare_by_bytes, migrations.RunPython.noop)]
