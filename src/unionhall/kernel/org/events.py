"""What has happened to the tree, announced inside the transaction that did it."""

from dataclasses import dataclass
from datetime import date

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit


@dataclass(frozen=True, slots=True)
class UnitsFounded:
    """New units stand in the tree."""

    by: Actor
    units: tuple[Unit, ...]


@dataclass(frozen=True, slots=True)
class UnitChanged:
    """A unit has another name, number or state."""

    by: Actor
    unit: Unit


@dataclass(frozen=True, slots=True)
class UnitMoved:
    """A unit stands elsewhere, with everything below it.

    ``placements`` maps the placement that ended to the one that began on ``on``, for every unit of the subtree.
    """

    by: Actor
    unit: Unit
    on: date
    was: str
    now: str
    placements: dict[int, int]


@dataclass(frozen=True, slots=True)
class UnitsEnded:
    """A unit and everything below it was dissolved on ``on``."""

    by: Actor
    unit_ids: tuple[int, ...]
    on: date


@dataclass(frozen=True, slots=True)
class UnitsWentOver:
    """Units below one that was merged or split stand under its successor, with everything below them.

    ``placements`` as of ``UnitMoved``, for all of them together.
    """

    by: Actor
    on: date
    placements: dict[int, int]
