"""What the house keeps about people, said by those who keep it: for merging two files and for "my data".

Apps fill this in ``ready()``; afterwards it is only read. A foreign key to ``Person`` that nobody speaks of is moved on
a merge all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from unionhall.kernel.actor import Reason

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from unionhall.kernel.people.models import Person


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is stored about somebody, as a sentence for themself; ``url`` where they see more of it."""

    text: str
    url: str = ""


def _nothing(kept: Any, gone: Any) -> list[Any]:
    return []


@dataclass(frozen=True, slots=True)
class Holding:
    """One kind of thing that is kept about people. Columns are written "<app label>.<model>.<column>".

    ``moves``: columns without a foreign key that are moved with a person. ``stays``: columns that a merge leaves as
    they are, because the holding moves its rows itself or because they say what was so. ``merge`` runs inside the
    merge's transaction and returns, for JSON, all that ``unmerge`` needs to put back what it changed.
    """

    key: str  # "<app label>.<plural noun>", stored in merges
    label: StrOrPromise
    moves: tuple[str, ...] = ()
    stays: tuple[str, ...] = ()
    against: Callable[[Person, Person], list[Reason]] = _nothing  # (kept, gone): why they can not be merged
    effects: Callable[[Person, Person], list[str]] = _nothing  # (kept, gone): what merging does, as sentences
    merge: Callable[[Person, Person], Any] | None = None  # (kept, gone)
    unmerge: Callable[[Person, Person, Any], None] | None = None  # (kept, gone, what merge returned); may refuse
    erase: Callable[[Collection[int]], None] | None = None  # by the ids of one person's files: what need not be kept
    tell: Callable[[Collection[int]], Sequence[Told]] | None = None  # by the ids of one person's files
    kept_because: StrOrPromise = ""  # why its rows outlive a wish for erasure; "" = they do not


_holdings: dict[str, Holding] = {}
holdings: Mapping[str, Holding] = MappingProxyType(_holdings)


def register_holding(holding: Holding) -> None:
    """Make a holding known. Raises ValueError for a key that is already used."""
    if _holdings.setdefault(holding.key, holding) is not holding:
        raise ValueError(f"holding {holding.key} is declared twice")
