"""What goes over when unions are merged or split, and who takes care of it: declared here, answered from above.

A merger and a split are the same thing seen from two sides: from a day on, people, unions below and open work *go over*
from one unit to another. Whoever keeps something at units registers a ``Part``: what it will do (the preview), why it
may not be done, and the doing itself, inside the one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Actor, Reason
from unionhall.kernel.org.models import Unit


class Section(StrEnum):
    """The four questions of a preview."""

    PEOPLE = "people"
    RIGHTS = "rights"
    WORK = "work"
    FIGURES = "figures"

    @property
    def label(self) -> str | Promise:
        """What the page calls it."""
        return _LABELS[self]


_LABELS = {
    Section.PEOPLE: _("人和下级"),
    Section.RIGHTS: _("职务和权限"),
    Section.WORK: _("没办完的事"),
    Section.FIGURES: _("统计"),
}


@dataclass(frozen=True, slots=True)
class Going:
    """What goes over from ``source`` to ``target``.

    ``is_whole``: everything, and the source ends (a merger). Otherwise the source stands on, and only ``children``
    (units directly under it) and ``person_ids`` (of its members) go (a split).
    """

    source: Unit
    target: Unit  # not saved yet in the preview of a unit that is to be founded
    is_whole: bool
    children: tuple[Unit, ...] = ()
    person_ids: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Regrouping:
    """One merger or split, from ``on`` on. ``carried``: appointments whose holders keep their office at the target."""

    goings: tuple[Going, ...]
    on: date
    reason: str = ""
    carried: frozenset[int] = frozenset()

    @property
    def ending(self) -> list[Going]:
        """Those whose source ends."""
        return [going for going in self.goings if going.is_whole]


@dataclass(frozen=True, slots=True)
class Effect:
    """One line of a preview: of what how many, and what becomes of it."""

    section: Section
    label: str
    count: int
    text: str


def _nothing(regrouping: Regrouping) -> None:
    return None


def _no_reasons(regrouping: Regrouping) -> list[Reason]:
    return []


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody who keeps something at units. ``prepare`` runs before the transaction, ``act`` inside it."""

    key: str
    effects: Callable[[Actor, Regrouping], list[Effect]]
    act: Callable[[Actor, Regrouping, Any], None] | None = None
    prepare: Callable[[Regrouping], Any] = field(default=_nothing)
    why_not: Callable[[Regrouping], list[Reason]] = field(default=_no_reasons)


_parts: dict[str, Part] = {}


def takes_part(part: Part) -> None:
    """Let ``part`` answer whenever units are merged or split. Raises ValueError for a key that is already used."""
    if _parts.setdefault(part.key, part) is not part:
        raise ValueError(f"part {part.key} is declared twice")


def parts() -> list[Part]:
    """Everybody who answers, in the order of registration."""
    return list(_parts.values())
