"""How far units are with a campaign's tasks: for one unit and for all directly below it, counted in bulk.

A task is counted per asked unit: who has reached it, and "n of m units done" for everybody above. What a unit did
counts wholly for it, wherever in the tree it did so; units are listed where they are asked, as everywhere in figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure, measures, split
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Campaign, Task
from unionhall.modules.campaigns.queries import tallies
from unionhall.modules.campaigns.queries.tallies import Counted, Tally


class Standing(StrEnum):
    """Where a unit, or everybody below it, stands with a task."""

    DONE = "done"
    OPEN = "open"  # not done, and there is time
    LATE = "late"  # not done, and the day is over
    EXCUSED = "excused"  # need not


@dataclass(frozen=True, slots=True)
class TaskState:
    """One task at one unit with everything below it.

    ``figure`` is the measure's own figure there, the same as on every other page (None value: nothing has come).
    ``required`` is what a unit that is asked itself has to reach; None for those above, where ``done`` of ``asked``
    units is what counts. ``excused`` more units need not.
    """

    task: Task
    figure: facts.Figure
    standing: Standing
    done: int
    asked: int
    excused: int = 0
    required: int | None = None

    @property
    def measure(self) -> Measure:
        """What it is counted in."""
        return measures[self.figure.measure]

    @property
    def is_reported(self) -> bool:
        """Whether its figure is what unions said, and not counted from records."""
        return self.measure.is_reported


@dataclass(frozen=True, slots=True)
class TaskStates:
    """The tasks of one page: of the unit itself, and by the id of every unit directly below it."""

    own: list[TaskState]
    by_child: dict[int, list[TaskState]] = field(default_factory=dict)
    at: datetime | None = None  # when it was counted, if not just now


def measures_for_tasks() -> list[Measure]:
    """The measures a task may name: countable for one unit, and no result of people who would be made out by it."""
    return [one for one in measures.values() if one.kind is not Kind.RATIO and not one.is_result]


def tasks_of(campaign: Campaign, unit: Unit | None = None) -> list[Task]:
    """What a campaign asks of everybody, or of ``unit``: also what unions between have added for their part."""
    setters = [campaign.unit_id] if unit is None else paths.unit_ids(org_queries.path_of(unit))
    found = _TASKS.all(campaign=campaign.pk)
    return [task for task in found if task.unit_id in setters and split(task.measure)[0] in measures]


_TASKS: Select[Task] = Select(
    lambda campaign: Task.objects.filter(campaign_id=campaign).select_related("unit").order_by("pk"), campaign=int
)


Told = tuple[Mapping[str, facts.Figure], Sequence[tuple[Unit, Mapping[str, facts.Figure]]]]


def task_states(by: Actor, campaign: Campaign, unit: Unit, told: Told | None = None) -> TaskStates:
    """Every task at ``unit`` and at the units directly below it. A fixed number of queries.

    ``told``: ``facts.page`` of the tasks' measures, where the page has it already. Where more than
    ``tallies.MOST_LIVE`` units are asked, who has done what was counted a while ago, and ``at`` says when. A district's
    is live to a second or two; among thirty thousand units the ticker counts, and it may be minutes.
    Raises Denied where figures may not be read.
    """
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))
    tasks, reckoning = tasks_of(campaign, unit), campaign.reckoning
    if not tasks or reckoning is None:
        return TaskStates([])
    totals, below = told or facts.page(by, sorted({task.measure for task in tasks}), unit, reckoning)
    counted = tallies.counted(campaign, reckoning, unit, tasks)
    own = [_state(counted, task, unit.pk, totals[task.measure]) for task in tasks]
    by_child = {
        child.pk: [_state(counted, task, child.pk, found[task.measure]) for task in tasks]
        for child, found in below
        if counted.knows(child.pk)
    }
    return TaskStates(own, by_child, counted.at)


def undone(by: Actor, campaign: Campaign, unit: Unit) -> dict[int, list[Task]]:
    """What each asked unit at or below ``unit`` has not reached yet, by its id. Raises Denied as ``task_states``."""
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))
    tasks = tasks_of(campaign, unit)
    if not tasks or campaign.reckoning is None:
        return {}
    tally = Tally(campaign, campaign.reckoning, unit, tasks)
    left = {pk: [task for task in tasks if not tally.is_reached(task, pk)] for pk in tally.places}
    return {pk: some for pk, some in left.items() if some}


def _state(counted: Counted, task: Task, unit_id: int, figure: facts.Figure) -> TaskState:
    """One task at the unit of the page or at one directly below."""
    done, asked = counted.done.get(task.pk, {}).get(unit_id, 0), counted.asked.get(unit_id, 0)
    if not asked:
        standing = Standing.EXCUSED
    elif done == asked:
        standing = Standing.DONE
    else:
        standing = Standing.LATE if counted.day > task.due else Standing.OPEN
    required = task.required(counted.alone[unit_id]) if unit_id in counted.alone else None
    return TaskState(task, figure, standing, done, asked, counted.excused.get(unit_id, 0), required)
