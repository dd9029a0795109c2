"""How far units are with a campaign's tasks: for one unit and for all directly below it, counted in bulk.

A task is counted per asked unit: who has reached it, and "n of m units done" for everybody above. What a unit did
counts wholly for it, wherever in the tree it did so; units are listed where they are asked, as everywhere in figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256
from time import perf_counter

from django.core.cache import cache

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.books import placed
from unionhall.kernel.facts.cells import places_of
from unionhall.kernel.facts.declare import Kind, Measure, measures, split
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.facts.summaries import run
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Campaign, Enrolment, Task
from unionhall.modules.campaigns.procedure import EXCUSED
from unionhall.modules.membership import api as membership

MOST_LIVE = 500  # asked units whose tasks are counted anew for every page
KEPT, TIMES = 300, 100  # seconds at most; and no more than so many times what counting took


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

    ``told``: ``facts.page`` of the tasks' measures, where the page has it already. Where more than ``MOST_LIVE`` units
    are asked, who has done what was counted a while ago, and ``at`` says when: a hundred times as long as counting
    takes, at most ``KEPT``. A district's is live to a second or two; among thirty thousand units it may be minutes.
    Raises Denied where figures may not be read.
    """
    by.must(FactsPermission.FIGURES_READ, at=org_queries.path_of(unit))
    tasks, reckoning = tasks_of(campaign, unit), campaign.reckoning
    if not tasks or reckoning is None:
        return TaskStates([])
    totals, below = told or facts.page(by, sorted({task.measure for task in tasks}), unit, reckoning)
    counted = _counted(campaign, reckoning, unit, tasks)
    own = [counted.state(task, unit.pk, totals[task.measure]) for task in tasks]
    by_child = {
        child.pk: [counted.state(task, child.pk, found[task.measure]) for task in tasks]
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
    tally = _Tally(campaign, campaign.reckoning, unit, tasks)
    left = {pk: [task for task in tasks if not tally.is_reached(task, pk)] for pk in tally.places}
    return {pk: some for pk, some in left.items() if some}


@dataclass(frozen=True, slots=True)
class _Counted:
    """How many are asked, excused and done with each task, at the unit of a page and at those directly below, by id."""

    day: date
    asked: Mapping[int, int]
    excused: Mapping[int, int]
    done: Mapping[int, Mapping[int, int]]  # task → unit → units
    alone: Mapping[int, int]  # units that are all that is asked there → their members
    at: datetime | None = None

    def knows(self, unit_id: int) -> bool:
        """Whether anybody was asked there."""
        return bool(self.asked.get(unit_id) or self.excused.get(unit_id))

    def state(self, task: Task, unit_id: int, figure: facts.Figure) -> TaskState:
        """One task at the unit of the page or at one directly below."""
        done, asked = self.done.get(task.pk, {}).get(unit_id, 0), self.asked.get(unit_id, 0)
        if not asked:
            standing = Standing.EXCUSED
        elif done == asked:
            standing = Standing.DONE
        else:
            standing = Standing.LATE if self.day > task.due else Standing.OPEN
        required = task.required(self.alone[unit_id]) if unit_id in self.alone else None
        return TaskState(task, figure, standing, done, asked, self.excused.get(unit_id, 0), required)


def _counted(campaign: Campaign, reckoning: Reckoning, unit: Unit, tasks: Sequence[Task]) -> _Counted:
    """Counted now, or where many are asked a while ago. It is nobody's own, so it is kept for all."""
    what = [(task.pk, task.measure, task.target, task.number) for task in tasks]
    state = reckoning.pk, reckoning.edition, reckoning.closed, reckoning.settled, _day(reckoning)
    key = f"tasks:{sha256(repr((campaign.pk, unit.pk, state, what)).encode()).hexdigest()}"
    kept: _Counted | None = cache.get(key)
    if kept is not None:
        return kept
    began = perf_counter()
    tally = _Tally(campaign, reckoning, unit, tasks)
    if len(tally.places) <= MOST_LIVE:
        return tally.counted()
    counted = tally.counted(clock.now())
    cache.set(key, counted, min(KEPT, TIMES * (perf_counter() - began)))
    return counted


class _Tally:
    """Who is asked below a unit and who of them has reached which task."""

    def __init__(self, campaign: Campaign, reckoning: Reckoning, unit: Unit, tasks: Sequence[Task]) -> None:
        self.unit, self.tasks = unit, tasks
        self.day = _day(reckoning)
        self.tops = places_of(unit)
        self.places = _asked(reckoning, self.tops)
        excused = [pk for (pk,) in _EXCUSED.all(campaign=campaign.pk)]
        standing = org_queries.paths_of(excused) if excused else {}
        self.excused_places = {pk: path for pk, path in standing.items() if _is_under(self.tops, path)}
        self.values = _values(reckoning, self.tops, self.places, tasks, self.day)
        self.members: Mapping[int, int] = {}
        if any(task.target == Task.Target.SHARE for task in tasks):
            self.members = membership.member_counts(self.places, None if self.day == clock.today() else self.day)

    def counted(self, at: datetime | None = None) -> _Counted:
        """All of it by the units of the page: the one it is about, and those directly below."""
        asked, excused = Counter[int](), Counter[int]()
        done: dict[int, Counter[int]] = {task.pk: Counter() for task in self.tasks}
        for unit_id, path in self.places.items():
            here = self._places(path)
            asked.update(here)
            for task in self.tasks:
                if self.is_reached(task, unit_id):
                    done[task.pk].update(here)
        for path in self.excused_places.values():
            excused.update(self._places(path))
        itself = [pk for pk in {*asked, *excused} if pk in self.places or pk in self.excused_places]
        alone = {pk: self.members.get(pk, 0) for pk in itself if asked[pk] + excused[pk] == 1}
        return _Counted(self.day, dict(asked), dict(excused), {pk: dict(n) for pk, n in done.items()}, alone, at)

    def is_reached(self, task: Task, unit_id: int) -> bool:
        """Whether an asked unit has reached a task by its own figures."""
        return task.is_reached(self.values.get((task.measure, unit_id)), self.members.get(unit_id, 0))

    def _places(self, path: str) -> tuple[int, ...]:
        """The units of the page that a path belongs to: the one it is about, and the one directly below."""
        top = next(top for top in self.tops if paths.covers(top, path))
        if path == top:
            return (self.unit.pk,)
        return self.unit.pk, paths.unit_id(path[: len(top) + paths.SEGMENT])


_EXCUSED: Select[tuple[int]] = Select(
    lambda campaign: Enrolment.objects.filter(campaign_id=campaign, state=EXCUSED).order_by().values_list("unit_id"),
    campaign=int,
)


def _asked(reckoning: Reckoning, tops: Sequence[str]) -> dict[int, str]:
    """Where the units stand that are asked at ``tops`` and below, by their ids."""
    where, values = _ranges("path", tops)
    sql = f"SELECT path FROM facts_asked WHERE reckoning_id = %s AND until IS NULL AND ({where}) ORDER BY id"  # noqa: S608 -- marks
    return {paths.unit_id(path): path for (path,) in run(sql, [reckoning.pk, *values])}


def _day(reckoning: Reckoning) -> date:
    """Today, or the day on which the reckoning was closed: afterwards nothing changes."""
    if reckoning.closed is None:
        return clock.today()
    return reckoning.closed.astimezone(clock.now().tzinfo).date()


def _values(
    reckoning: Reckoning, tops: Sequence[str], asked: Mapping[int, str], tasks: Sequence[Task], day: date
) -> dict[tuple[str, int], int]:
    """What each asked unit has itself come to, by (term, unit id); what is missing has reported nothing."""
    terms = {split(task.measure): task.measure for task in tasks}
    values: dict[tuple[str, int], int] = {}
    for key, _slice in terms:
        if measures[key].kind is Kind.GAUGE:
            computed = _gauge(measures[key], list(asked.values()), day)
            values |= {(key, paths.unit_id(path)): value for path, value in computed.items()}
    for path, term, value in _rows(reckoning, tops, asked, terms):
        at = (term, paths.unit_id(path))
        values[at] = values.get(at, 0) + value
    return values


def _gauge(measure: Measure, places: list[str], day: date) -> dict[str, int]:
    if measure.compute_many is not None:
        return dict(measure.compute_many(places, day))
    return {place: measure.compute(place, day) for place in places} if measure.compute else {}


def _elsewhere(reckoning: Reckoning, tops: Sequence[str], asked: Mapping[int, str]) -> list[str]:
    """Wherever else those stand or stood that are asked at ``tops`` and below: what they did is theirs."""
    if len(asked) <= MOST_LIVE:
        return sorted({path for _unit, path in placed(asked) if not _is_under(tops, path)})
    here, values = _ranges("a.path", tops)
    there, excluded = _ranges("e.path", tops)
    rows = run(
        "SELECT DISTINCT e.path FROM facts_asked a JOIN org_placement p ON p.id = a.placement_id"  # noqa: S608 -- marks
        " JOIN org_placement e ON e.unit_id = p.unit_id"
        f" WHERE a.reckoning_id = %s AND a.until IS NULL AND ({here}) AND NOT ({there})",
        [reckoning.pk, *values, *excluded],
    )
    return [path for (path,) in rows]


_OWN = (
    ("fact", Kind.ADDITIVE, "slice, SUM(value)", "path, measure, slice"),
    ("presence", Kind.DISTINCT, "'', COUNT(*)", "path, measure"),
)


def _rows(
    reckoning: Reckoning, tops: Sequence[str], asked: Mapping[int, str], terms: Mapping[tuple[str, str], str]
) -> Iterator[tuple[str, str, int]]:
    """(path, term, value) of every unit's own part: live, or from the snapshots of a closed reckoning."""
    keys = {kind: sorted({key for key, _part in terms if measures[key].kind is kind}) for kind in Kind}
    stored = keys[Kind.ADDITIVE] + keys[Kind.DISTINCT]
    if not stored:
        return
    where, values = _ranges("path", tops)
    if elsewhere := _elsewhere(reckoning, tops, asked):
        where, values = f"{where} OR path IN ({_marks(elsewhere)})", [*values, *elsewhere]
    if reckoning.settled is not None:
        sql = (
            "SELECT path, measure, slice, own FROM facts_snapshot WHERE reckoning_id = %s AND edition = %s"  # noqa: S608 -- marks
            f" AND measure IN ({_marks(stored)}) AND NOT (own = 0 AND value > 0) AND ({where})"
        )
        for path, key, part, own in run(sql, [reckoning.pk, reckoning.edition, *stored, *values]):
            if (key, part) in terms:
                yield path, terms[key, part], own
        return
    for table, kind, total in (
        ("fact", Kind.ADDITIVE, "slice, SUM(value)"),
        ("presence", Kind.DISTINCT, "'', COUNT(*)"),
    ):
        if not keys[kind]:
            continue
        groups = "path, measure, slice" if table == "fact" else "path, measure"
        sql = (
            f"SELECT path, measure, {total} FROM facts_{table} WHERE reckoning_id = %s AND NOT is_late"  # noqa: S608 -- ours
            f" AND measure IN ({_marks(keys[kind])}) AND ({where}) GROUP BY {groups}"
        )
        for path, key, part, value in run(sql, [reckoning.pk, *keys[kind], *values]):
            yield from ((path, terms[key, each], int(value)) for each in {part, ""} if (key, each) in terms)


def _ranges(column: str, tops: Sequence[str]) -> tuple[str, list[str]]:
    """The condition that a path column is at one of ``tops`` or below it, and its values."""
    values = [value for top in tops for value in (top, paths.end(top))]
    return " OR ".join([f"({column} >= %s AND {column} < %s)"] * len(tops)), values


def _marks(values: Sequence[str]) -> str:
    return ",".join(["%s"] * len(values))


def _is_under(tops: Sequence[str], path: str) -> bool:
    return any(paths.covers(top, path) for top in tops)
