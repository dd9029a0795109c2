"""What is countable: every measure with its kind, slices and the sources it can be derived from again.

Modules fill the registry in their app's ``ready()``; afterwards it is only read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet

from unionhall.kernel.actor import Permission

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Kind(StrEnum):
    """How a measure adds up."""

    ADDITIVE = "additive"  # fact rows; adds up over units, reckonings and months
    DISTINCT = "distinct"  # presence rows; adds up within one reckoning, never across two and never by month
    GAUGE = "gauge"  # computed for a date from dated rows; never summed over time
    RATIO = "ratio"  # two other measures, divided only after they were added up; never stored


ADDITIVE, DISTINCT, GAUGE, RATIO = Kind.ADDITIVE, Kind.DISTINCT, Kind.GAUGE, Kind.RATIO


@dataclass(frozen=True, slots=True)
class Slice:
    """One of the few parts that a measure's total falls into. Where ``is_result``, small cells apply to it."""

    key: str
    label: StrOrPromise
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class FactRow:
    """So much of an additive measure, at a unit, on a day. ``source`` as of ``journal.queries.subject_of``."""

    measure: str
    unit_id: int
    day: date
    value: int  # in the measure's unit
    source: str
    reckoning_id: int | None = None
    slice: str = ""


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """A person took part in what a reckoning counts, belonging to a unit that day."""

    measure: str
    reckoning_id: int
    person_id: int
    unit_id: int
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is counted. ``key`` is stored and stable: "<app>.<plural noun>".

    A measure with slices wants one in every row; slice "" of a figure is then the total over all of them.
    """

    key: str
    label: StrOrPromise
    unit: StrOrPromise  # 量词: 人, 人次, 家, 份, %
    kind: Kind = ADDITIVE
    slices: tuple[Slice, ...] = ()
    compute: Callable[[str, date], int] | None = None  # gauge: (path, day) → value for that whole subtree
    compute_many: Callable[[Sequence[str], date], Mapping[str, int]] | None = None  # the same for many paths at once
    rows: Callable[[str, date], QuerySet[Any]] | None = None  # gauge: the rows that ``compute`` counts
    over: tuple[str, str] | None = None  # ratio: numerator and denominator, keys or "key/slice"
    is_mean: bool = False  # a ratio of which nothing is known where nothing of its numerator came; else that is 0
    derive: Callable[[], Iterator[FactRow | PresenceRow]] | None = None  # all rows again, from the source tables
    is_result: bool = False  # small cells apply (see small_cells)
    base: str = ""  # the measure that counts the people a result is about; "" = itself, of a ratio its denominator
    describe: Callable[[Sequence[str]], Mapping[str, tuple[str, str]]] | None = None  # source → (label, address)
    names_permission: Permission | None = None  # who may see the people behind it
    is_reported: bool = False  # a union said so of what happened elsewhere (上报); no record here counts it

    def has_slice(self, key: str) -> bool:
        """Whether a row may carry this slice."""
        return key in {s.key for s in self.slices} if self.slices else key == ""

    def is_result_in(self, slice: str) -> bool:
        """Whether the figure of this slice ("" = the total) is a result, so that small cells are hidden."""
        return self.is_result or any(s.is_result for s in self.slices if s.key == slice)

    @property
    def base_key(self) -> str:
        """The measure that counts the people a result is about."""
        if self.base:
            return self.base
        return split(self.over[1])[0] if self.over else self.key

    @property
    def who_knows(self) -> Permission | None:
        """Who may know the people behind it; of a ratio that does not say, as of its denominator."""
        if self.names_permission is None and self.over:
            return measures[split(self.over[1])[0]].names_permission
        return self.names_permission


def split(term: str) -> tuple[str, str]:
    """A term of a ratio as (measure key, slice): "learning.papers/passed" or "learning.papers"."""
    key, _, slice = term.partition("/")
    return key, slice


_measures: dict[str, Measure] = {}
measures: Mapping[str, Measure] = MappingProxyType(_measures)


def register_measures(*declared: Measure) -> None:
    """Make measures known, in the order of printing.

    Raises ValueError for a key that is already used and for a declaration that contradicts itself.
    """
    for measure in declared:
        if wrong := _mistakes(measure):
            raise ValueError(f"measure {measure.key}: {wrong}")
        if _measures.setdefault(measure.key, measure) is not measure:
            raise ValueError(f"measure {measure.key} is declared twice")


def _mistakes(measure: Measure) -> str:
    keys = [s.key for s in measure.slices]
    checks = {
        "a gauge, and only a gauge, is computed": (measure.kind is GAUGE) != bool(measure.compute),
        "a ratio, and only a ratio, has two measures": (measure.kind is RATIO) != bool(measure.over),
        "only additive measures have slices": bool(keys) and measure.kind is not ADDITIVE,
        "slices need different keys": len(set(keys)) < len(keys) or "" in keys,
        "gauges and ratios have no rows to derive": measure.kind in (GAUGE, RATIO) and measure.derive is not None,
    }
    return "; ".join(sentence for sentence, is_wrong in checks.items() if is_wrong)


def unknown_terms() -> list[str]:
    """Terms of ratios and bases that are no declared measure, as sentences; empty in a sound installation."""
    return [f"{m.key} needs {term}" for m in measures.values() for term in _terms(m) if not _is_known(*split(term))]


def _terms(measure: Measure) -> Iterable[str]:
    return [*(measure.over or ()), *([measure.base] if measure.base else [])]


def _is_known(key: str, slice: str) -> bool:
    return key in measures and (slice == "" or measures[key].has_slice(slice))
