"""What a campaign asks of one grassroots union, in fields and minutes, by a rule that is written down here.

Enrolling: one act, a minute, no field. Sending the link to the group and pinning up the poster: five minutes. A task in
a *reported* measure: its form has four fields and takes two minutes, as often as the target says. A task in a measure
that the system counts: nothing, and it stands among what was spared. Doing the work itself is no burden of reporting.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from unionhall.kernel.facts.declare import measures, split

BASIC_MINUTES = 1 + 5  # to enrol, and to send the link and pin up the poster
ACT_FIELDS, ACT_MINUTES = 4, 2
MOST_TIMES = 10  # a target of 1,200 copies is no 1,200 forms
ASKING = ("上报", "报送", "填报", "报表", "统计表", "汇总表", "报数")


class Asks(Protocol):
    """What of a task is needed: an existing one or one to be set."""

    @property
    def words(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def number(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing that a unit has to type or do, or was spared (``is_known``)."""

    words: str
    fields: int
    minutes: int
    is_known: bool = False


@dataclass(frozen=True, slots=True)
class Burden:
    """All of them, with their sums."""

    asks: Sequence[Ask]

    @property
    def fields(self) -> int:
        """Fields to fill in."""
        return sum(one.fields for one in self.asks)

    @property
    def minutes(self) -> int:
        """Minutes it takes."""
        return sum(one.minutes for one in self.asks)

    @property
    def spared(self) -> list[Ask]:
        """What need not be asked since the figure is known."""
        return [one for one in self.asks if one.is_known]


def burden_of(tasks: Iterable[Asks]) -> Burden:
    """What these tasks ask of one unit for reporting."""
    return Burden([_ask(task) for task in tasks if split(task.measure)[0] in measures])


def figures_known(text: str) -> list[str]:
    """Labels of measures that a text asks to report though the system counts them by itself."""
    if not any(word in text for word in ASKING):
        return []
    return [str(one.label) for one in measures.values() if not one.is_reported and str(one.label) in text]


def _ask(task: Asks) -> Ask:
    key, part = split(task.measure)
    if not measures[key].is_reported:
        return Ask(task.words, 0, 0, is_known=True)
    times = min(max(task.number, 1), MOST_TIMES) if part or key == "campaigns.acts" else 1
    return Ask(task.words, ACT_FIELDS * times, ACT_MINUTES * times)
