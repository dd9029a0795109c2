"""Kinds of units, and what a change of the tree touches: declared from above, read here.

``unionhall.structures`` registers the kinds when Django starts; modules register what they can count for a preview.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of union organisation, and which kinds may stand directly under it."""

    key: str  # stable: it is stored in Unit.kind
    label: str | Promise
    children: tuple[str, ...] = ()
    can_be_top: bool = False
    is_grassroots: bool = False  # has members of its own; is asked by campaigns and returns
    term_rule: str = ""  # id in kernel.law: how many years a committee is elected for; "" = it has no committee


_kinds: dict[str, UnitKind] = {}
kinds: Mapping[str, UnitKind] = MappingProxyType(_kinds)


def register_kinds(*declared: UnitKind) -> None:
    """Make kinds of units known, in the order of printing. Raises ValueError for a key that is already used."""
    for kind in declared:
        if _kinds.setdefault(kind.key, kind) is not kind:
            raise ValueError(f"unit kind {kind.key} is declared twice")


def unknown_children() -> list[str]:
    """Declared children that are no declared kind, as "parent > child"; empty in a sound structure."""
    return [f"{kind.key} > {child}" for kind in kinds.values() for child in kind.children if child not in kinds]


_trades: dict[str, str | Promise] = {}
trades: Mapping[str, str | Promise] = MappingProxyType(_trades)


def register_trades(declared: Mapping[str, str | Promise]) -> None:
    """Make trades (行业) known by their keys, in the order of a list. Raises ValueError for a key that is used."""
    for key, label in declared.items():
        if _trades.setdefault(key, label) is not label:
            raise ValueError(f"trade {key} is declared twice")


Counter = Callable[[Sequence[str]], int]
_counters: dict[str, tuple[str | Promise, Counter]] = {}


def effect_counter(key: str, label: str | Promise, count: Counter) -> None:
    """Let a preview of a move or an ending say how many of something it touches.

    ``count`` gets the paths at the top of what changes: each stands for its unit and everything below it.
    Raises ValueError for a key that is already used.
    """
    if _counters.setdefault(key, (label, count))[1] is not count:
        raise ValueError(f"effect counter {key} is declared twice")


def count_effects(paths: Sequence[str]) -> list[tuple[str | Promise, int]]:
    """Every registered count for ``paths``, in the order of registration."""
    return [(label, count(paths)) for label, count in _counters.values()]
