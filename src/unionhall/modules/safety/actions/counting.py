"""Counting hazards. What is kept from somebody is in no figure: who knows the other figures would see it in the sum."""

from __future__ import annotations

from collections.abc import Callable

from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.facts.declare import FactRow
from unionhall.kernel.journal.queries import subject_of
from unionhall.modules.safety.facts.hazards import FOUND, GRADED, REPEATED
from unionhall.modules.safety.models import Hazard


def count(by: Actor, hazard: Hazard, row: Callable[[Hazard], FactRow]) -> None:
    """Count a hazard, unless it is kept from somebody. Inside the caller's transaction."""
    if not hazard.is_shielded:
        facts.record(by, [row(hazard)])


def count_no_more(by: Actor, hazard: Hazard, *measures: str) -> None:
    """Take back what was counted of a hazard in these measures, or all. Inside the caller's transaction."""
    facts.withdraw(by, measures or (FOUND, GRADED, REPEATED), [subject_of(hazard)])
