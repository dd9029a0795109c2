"""Summaries by day, filled from the facts that count."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

SEGMENT = 6  # characters of a path for each level
ROWS = {"facts_fact": "SUM(value)", "facts_presence": "COUNT(*)"}


def fill(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute('ALTER TABLE facts_daily ALTER COLUMN path TYPE varchar(120) COLLATE "C"')
    with schema_editor.connection.cursor() as cursor:
        for table, total in ROWS.items():
            cursor.execute(f"SELECT COALESCE(MAX(LENGTH(path)), 0) FROM {table}")  # noqa: S608 -- one of two tables
            for width in range(SEGMENT, cursor.fetchone()[0], SEGMENT):
                cursor.execute(
                    "INSERT INTO facts_daily (path, reckoning_id, measure, day, value)"  # noqa: S608 -- our own names
                    f" SELECT SUBSTR(path, 1, {width}), reckoning_id, measure, day, {total} FROM {table}"
                    f" WHERE NOT is_late AND reckoning_id IS NOT NULL AND LENGTH(path) > {width} GROUP BY 1, 2, 3, 4"
                )


class Migration(migrations.Migration):

    dependencies = [
        ('facts', '0006_pending'),
    ]

    operations = [
        migrations.AddField(
            model_name='pending',
            name='day',
            field=models.DateField(null=True),
        ),
        migrations.CreateModel(
            name='Daily',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=120)),
                ('measure', models.CharField(max_length=60)),
                ('day', models.DateField()),
                ('value', models.BigIntegerField(default=0)),
                ('reckoning', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='facts.reckoning')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('path', 'reckoning', 'measure', 'day'), name='facts_daily_once')],
            },
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
