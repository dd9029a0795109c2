"""A report's talk is a procedure of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("org", "0001_founded"), ("safety", "0002_inspections")]

    operations = [
        migrations.AddField(
            model_name="report",
            name="state",
            field=models.CharField(db_index=True, default="quiet", max_length=30),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="report",
            name="unit",
            field=models.ForeignKey(
                default=0, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
            ),
            preserve_default=False,
        ),
    ]
