"""Columns with which another index begins lose the one of their own. The tables are not made anew for it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("campaigns", "0007_failed_attempts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "campaigns_participant_enrolment_id_2227ea08"',
                    'CREATE INDEX "campaigns_participant_enrolment_id_2227ea08" ON "campaigns_participant" ("enrolment_id")',
                ),
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "campaigns_participant_person_id_6b9af014"',
                    'CREATE INDEX "campaigns_participant_person_id_6b9af014" ON "campaigns_participant" ("person_id")',
                ),
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "campaigns_attempt_link_id_72550b45"',
                    'CREATE INDEX "campaigns_attempt_link_id_72550b45" ON "campaigns_attempt" ("link_id")',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="participant",
                    name="enrolment",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="participants", to="campaigns.enrolment"
                    ),
                ),
                migrations.AlterField(
                    model_name="participant",
                    name="person",
                    field=models.ForeignKey(
                        db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.person"
                    ),
                ),
                migrations.AlterField(
                    model_name="attempt",
                    name="link",
                    field=models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="campaigns.link"
                    ),
                ),
            ],
        ),
    ]
