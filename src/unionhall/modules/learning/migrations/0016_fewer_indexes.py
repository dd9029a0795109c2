"""Columns with which another index begins lose the one of their own. The tables are not made anew for it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("learning", "0015_what_tries_come_to"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "learning_sheet_assignment_id_bb533ddc"',
                    'CREATE INDEX "learning_sheet_assignment_id_bb533ddc" ON "learning_sheet" ("assignment_id")',
                ),
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "learning_sheet_participant_id_894a593c"',
                    'CREATE INDEX "learning_sheet_participant_id_894a593c" ON "learning_sheet" ("participant_id")',
                ),
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "learning_sheet_unit_id_2389f2fe"',
                    'CREATE INDEX "learning_sheet_unit_id_2389f2fe" ON "learning_sheet" ("unit_id")',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="sheet",
                    name="assignment",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="learning.assignment"
                    ),
                ),
                migrations.AlterField(
                    model_name="sheet",
                    name="participant",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="campaigns.participant"
                    ),
                ),
                migrations.AlterField(
                    model_name="sheet",
                    name="unit",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                    ),
                ),
            ],
        ),
    ]
