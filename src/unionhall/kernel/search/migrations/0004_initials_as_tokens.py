from django.db import migrations

# The initials of a title become one more of its tokens, behind a sign that nobody types (pairs.py): an index of their
# own had a page to be written for nearly every person of a roll.
SQLITE = """
UPDATE search_pairs
SET pairs = pairs || ' ' || char(57344) || (SELECT initials FROM search_entry WHERE search_entry.id = search_pairs.rowid)
WHERE rowid IN (SELECT id FROM search_entry WHERE initials <> '')
"""
POSTGRESQL = """
UPDATE search_pairs SET pairs = pairs || (quote_literal(chr(57344) || initials) || ':1')::tsvector
FROM search_entry WHERE search_entry.id = search_pairs.entry_id AND initials <> ''
"""


def add_tokens(apps, schema_editor):
    schema_editor.execute(POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE)


def trigger_again(apps, schema_editor):
    """SQLite makes the table anew and loses its trigger (0002)."""
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TRIGGER IF EXISTS search_entry_gone")
        schema_editor.execute(
            "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry "
            "BEGIN DELETE FROM search_pairs WHERE rowid = old.id; END"
        )


class Migration(migrations.Migration):
    dependencies = [("search", "0003_fewer_indexes")]

    operations = [
        migrations.RunPython(add_tokens, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="entry", name="search_initials"),
        migrations.RemoveField(model_name="entry", name="initials"),
        migrations.RunPython(trigger_again, trigger_again),
    ]
