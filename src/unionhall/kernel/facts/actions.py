"""Everything that writes facts: reckonings, what is counted for them, their closing, and the repair of summaries.

``record``, ``withdraw`` and ``mark_present`` check no permission and write no journal line: they are called by the
actions of modules, inside their transaction, for something that was permitted and journalled there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import asking, closing, counting, recounting, reopening, withdrawing
from unionhall.kernel.facts.declare import FactRow, PresenceRow
from unionhall.kernel.facts.models import Asked, Reckoning
from unionhall.kernel.facts.permissions import FactsPermission
from unionhall.kernel.facts.recounting import Difference
from unionhall.kernel.facts.summaries import lock_writers
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Placement, Unit

BATCH = 500


def open_reckoning(  # noqa: PLR0917 -- who asks what of whom for which days: read in this order
    by: Actor, key: str, title: str, unit: Unit, since: date, until: date, placements: Iterable[Placement] = ()
) -> Reckoning:
    """Begin to count for something: ``unit`` asks the units at ``placements``, from ``since`` to the last, ``until``.

    ``key`` is "<owner>:<id>", once for all. The calling action has checked that ``by`` may ask.
    Raises Refused if the period ends before it begins.
    """
    if until < since:
        raise Refused(Reason("facts.period", _("结束日期不能早于开始日期")))
    with transaction.atomic():
        reckoning = Reckoning.objects.create(key=key, title=title[:160], unit=unit, since=since, until=until)
        asked = _ask(reckoning, placements)
        journal.write(
            by=by,
            verb="facts.asked",
            unit_id=unit.pk,
            subject=reckoning,
            data={"title": reckoning.title, "units": asked},
        )
    return reckoning


def ask(by: Actor, reckoning: Reckoning, units: Iterable[Unit]) -> int:
    """Ask more units, or units again that were no longer asked, where they stand now; returns how many are new.

    Raises Refused if the reckoning is closed.
    """
    with transaction.atomic():
        _must_be_open(reckoning)
        ids = [unit.pk for unit in units]
        asked = _ask(reckoning, Placement.objects.open().filter(unit_id__in=ids))
        if asked:
            data = {"title": reckoning.title, "units": asked}
            journal.write(by=by, verb="facts.asked", unit_id=reckoning.unit_id, subject=reckoning, data=data)
    return asked


def stop_asking(by: Actor, reckoning: Reckoning, units: Iterable[Unit]) -> int:
    """Ask these units no longer (they were excused, say); returns how many. What they reported goes on counting.

    Raises Refused if the reckoning is closed.
    """
    with transaction.atomic():
        _must_be_open(reckoning)
        asked = Asked.objects.filter(reckoning=reckoning, until=None)
        count = asked.filter(placement__unit_id__in=[unit.pk for unit in units]).update(until=clock.today())
        if count:
            asking.changed([reckoning.pk])
            data = {"title": reckoning.title, "units": count}
            journal.write(by=by, verb="facts.stopped_asking", unit_id=reckoning.unit_id, subject=reckoning, data=data)
    return count


def record(by: Actor, rows: Iterable[FactRow], present: Iterable[PresenceRow] = ()) -> int:
    """Set facts to their values, and add the differences to the summaries of every unit above. A handful of statements.

    ``present``: people to be counted by the same act (see ``mark_present``); returns how many of them were new.

    A fact is found again by (measure, slice, source); it keeps its first place, day and reckoning. Of a closed
    reckoning only a late difference is stored, shown apart. Raises ValueError for a measure that is not additive,
    a slice it does not have, a unit without a place or a reckoning that does not exist, and then stores nothing.
    """
    return counting.record(rows, present)


def withdraw(by: Actor, measure: str | Collection[str], sources: Iterable[str]) -> int:
    """Take back all facts (of a distinct measure: presences) that these sources gave; returns how many.

    Of several measures together, at the cost of one.

    What a closed reckoning has counted stays; a late difference stands beside it.
    """
    return withdrawing.withdraw([measure] if isinstance(measure, str) else measure, sources)


def mark_present(by: Actor, rows: Iterable[PresenceRow]) -> int:
    """Count people once each for their reckoning; the first act wins. Returns how many were new.

    Raises ValueError for a measure that does not count people, a unit without a place or an unknown reckoning.
    """
    return counting.mark_present(rows)


def close(by: Actor, reckoning: Reckoning, *, reason: str = "") -> Reckoning:
    """Sign that it is over: from now on figures are read from snapshots, and whatever comes is late.

    Needs CLOSE at the unit that asks. Raises Refused before the last day is over, unless ``reason`` says why.
    Snapshots are computed after the short transaction that closes, from rows that no longer change; calling it again
    finishes a closing that was interrupted.
    """
    by.must(FactsPermission.CLOSE, at=org_queries.path_of(reckoning.unit))
    with transaction.atomic():
        lock_writers()
        fresh = Reckoning.objects.select_for_update(of=("self",)).get(pk=reckoning.pk)
        if fresh.closed is None:
            if clock.today() <= fresh.until and not reason.strip():
                raise Refused(Reason("early", _("还没到最后一天，要提前截止，写上为什么")))
            fresh.closed = clock.now()
            fresh.save(update_fields=["closed"])
            _write(by, fresh, "facts.closed", reason.strip())
    if fresh.settled is None:
        closing.settle(fresh)
    reckoning.closed, reckoning.settled = fresh.closed, fresh.settled
    return fresh


def reopen(by: Actor, reckoning: Reckoning, *, reason: str) -> Reckoning:
    """Count on after a closing, with everything that came late; its snapshots stay as the former edition.

    Needs CLOSE at the unit that asks. Raises Refused without a reason, and where nothing is closed.
    """
    by.must(FactsPermission.CLOSE, at=org_queries.path_of(reckoning.unit))
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么重新打开，以后看得到")))
    with transaction.atomic():
        lock_writers()
        fresh = Reckoning.objects.select_for_update(of=("self",)).get(pk=reckoning.pk)
        if fresh.settled is None:
            raise Refused(Reason("open", _("还没截止，不用重新打开")))
        late = reopening.reopen(fresh)
        _write(by, fresh, "facts.reopened", reason.strip(), late=late)
    reckoning.refresh_from_db()
    return fresh


def _write(by: Actor, reckoning: Reckoning, verb: str, reason: str, **more: int) -> None:
    data = {"title": reckoning.title, "edition": reckoning.edition, **more}
    journal.write(by=by, verb=verb, unit_id=reckoning.unit_id, subject=reckoning, data=data, reason=reason)


def recount(*, by: Actor | None = None, fix: bool = False) -> list[Difference]:
    """Derive facts from their sources and summaries from facts, and return every difference; none in a sound house.

    ``fix``: repair the summaries (facts and snapshots are the truth and are never touched) and journal it as ``by``.
    Raises ValueError for a repair by nobody.
    """
    if fix and by is None:
        raise ValueError("a repair is done by somebody")
    differences = recounting.differences()
    wrong = [difference for difference in differences if difference.is_summary]
    if fix and wrong and by is not None:
        with transaction.atomic():
            lock_writers()
            places = recounting.repair()
            journal.write(by=by, verb="facts.repaired", data={"places": places})
    return differences


def _must_be_open(reckoning: Reckoning) -> None:
    lock_writers()
    if Reckoning.objects.filter(pk=reckoning.pk, closed=None).first() is None:
        raise Refused(Reason("facts.closed", _("“%(title)s”已经截止，不能再改上报单位") % {"title": reckoning.title}))


def _ask(reckoning: Reckoning, placements: Iterable[Placement]) -> int:
    """Ask where nobody is asked yet; a unit that is asked already, anywhere, is not asked twice."""
    placements = list(placements)
    rows = Asked.objects.filter(reckoning=reckoning)
    asked_units = set(rows.filter(until=None).values_list("placement__unit_id", flat=True))
    new = {p.unit_id: p for p in placements if p.unit_id not in asked_units}
    ids = [p.pk for p in new.values()]
    again = set[int]()
    for start in range(0, len(ids), BATCH):
        stopped = rows.filter(placement_id__in=ids[start : start + BATCH])
        again |= set(stopped.values_list("placement_id", flat=True))
        stopped.update(until=None)
    today = clock.today()
    Asked.objects.bulk_create(
        (
            Asked(reckoning=reckoning, placement=place, path=place.path, since=today)
            for place in new.values()
            if place.pk not in again
        ),
        batch_size=BATCH,
    )
    if new:
        asking.changed([reckoning.pk])
    return len(new)
