"""The index of pairs beside ``Entry``: the same three questions put to FTS5 and to PostgreSQL.

Chosen by ``connection.vendor``; tokens come from ``pairs`` and hold letters and digits alone.
"""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models.expressions import RawSQL

from unionhall.kernel.running import execute_many
from unionhall.kernel.search.models import Entry


def write(rows: Iterable[tuple[int, list[str]]], *, are_new: bool = False) -> None:
    """Put the tokens of entries (by id) in place of those they had; ``are_new``: they had none."""
    if _is_postgresql() and are_new:
        with connection.cursor() as cursor, cursor.copy("COPY search_pairs (entry_id, pairs) FROM STDIN") as copy:
            for pk, tokens in rows:
                copy.write_row((pk, _vector(tokens)))
        return
    if _is_postgresql():
        statement = (
            "INSERT INTO search_pairs (entry_id, pairs) VALUES (%s, %s::tsvector) "
            "ON CONFLICT (entry_id) DO UPDATE SET pairs = excluded.pairs"
        )
        values = [(pk, _vector(tokens)) for pk, tokens in rows]
    else:
        statement = f"INSERT {'' if are_new else 'OR REPLACE '}INTO search_pairs (rowid, pairs) VALUES (%s, %s)"  # noqa: S608
        values = [(pk, " ".join(tokens)) for pk, tokens in rows]
    execute_many(statement, values)


def matching(phrases: Sequence[Sequence[str]]) -> RawSQL:
    """The ids of entries that hold every phrase; a phrase of one single character is the beginning of a token."""
    if _is_postgresql():
        found = " & ".join(_pg_phrase(phrase) for phrase in phrases)
        return RawSQL("SELECT entry_id FROM search_pairs WHERE pairs @@ %s::tsquery", (found,))
    found = " AND ".join(_fts_phrase(phrase) for phrase in phrases)
    return RawSQL("SELECT rowid FROM search_pairs WHERE search_pairs MATCH %s", (found,))


def beginning(token: str) -> RawSQL:
    """The ids of entries with a token that begins so."""
    if _is_postgresql():
        return RawSQL("SELECT entry_id FROM search_pairs WHERE pairs @@ %s::tsquery", (f"'{token}':*",))
    return RawSQL("SELECT rowid FROM search_pairs WHERE search_pairs MATCH %s", (f'"{token}" *',))


def missing() -> list[int]:
    """The ids of entries without tokens: they can not be found."""
    if _is_postgresql():
        indexed = RawSQL("SELECT entry_id FROM search_pairs", ())
    else:
        indexed = RawSQL("SELECT rowid FROM search_pairs", ())
    return list(Entry.objects.exclude(pk__in=indexed).order_by("pk").values_list("pk", flat=True))


def _is_postgresql() -> bool:
    return connection.vendor == "postgresql"


def _is_single(phrase: Sequence[str]) -> bool:
    return len(phrase) == 1 and len(phrase[0]) == 1


def _fts_phrase(phrase: Sequence[str]) -> str:
    return f'"{" ".join(phrase)}"{" *" if _is_single(phrase) else ""}'


def _pg_phrase(phrase: Sequence[str]) -> str:
    joined = " <-> ".join(f"'{token}'" for token in phrase)
    return f"{joined}:*" if _is_single(phrase) else f"({joined})"


def _vector(tokens: Iterable[str]) -> str:
    return " ".join(f"'{token}':{place}" for place, token in enumerate(tokens, start=1))
