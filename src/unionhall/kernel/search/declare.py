"""What can be found, as those above hand it over; and how all of it is listed again for comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class SearchEntry:
    """One thing that can be found by ``title`` and ``text``; only the title is stored to be shown."""

    kind: str
    object_id: int
    unit_id: int  # whose readers may find it
    title: str
    text: str = ""


Reindexer = Callable[[], Iterable[SearchEntry]]
_reindexers: dict[str, Reindexer] = {}
reindexers: Mapping[str, Reindexer] = MappingProxyType(_reindexers)


def reindexer(kind: str, entries: Reindexer) -> None:
    """Say how every entry of a kind is listed from its source. Raises ValueError for a kind that has another one."""
    if _reindexers.setdefault(kind, entries) is not entries:
        raise ValueError(f"search kind {kind} is declared twice")
