"""Of several tries one counts; what all of them come to is kept with it."""

from typing import Any

from django.db import migrations, models


def fill(apps: Any, _schema_editor: Any) -> None:
    """What counts already came to what it was marked."""
    sheets = apps.get_model("learning", "Sheet").objects
    sheets.filter(counted_on__isnull=False).update(final_passed=models.F("is_passed"))


class Migration(migrations.Migration):
    dependencies = [("learning", "0013_certificates_settled")]

    operations = [
        migrations.AddField(model_name="sheet", name="final_passed", field=models.BooleanField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
