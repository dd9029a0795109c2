"""The installation's own layers and its region, remembered by every process and looked at anew once a request.

Rules are asked by pages, by clocks and by pure code alike, thousands of times; the database is asked once in a
request that wants any rule, for a token, and for the rows only when the token changed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from unionhall.kernel.law.models import Edition, Layer, Row
from unionhall.kernel.law.records import Rule, rule_of


@dataclass(slots=True)
class _Turn:
    is_checked: bool = False


@dataclass(slots=True)
class _Memory:
    token: str = ""
    layers: dict[str, tuple[Rule, ...]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    region: str = ""


_turn: ContextVar[_Turn | None] = ContextVar("unionhall_law_turn", default=None)
_memory = _Memory()


@contextmanager
def turn() -> Iterator[None]:
    """Around a request or a job: when it first asks for a rule, look whether the layers changed."""
    token = _turn.set(_Turn())
    try:
        yield
    finally:
        _turn.reset(token)


def own_layers() -> Mapping[str, tuple[Rule, ...]]:
    """The rules of the installation's layers by layer ("own-<pk>"), the earliest layer first."""
    here = _turn.get()
    if here is not None and not here.is_checked:
        here.is_checked = True
        _look()
    return _memory.layers


def edition() -> str:
    """A token of what ``own_layers`` gives: something else after every change."""
    own_layers()
    return _memory.token


def own_names() -> Mapping[str, str]:
    """What the installation's layers are called, by key."""
    own_layers()
    return _memory.names


def chosen_region() -> str:
    """What an administrator chose: a region, "national" for none, "" as long as nothing was chosen."""
    own_layers()
    return _memory.region


def forget() -> None:
    """Read the layers anew: they were just changed by this process."""
    _look()


def _look() -> None:
    token, region = Edition.objects.values_list("token", "region").first() or ("", "")
    if token == _memory.token:
        return
    layers = list(Layer.objects.all())
    rows: dict[int, list[Rule]] = {layer.pk: [] for layer in layers}
    for layer_id, data in Row.objects.order_by("pk").values_list("layer_id", "data"):
        rows.setdefault(layer_id, []).append(_thawed(json.loads(data), key_of(layer_id)))
    _memory.layers = {key_of(layer.pk): tuple(rows[layer.pk]) for layer in layers}
    _memory.names = {key_of(layer.pk): layer.name for layer in layers}
    _memory.region = region
    _memory.token = token


def key_of(layer_id: int) -> str:
    """How a layer of the installation is called among all layers."""
    return f"own-{layer_id}"


def _thawed(row: dict[str, Any], layer: str) -> Rule:
    for key in ("since", "until"):
        if row.get(key):
            row[key] = date.fromisoformat(row[key])
    subject = row.pop("subject", "")
    return rule_of(row, layer, subject)
