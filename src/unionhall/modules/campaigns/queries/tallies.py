"""Who has reached which task of a campaign, counted for a unit and for all directly below it.

Where many are asked it takes a while: the ticker keeps what it counted (``actions.tallying``), and pages read that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from time import perf_counter
from typing import Any

from django.core.cache import cache

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.facts.books import placed
from unionhall.kernel.facts.cells import places_of
from unionhall.kernel.facts.declare import Kind, Measure, measures, split
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.facts.summaries import run
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns.models import Campaign, Enrolment, Task, TaskTally
from unionhall.modules.campaigns.procedure import EXCUSED
from unionhall.modules.membership import api as membership

MOST_LIVE = 500  # asked units whose tasks are counted anew for every page
KEPT, TIMES = 300, 100  # seconds that a count is good for at most; and no more than so many times what counting took
LONG = 0.02  # seconds of counting that a page bears itself
OLDEST = timedelta(hours=1)  # what the ticker counted is used so long; then it does not run, and pages count themselves


@dataclass(frozen=True, slots=True)
class Counted:
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

    def as_json(self) -> dict[str, Any]:
        """To be kept."""
        return {
            "day": self.day.isoformat(),
            "asked": self.asked,
            "excused": self.excused,
            "done": self.done,
            "alone": self.alone,
        }

    @classmethod
    def of(cls, kept: dict[str, Any], at: datetime) -> Counted:
        """As it was kept: JSON has no numbers for keys."""
        done = {int(task): _by_id(units) for task, units in kept["done"].items()}
        asked, excused, alone = (_by_id(kept[name]) for name in ("asked", "excused", "alone"))
        return cls(date.fromisoformat(kept["day"]), asked, excused, done, alone, at)


def _by_id(kept: dict[str, int]) -> dict[int, int]:
    return {int(pk): number for pk, number in kept.items()}


def counted(campaign: Campaign, reckoning: Reckoning, unit: Unit, tasks: Sequence[Task]) -> Counted:
    """Counted now, or where many are asked a while ago. It is nobody's own, so it is kept for all."""
    what = same(campaign, reckoning, unit, tasks)
    for told, at, took in _KEPT.all(campaign=campaign.pk, unit=unit.pk, what=what):
        if took > LONG and (reckoning.settled is not None or clock.now() - at < OLDEST):
            return replace(Counted.of(told, at), day=day_of(reckoning))
    key = f"tasks:{what}:{day_of(reckoning)}"
    known: Counted | None = cache.get(key)
    if known is not None:
        return known
    began = perf_counter()
    tally = Tally(campaign, reckoning, unit, tasks)
    if len(tally.places) <= MOST_LIVE:
        return tally.counted()
    found = tally.counted(clock.now())
    cache.set(key, found, min(KEPT, TIMES * (perf_counter() - began)))
    return found


def same(campaign: Campaign, reckoning: Reckoning, unit: Unit, tasks: Sequence[Task]) -> str:
    """What is counted, as a word: as long as it is the same, an older count tells of the same tasks."""
    what = [(task.pk, task.measure, task.target, task.number) for task in tasks]
    state = reckoning.pk, reckoning.edition, reckoning.closed, reckoning.settled
    return sha256(repr((campaign.pk, unit.pk, state, what)).encode()).hexdigest()


_KEPT: Select[tuple[dict[str, Any], datetime, float]] = Select(
    lambda campaign, unit, what: TaskTally.objects.filter(campaign_id=campaign, unit_id=unit, what=what).values_list(
        "counted", "at", "took"
    ),
    campaign=int,
    unit=int,
    what=str,
)


class Tally:
    """Who is asked below a unit and who of them has reached which task."""

    def __init__(self, campaign: Campaign, reckoning: Reckoning, unit: Unit, tasks: Sequence[Task]) -> None:
        self.unit, self.tasks = unit, tasks
        self.day = day_of(reckoning)
        self.tops = places_of(unit)
        self.places = asked_places(reckoning, self.tops)
        excused = [pk for (pk,) in _EXCUSED.all(campaign=campaign.pk)]
        standing = org_queries.paths_of(excused) if excused else {}
        self.excused_places = {pk: path for pk, path in standing.items() if _is_under(self.tops, path)}
        self.values = _values(reckoning, self.tops, self.places, tasks, self.day)
        self.members: Mapping[int, int] = {}
        if any(task.target == Task.Target.SHARE for task in tasks):
            self.members = membership.member_counts(self.places, None if self.day == clock.today() else self.day)

    def counted(self, at: datetime | None = None) -> Counted:
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
        return Counted(self.day, dict(asked), dict(excused), {pk: dict(n) for pk, n in done.items()}, alone, at)

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


def asked_places(reckoning: Reckoning, tops: Sequence[str]) -> dict[int, str]:
    """Where the units stand that are asked at ``tops`` and below, by their ids."""
    where, values = _ranges("path", tops)
    sql = f"SELECT path FROM facts_asked WHERE reckoning_id = %s AND until IS NULL AND ({where}) ORDER BY id"  # noqa: S608 -- marks
    return {paths.unit_id(path): path for (path,) in run(sql, [reckoning.pk, *values])}


def day_of(reckoning: Reckoning) -> date:
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
