"""How far units are with a campaign's tasks: for one unit and for all directly below it, counted in bulk.

A task is counted per asked unit: who has reached it, and "n of m units done" for everybody above. What a unit did
counts wholly for it, wherever in the tree it did so; units are listed where they are asked, as everywhere in figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from django.db.models import Count, Q, QuerySet, Sum

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, Measure, measures, split
from unionhall.kernel.facts.models import Asked, Fact, Presence, Reckoning, Snapshot
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Campaign, Enrolment, Task
from unionhall.modules.campaigns.procedure import EXCUSED
from unionhall.modules.membership import api as membership


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


def task_states(by: Actor, campaign: Campaign, unit: Unit) -> TaskStates:
    """Every task at ``unit`` and at the units directly below it. A fixed number of queries.

    Raises Denied where figures may not be read.
    """
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))
    tasks, reckoning = tasks_of(campaign, unit), campaign.reckoning
    if not tasks or reckoning is None:
        return TaskStates([])
    terms = sorted({task.measure for task in tasks})
    tally = _Tally(campaign, reckoning, unit, tasks)
    totals = facts.figures(by, terms, unit, reckoning)
    own = [tally.state(task, unit.pk, totals[task.measure]) for task in tasks]
    by_child = {
        child.pk: [tally.state(task, child.pk, found[task.measure]) for task in tasks]
        for child, found in facts.by_child(by, terms, unit, reckoning)
        if tally.knows(child.pk)
    }
    return TaskStates(own, by_child)


def undone(by: Actor, campaign: Campaign, unit: Unit) -> dict[int, list[Task]]:
    """What each asked unit at or below ``unit`` has not reached yet, by its id. Raises Denied as ``task_states``."""
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))
    tasks = tasks_of(campaign, unit)
    if not tasks or campaign.reckoning is None:
        return {}
    tally = _Tally(campaign, campaign.reckoning, unit, tasks)
    left = {pk: [task for task in tasks if not tally.is_reached(task, pk)] for pk in tally.places}
    return {pk: some for pk, some in left.items() if some}


class _Tally:
    """Who is asked below a unit and who of them has reached which task, by the unit directly below (or itself)."""

    def __init__(self, campaign: Campaign, reckoning: Reckoning, unit: Unit, tasks: Sequence[Task]) -> None:
        self.unit, self.tasks = unit, tasks
        self.day = _day(reckoning)
        tops = sorted(set(Placement.objects.filter(unit=unit).values_list("path", flat=True)))
        asked = Asked.objects.filter(_under(tops), reckoning=reckoning, until=None)
        self.places = places = dict(asked.order_by("pk").values_list("placement__unit_id", "path"))
        excused = Enrolment.objects.filter(campaign=campaign, state=EXCUSED).values_list("unit_id", flat=True)
        excused_places = {pk: path for pk, path in org_queries.paths_of(excused).items() if _is_under(tops, path)}
        self.asked_itself = {*places, *excused_places}
        self.values = _values(reckoning, tops, asked, tasks, self.day)
        self.members: dict[int, int] = {}
        if any(task.target == Task.Target.SHARE for task in tasks):
            self.members = membership.member_counts(places, None if self.day == clock.today() else self.day)
        self.asked, self.excused = Counter[int](), Counter[int]()
        self.done: dict[int, Counter[int]] = defaultdict(Counter)  # task → units done by place on the page
        for unit_id, path in places.items():
            for place in self._places(tops, path):
                self.asked[place] += 1
                for task in tasks:
                    self.done[task.pk][place] += self.is_reached(task, unit_id)
        for path in excused_places.values():
            self.excused.update(self._places(tops, path))

    def knows(self, unit_id: int) -> bool:
        """Whether anybody was asked there."""
        return bool(self.asked[unit_id] or self.excused[unit_id])

    def state(self, task: Task, unit_id: int, figure: facts.Figure) -> TaskState:
        """One task at the unit of the page or at one directly below."""
        done, asked, excused = self.done[task.pk][unit_id], self.asked[unit_id], self.excused[unit_id]
        if not asked:
            standing = Standing.EXCUSED
        elif done == asked:
            standing = Standing.DONE
        else:
            standing = Standing.LATE if self.day > task.due else Standing.OPEN
        is_alone = asked + excused == 1 and unit_id in self.asked_itself
        required = task.required(self.members.get(unit_id, 0)) if is_alone else None
        return TaskState(task, figure, standing, done, asked, excused, required)

    def is_reached(self, task: Task, unit_id: int) -> bool:
        """Whether an asked unit has reached a task by its own figures."""
        return task.is_reached(self.values.get((task.measure, unit_id)), self.members.get(unit_id, 0))

    def _places(self, tops: Sequence[str], path: str) -> Iterable[int]:
        """The units of the page that a path belongs to: the one it is about, and the one directly below."""
        top = next(top for top in tops if paths.covers(top, path))
        return (self.unit.pk,) if path == top else (self.unit.pk, paths.unit_ids(path)[paths.depth(top)])


def _day(reckoning: Reckoning) -> date:
    """Today, or the day on which the reckoning was closed: afterwards nothing changes."""
    if reckoning.closed is None:
        return clock.today()
    return reckoning.closed.astimezone(clock.now().tzinfo).date()


def _values(
    reckoning: Reckoning, tops: Sequence[str], asked: QuerySet[Asked], tasks: Sequence[Task], day: date
) -> dict[tuple[str, int], int]:
    """What each asked unit has itself come to, by (term, unit id); what is missing has reported nothing."""
    terms = {split(task.measure): task.measure for task in tasks}
    values: dict[tuple[str, int], int] = {}
    gauges = [key for key, _slice in terms if measures[key].kind is Kind.GAUGE]
    if gauges:
        places = dict(asked.values_list("path", "placement__unit_id"))
        for key in gauges:
            computed = _gauge(measures[key], list(places), day)
            values |= {(key, places[path]): value for path, value in computed.items()}
    for path, term, value in _rows(reckoning, _all_places(tops, asked), terms):
        at = (term, paths.unit_id(path))
        values[at] = values.get(at, 0) + value
    return values


def _gauge(measure: Measure, places: list[str], day: date) -> dict[str, int]:
    if measure.compute_many is not None:
        return dict(measure.compute_many(places, day))
    return {place: measure.compute(place, day) for place in places} if measure.compute else {}


def _all_places(tops: Sequence[str], asked: QuerySet[Asked]) -> Q:
    """Below the unit, and wherever else those stand or stood that are asked below it: what they did is theirs."""
    known = Placement.objects.filter(unit_id__in=asked.values("placement__unit_id")).exclude(_under(tops))
    elsewhere = list(known.values_list("path", flat=True))
    return _under(tops) | Q(path__in=elsewhere) if elsewhere else _under(tops)


def _rows(reckoning: Reckoning, where: Q, terms: Mapping[tuple[str, str], str]) -> Iterator[tuple[str, str, int]]:
    """(path, term, value) of every unit's own part: live, or from the snapshots of a closed reckoning."""
    keys = {kind: {key for key, _part in terms if measures[key].kind is kind} for kind in Kind}
    if reckoning.settled is not None:
        stored = keys[Kind.ADDITIVE] | keys[Kind.DISTINCT]
        found = Snapshot.objects.filter(where, reckoning=reckoning, measure__in=stored).exclude(own=0, value__gt=0)
        for path, key, part, own in found.values_list("path", "measure", "slice", "own"):
            if (key, part) in terms:
                yield path, terms[key, part], own
        return
    if keys[Kind.ADDITIVE]:
        live = Fact.objects.filter(where, reckoning=reckoning, measure__in=keys[Kind.ADDITIVE], is_late=False)
        groups = live.order_by().values_list("path", "measure", "slice").annotate(total=Sum("value"))
        for path, key, part, total in groups:
            yield from ((path, terms[key, each], total) for each in {part, ""} if (key, each) in terms)
    if keys[Kind.DISTINCT]:
        present = Presence.objects.filter(where, reckoning=reckoning, measure__in=keys[Kind.DISTINCT], is_late=False)
        for path, key, total in present.order_by().values_list("path", "measure").annotate(total=Count("pk")):
            yield path, terms[key, ""], total


def _under(tops: Sequence[str]) -> Q:
    condition = below(tops[0])
    for top in tops[1:]:
        condition |= below(top)
    return condition


def _is_under(tops: Sequence[str], path: str) -> bool:
    return any(paths.covers(top, path) for top in tops)
