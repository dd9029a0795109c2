import django.db.models.deletion
from django.db import migrations, models


def trigger_again(apps, schema_editor):
    """SQLite makes the table anew and loses its trigger (0002)."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS search_entry_gone")
        schema_editor.execute(
            "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry "
            "BEGIN DELETE FROM search_pairs WHERE rowid = old.id; END"
        )


class Migration(migrations.Migration):
    dependencies = [("org", "0004_trade"), ("search", "0002_pairs")]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="unit",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="org.unit"
            ),
        ),
        migrations.RunPython(trigger_again, trigger_again),
    ]
