"""Making many new things findable at once, under reserved ids: for an import."""

from collections.abc import Iterable, Sequence

from unionhall.kernel import bulk
from unionhall.kernel.search import index as pair_index
from unionhall.kernel.search import pairs
from unionhall.kernel.search.models import Entry

Row = tuple[int, str, int, int, str]


def entry(pk: int, kind: str, object_id: int, unit_id: int, title: str) -> tuple[Row, list[str]]:
    """The columns and the tokens of one entry, computed outside the transaction."""
    return (pk, kind, object_id, unit_id, title[:160]), pairs.document(title)


def forget(kind: str, ids: Iterable[int]) -> None:
    """Let these not be found any more; those that were not, are no error."""
    bulk.delete(Entry, "object_id", ids, kind=kind)


def add(entries: Sequence[tuple[Row, list[str]]]) -> None:
    """Let these be found; none of them may stand in the index already (IntegrityError)."""
    bulk.insert(Entry, ("id", "kind", "object_id", "unit", "title"), [row for row, _tokens in entries])
    pair_index.write([(row[0], tokens) for row, tokens in entries], are_new=True)
