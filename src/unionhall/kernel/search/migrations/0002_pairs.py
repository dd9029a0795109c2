"""The index of character pairs: FTS5 on SQLite, a tsvector with GIN on PostgreSQL; one row for each entry.

Pairs are cut in Python (``search.pairs``), so both sides only keep tokens. FTS5 must take every letter of every script
for a letter, also those that came into Unicode after it was built (category Cn), and leave accents alone.
"""

from django.db import migrations

SQLITE = (
    """
    CREATE VIRTUAL TABLE search_pairs USING fts5(
        pairs, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co Cn'"
    )
    """,
    """
    CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry
    BEGIN DELETE FROM search_pairs WHERE rowid = old.id; END
    """,
)
POSTGRESQL = (
    """
    CREATE TABLE search_pairs (
        entry_id bigint PRIMARY KEY REFERENCES search_entry (id) ON DELETE CASCADE, pairs tsvector NOT NULL
    )
    """,
    "CREATE INDEX search_pairs_gin ON search_pairs USING gin (pairs)",
    # Initials are found by a range of bytes.
    'ALTER TABLE search_entry ALTER COLUMN initials TYPE varchar(80) COLLATE "C"',
)


def make_index(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        schema_editor.execute("DROP TRIGGER search_entry_gone")
    schema_editor.execute("DROP TABLE search_pairs")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]

    operations = [migrations.RunPython(make_index, drop_index)]
