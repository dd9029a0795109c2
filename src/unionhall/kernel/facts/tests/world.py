"""A small world for counting: a kind of unit that may stand under itself, a few measures, and a book kept beside.

``Book`` does every act in the database and in plain Python; what the two say must always agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import actor, clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Permission, Refused
from unionhall.kernel.facts import actions, declare
from unionhall.kernel.facts.declare import DISTINCT, RATIO, FactRow, Measure, PresenceRow, Slice
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import declare as org_declare
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.people.models import Person

SYSTEM = Actor.system("test")
BEGAN = date(2026, 1, 1)
KIND = "tried_union"


class TriedPermission(Permission):
    """Who may know the people behind the tried measures."""

    NAMES = "tried.names", _("看名单")


ACTS = Measure("tried.acts", "办的事", "件", slices=(Slice("in_time", "按时"), Slice("late", "逾期")))
PAPERS = Measure("tried.papers", "答卷", "份", names_permission=TriedPermission.NAMES)
PEOPLE = Measure("tried.people", "参加人数", "人", DISTINCT, names_permission=TriedPermission.NAMES)
PASSED = Measure("tried.passed", "合格", "份", is_result=True, base=PAPERS.key, names_permission=TriedPermission.NAMES)
RATE = Measure("tried.rate", "合格率", "%", RATIO, over=(PASSED.key, PAPERS.key), is_result=True)
ALL = (ACTS, PAPERS, PEOPLE, PASSED, RATE)


@contextmanager
def declared(*measures: Measure) -> Iterator[None]:
    """The kind and these measures alone are known inside the block, and no longer after it."""
    others = dict(declare._measures)
    declare._measures.clear()
    org_declare.register_kinds(org_declare.UnitKind(KIND, "工会", children=(KIND,), can_be_top=True))
    actor.register_permissions(TriedPermission)
    declare.register_measures(*measures)
    try:
        yield
    finally:
        org_declare._kinds.pop(KIND)
        for member in TriedPermission:
            actor._known.pop(member.value)
        declare._measures.clear()
        declare._measures.update(others)


@contextmanager
def rolled_back() -> Iterator[None]:
    """Nothing of the block stays in the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def at_noon(day: date) -> Iterator[None]:
    """It is noon of ``day``."""
    with clock.set_to(datetime.combine(day, time(12), ZoneInfo("Asia/Shanghai"))):
        yield


def found(parents: Sequence[int | None], on: date = BEGAN) -> list[Unit]:
    """Units by the number of their parent: ``[None, 0, 0, 1]``."""
    units: list[Unit] = []
    with at_noon(on):
        for number, parent in enumerate(parents):
            above = None if parent is None else units[parent]
            units.append(org.found(SYSTEM, name=f"工会{number}", kind=KIND, parent=above, code=f"T{number:03}"))
    return units


def people(number: int) -> list[Person]:
    """Persons called by number."""
    return [
        Person.objects.create(name=f"人{n}", name_key=f"人{n}", created=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")))
        for n in range(number)
    ]


def reckoning(units: Sequence[Unit], asked: Sequence[Unit], key: str = "tried:1") -> Reckoning:
    """A reckoning asked by the first unit."""
    placements = Placement.objects.open().filter(unit__in=asked)
    with at_noon(BEGAN):
        return actions.open_reckoning(SYSTEM, key, "试一试", units[0], BEGAN, date(2026, 12, 31), placements)


@dataclass
class Entry:
    """A fact, or a presence of one person, as the book has it."""

    number: int
    path: str
    day: date
    reckoning: int | None
    value: int | None


@dataclass
class Book:
    """Acts done in the database, and the plain truth about them."""

    units: list[Unit]
    persons: list[Person]
    reckonings: list[Reckoning]
    day: date = BEGAN
    facts: dict[tuple[str, str, str], Entry] = field(default_factory=dict)
    presences: dict[tuple[int, int], Entry] = field(default_factory=dict)
    # the same as if nothing were ever closed; value None: taken back after the closing that counted it
    open_facts: dict[tuple[str, str, str], Entry] = field(default_factory=dict)
    open_presences: dict[tuple[int, int], Entry] = field(default_factory=dict)
    acts: int = 0  # of people taking part
    closed: set[int] = field(default_factory=set)
    written: int = 0

    def do(self, act: str, one: int, other: int, number: int) -> None:
        """One act, chosen by name and three numbers."""
        with at_noon(self.day):
            getattr(self, act)(one, other, number)

    def tomorrow(self, one: int, _other: int, _number: int) -> None:
        self.day += timedelta(days=1 + one % 20)

    def move(self, one: int, other: int, _number: int) -> None:
        with suppress(Refused, Placement.DoesNotExist):
            unit, to = self._unit(one), self._unit(other)
            org.move(SYSTEM, unit, to=to, on=self.day, reason="试一试")

    def end(self, one: int, _other: int, number: int) -> None:
        if number % 3 == 0 and one % len(self.units):
            with suppress(Refused, Placement.DoesNotExist):
                org.end(SYSTEM, self._unit(one), on=self.day, reason="试一试")

    def record(self, one: int, other: int, number: int) -> None:
        slice = ("in_time", "late")[other % 2]
        reckoning = (*self.reckonings, None)[other % (len(self.reckonings) + 1)]
        rows = [
            self._row(ACTS.key, one, f"t.Act:{other % 7}", number, slice, reckoning),
            self._row(PAPERS.key, one, f"t.Sheet:{other % 5}", number % 4, "", reckoning),
        ]
        actions.record(SYSTEM, rows)
        for row in rows:
            self._note(row)

    def _row(self, key: str, unit: int, source: str, value: int, slice: str, reckoning: Reckoning | None) -> FactRow:
        asked = reckoning.pk if reckoning else None
        return FactRow(key, self._unit(unit).pk, self.day, value, source, asked, slice)

    def _note(self, row: FactRow) -> None:
        key = (row.measure, row.slice, row.source)
        if key in self.open_facts:
            self.open_facts[key].value = row.value
        else:
            path = org_queries.path_of(Unit(pk=row.unit_id))
            self.open_facts[key] = Entry(self._next(), path, row.day, row.reckoning_id, row.value)
        known = self.facts.get(key)
        if known is not None and known.reckoning not in self.closed:
            known.value = row.value
        elif known is None and row.reckoning_id not in self.closed:
            path = org_queries.path_of(Unit(pk=row.unit_id))
            self.facts[key] = Entry(self._next(), path, row.day, row.reckoning_id, row.value)

    def _next(self) -> int:
        self.written += 1
        return self.written

    def withdraw(self, one: int, other: int, _number: int) -> None:
        measure, source = ((ACTS.key, f"t.Act:{other % 7}"), (PAPERS.key, f"t.Sheet:{other % 5}"))[one % 2]
        actions.withdraw(SYSTEM, measure, [source])
        for key in [key for key in self.open_facts if key[0] == measure and key[2] == source]:
            if key in self.facts and self.facts[key].reckoning in self.closed:
                self.open_facts[key].value = None
                continue
            del self.open_facts[key]
            self.facts.pop(key, None)

    def attend(self, one: int, other: int, number: int) -> None:
        person = self.persons[other % len(self.persons)]
        reckoning = self.reckonings[number % len(self.reckonings)]
        row = PresenceRow(PEOPLE.key, reckoning.pk, person.pk, self._unit(one).pk, self.day, f"t.Act:{number}")
        actions.mark_present(SYSTEM, [row])
        at = org_queries.path_of(self._unit(one))
        self.open_presences.setdefault((reckoning.pk, person.pk), Entry(self._next(), at, self.day, reckoning.pk, 1))
        if reckoning.pk not in self.closed:
            self.acts += 1
            path = org_queries.path_of(self._unit(one))
            self.presences.setdefault((reckoning.pk, person.pk), Entry(self._next(), path, self.day, reckoning.pk, 1))

    def reopen(self, one: int, _other: int, _number: int) -> None:
        pk = self.reckonings[one % len(self.reckonings)].pk
        if pk not in self.closed:
            return
        actions.reopen(SYSTEM, Reckoning.objects.get(pk=pk), reason="试一试")
        self.closed.discard(pk)
        kept = {key: entry for key, entry in self.facts.items() if entry.reckoning != pk}
        self.open_facts = {k: e for k, e in self.open_facts.items() if e.reckoning != pk or e.value is not None}
        self.facts = kept | {k: replace(e) for k, e in self.open_facts.items() if e.reckoning == pk}
        self.presences |= {at: replace(e) for at, e in self.open_presences.items() if at[0] == pk}

    def close(self, one: int, _other: int, number: int) -> None:
        if number % 4 == 0:
            reckoning = self.reckonings[one % len(self.reckonings)]
            actions.close(SYSTEM, reckoning, reason="试一试")
            self.closed.add(reckoning.pk)

    def _unit(self, number: int) -> Unit:
        unit = self.units[number % len(self.units)]
        unit.refresh_from_db()
        return unit

    def counted(
        self, key: str, places: Sequence[str], *, slice: str = "", on: date = date.max, **axis: Any
    ) -> tuple[int, int]:
        """Value and n of a measure at some places and below them, by reckoning=pk or month=first day; by day ``on``."""
        entries = [entry for entry in self._entries(key, slice, **axis) if entry.day <= on]
        first: dict[int, Entry] = {}
        for entry in sorted(entries, key=lambda each: each.number):
            first.setdefault(paths.unit_id(entry.path), entry)
        value = sum(entry.value or 0 for entry in entries if _under(entry.path, places))
        return value, sum(_under(entry.path, places) for entry in first.values())

    def own(self, key: str, places: Sequence[str], *, on: date, reckoning: int) -> int:
        """What stands at the very places by day ``on``."""
        entries = self._entries(key, "", reckoning=reckoning)
        return sum(entry.value or 0 for entry in entries if entry.day <= on and entry.path in places)

    def _entries(
        self, key: str, slice: str, reckoning: int | None = None, month: date | None = None
    ) -> Iterator[Entry]:
        if key == PEOPLE.key:
            yield from (entry for (pk, _person), entry in self.presences.items() if pk == reckoning)
            return
        for (measure, part, _source), entry in self.facts.items():
            fits = entry.reckoning == reckoning if reckoning is not None else entry.day.replace(day=1) == month
            if measure == key and fits and slice in ("", part):
                yield entry


def _under(path: str, places: Sequence[str]) -> bool:
    return any(paths.covers(place, path) for place in places)
