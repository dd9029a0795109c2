"""Counting everything again from the sources, and saying where the books differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from unionhall.kernel.facts import closing, declare, tally
from unionhall.kernel.facts.declare import FactRow, Kind, Measure
from unionhall.kernel.facts.models import Daily, Fact, Presence, Reckoning, Snapshot, Summary
from unionhall.kernel.facts.summaries import Differences, fold_all, lock_folding


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the books differ. ``book``: "fact", "presence", "summary", "units", "daily" or "snapshot".

    ``where`` is a source (facts), a person's id (presences) or a path; ``axis`` a reckoning's id or a month.
    """

    book: str
    measure: str
    slice: str
    where: str
    axis: int | date | None
    is_: int | None  # what the book says; None = no row
    should_be: int | None
    day: date | None = None  # of a summary by day

    @property
    def is_summary(self) -> bool:
        """Whether a repair may put it right."""
        return self.book in ("summary", "units", "daily")

    def __str__(self) -> str:
        values: dict[str, Any] = {
            "where": self.where,
            "measure": self.measure,
            "slice": self.slice,
            "axis": self.axis or "-",
        }
        values["day"] = str(self.day or "-")
        values |= {
            "is": "-" if self.is_ is None else self.is_,
            "should": "-" if self.should_be is None else self.should_be,
        }
        return _SENTENCES[self.book]() % values


_SENTENCES = {
    "fact": lambda: _("%(measure)s %(slice)s：来源%(where)s记为%(is)s，应为%(should)s"),
    "presence": lambda: _("%(measure)s（统计%(axis)s）：%(where)s记为%(is)s，应为%(should)s"),
    "summary": lambda: _("%(measure)s %(slice)s（%(axis)s）：%(where)s的下级合计是%(is)s，应为%(should)s"),
    "units": lambda: _("%(measure)s %(slice)s（%(axis)s）：%(where)s的下级已报单位数是%(is)s，应为%(should)s"),
    "daily": lambda: _("%(measure)s（统计%(axis)s，%(day)s）：%(where)s的下级当天合计是%(is)s，应为%(should)s"),
    "snapshot": lambda: _("%(measure)s %(slice)s（统计%(axis)s）：%(where)s的截止数是%(is)s，应为%(should)s"),
}


def differences() -> list[Difference]:
    """Every difference, of facts from their sources first."""
    found: list[Difference] = []
    fold_all()
    for measure in declare.measures.values():
        if measure.derive is not None:
            found += _from_sources(measure)
    return [*found, *_summaries(), *_daily(), *_snapshots()]


def repair() -> int:
    """Write all summaries that differ anew; returns how many. Facts and snapshots are never touched."""
    fold_all()
    lock_folding()
    wrong = [*_summaries(), *_daily()]
    more = Differences()
    for d in wrong:
        if d.axis is None:
            continue
        if d.day is not None and isinstance(d.axis, int):
            more.by_day[d.where, d.axis, d.measure, d.day] = [(d.should_be or 0) - (d.is_ or 0), 0]
            continue
        book: dict[Any, list[int]] = more.by_month if isinstance(d.axis, date) else more.by_reckoning
        cell = book.setdefault((d.where, d.axis, d.measure, d.slice), [0, 0])
        cell[d.book == "units"] += (d.should_be or 0) - (d.is_ or 0)
    more.write()
    return len(wrong)


def _from_sources(measure: Measure) -> Iterator[Difference]:
    if measure.derive is None:
        return
    rows = measure.derive()
    if measure.kind is Kind.DISTINCT:
        yield from _presences(
            measure, {(row.reckoning_id, row.person_id) for row in rows if not isinstance(row, FactRow)}
        )
        return
    should = {(row.slice, row.source): row.value for row in rows if isinstance(row, FactRow)}
    facts = Fact.objects.filter(measure=measure.key).order_by().values_list("slice", "source")
    has = {(part, source): total for part, source, total in facts.annotate(total=Sum("value")).iterator()}
    late = set(facts.filter(is_late=True))
    for key in sorted(should.keys() | has.keys()):
        is_, wanted = has.get(key), should.get(key)
        taken_back = wanted is None and is_ == 0 and key in late
        if is_ != wanted and not taken_back:
            yield Difference("fact", measure.key, key[0], key[1], None, is_, wanted)


def _presences(measure: Measure, should: set[tuple[int, int]]) -> Iterator[Difference]:
    """A person who withdrew after the closing stays counted, so rows too many matter in open reckonings alone."""
    rows = Presence.objects.filter(measure=measure.key).order_by()
    has = set(rows.values_list("reckoning_id", "person_id"))
    frozen = set(rows.filter(reckoning__closed__isnull=False).values_list("reckoning_id", "person_id"))
    for reckoning_id, person_id in sorted((should - has) | (has - should - frozen)):
        is_here = (reckoning_id, person_id) in has
        yield Difference(
            "presence", measure.key, "", f"people.Person:{person_id}", reckoning_id, int(is_here), int(not is_here)
        )


def _summaries() -> Iterator[Difference]:
    should: dict[tuple[str, int | date, str, str], list[int]] = dict(tally.by_reckoning().below.by_reckoning.items())
    should.update(tally.by_month().below.by_month.items())
    rows = Summary.objects.values_list("path", "reckoning_id", "month", "measure", "slice", "value", "units")
    has = {(p, month or pk, key, part): [value, units] for p, pk, month, key, part, value, units in rows.iterator()}
    for at in sorted(should.keys() | has.keys(), key=str):
        path, axis, key, part = at
        wanted, is_ = should.get(at, [0, 0]), has.get(at, [0, 0])
        for book, column in (("summary", 0), ("units", 1)):
            if wanted[column] != is_[column]:
                yield Difference(book, key, part, path, axis, is_[column], wanted[column])


def _daily() -> Iterator[Difference]:
    should = tally.by_day()
    rows = Daily.objects.values_list("path", "reckoning_id", "measure", "day", "value")
    has = {(path, pk, key, day): value for path, pk, key, day, value in rows.iterator()}
    for at in sorted(should.keys() | has.keys()):
        path, pk, key, day = at
        wanted, is_ = should.get(at, [0, 0])[0], has.get(at, 0)
        if wanted != is_:
            yield Difference("daily", key, "", path, pk, is_, wanted, day)


def _snapshots() -> Iterator[Difference]:
    for reckoning in Reckoning.objects.filter(settled__isnull=False):
        should = closing.totals(reckoning)
        rows = Snapshot.objects.filter(reckoning=reckoning, edition=reckoning.edition).exclude(measure="")
        found = rows.values_list("path", "measure", "slice", "value", "own", "units")
        has = {(path, key, part): (value, own, units) for path, key, part, value, own, units in found.iterator()}
        for at in sorted(should.keys() | has.keys()):
            if should.get(at) != has.get(at):
                is_, wanted = has.get(at), should.get(at)
                yield Difference("snapshot", at[1], at[2], at[0], reckoning.pk, is_ and is_[0], wanted and wanted[0])
