"""What somebody has to show before they may be something, proved by whoever keeps the record of it.

A module that needs another's result (an inspector has passed a paper) keeps the *key* of a requirement and asks here;
the module that holds the record registered a ``Prover`` when it started. Neither knows the other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Proof:
    """That somebody meets a requirement: since which day, and by what, in words."""

    on: date
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A requirement that may be chosen: its key, "<prefix>:<rest>", and what it is called."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Prover:
    """Who proves the requirements whose keys begin with ``prefix`` and a colon; functions get the rest of the key.

    ``offers`` tells what the units with these ids can ask for, ``label`` what a key is called ("" for one that is
    gone), ``prove`` who of these people (by id) meets it on a day, and by what.
    """

    prefix: str
    kind: StrOrPromise
    offers: Callable[[Collection[int]], Sequence[tuple[str, str]]]
    label: Callable[[str], str]
    prove: Callable[[str, Collection[int], date], Mapping[int, Proof]]


_provers: dict[str, Prover] = {}


def register_prover(prover: Prover) -> None:
    """Make a prover known; from an app's ``ready``. Raises ValueError for a prefix that is already used."""
    if _provers.setdefault(prover.prefix, prover) is not prover:
        raise ValueError(f"requirements {prover.prefix} are proved twice")


def offers(unit_ids: Collection[int]) -> list[Offer]:
    """Everything that these units can require, by kind. Takes no actor: the caller chose the units by its own right."""
    return [
        Offer(f"{prover.prefix}:{rest}", f"{prover.kind}{label}")
        for prover in _provers.values()
        for rest, label in prover.offers(unit_ids)
    ]


def label(key: str) -> str:
    """What a requirement is called; "" for one that nobody proves any more."""
    prover, rest = _prover(key)
    found = prover.label(rest) if prover else ""
    return f"{prover.kind}{found}" if prover and found else ""


def proofs(key: str, person_ids: Collection[int], on: date) -> Mapping[int, Proof]:
    """Who of these people meets a requirement on a day, by id; nobody, for one that nobody proves any more."""
    prover, rest = _prover(key)
    return prover.prove(rest, person_ids, on) if prover else {}


def _prover(key: str) -> tuple[Prover | None, str]:
    prefix, _colon, rest = key.partition(":")
    return _provers.get(prefix), rest
