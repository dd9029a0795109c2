"""Reading a file and comparing it with the roll: the preview. Nothing on the roll changes here.

Everything goes through in chunks: a file of a hundred thousand people is never held as objects beside its ledger.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from unionhall.kernel import bulk, clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.books.opening import without_collecting
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.secrets import Keys
from unionhall.kernel.statements import Select
from unionhall.modules.membership.actions import checking, ledger, reading
from unionhall.modules.membership.actions.checking import Candidate, Checked, Problem
from unionhall.modules.membership.actions.planning import CHUNK, Plan, Roll
from unionhall.modules.membership.actions.tallying import Report, Tally, warnings_of
from unionhall.modules.membership.models import Membership, RollImport, RollRow

MOST, LEAST = 800, 100  # rows a transaction
LONGEST = 0.01  # seconds of work under the lock that a batch aims at; by the clock twice that
# Seconds between batches where one writer holds the whole database. Whoever waits for SQLite looks again after 1, 2, 5,
# 10, 15, 20 and then every 25 ms: a shorter pause may pass between two looks, and they wait for a batch more.
PAUSE = 0.026
# a line of one of these may mean that the roll is no longer what the file was compared with
_MOVES_THE_ROLL = Q(verb__startswith="membership.") | Q(verb__startswith="people.") | Q(verb__startswith="org.")

Keep = Callable[[Sequence[tuple[Any, ...]]], None]
Advance = Callable[[int, int], None]


class Pace:
    """How many rows a transaction takes: as many as the machine writes in the time it may hold SQLite's one lock."""

    def __init__(self) -> None:
        self.size = MOST // 2
        self._was_long = False
        self._began = (0.0, 0.0)

    def begin(self) -> None:
        """The lock is ours now."""
        self._began = time.thread_time(), time.perf_counter()

    def held(self) -> None:
        """Learn from a batch whose COMMIT is through: what it worked, and how long others had to wait for it.

        Of the clock twice as much is borne as of work: where many wait for the processor every batch seems long, and
        small ones cost more. One long batch alone says nothing: now and then a commit carries the log into the file,
        when the lock is free again.
        """
        worked, waited = time.thread_time() - self._began[0], time.perf_counter() - self._began[1]
        over = max(worked, waited / 2) / LONGEST
        if connection.vendor != "sqlite":
            self.size = MOST
        elif over > 1 and self._was_long:
            self.size = max(LEAST, int(self.size * max(0.5, 1 / over)))
        elif over <= 1:
            self.size = min(MOST, self.size + self.size // 4)
        self._was_long = over > 1


@contextmanager
def in_batches() -> Iterator[None]:
    """What many batches are surrounded by.

    A batch leaves no circles behind, and its rows would be looked through again and again; and it is durable with the
    commit that ends the work: what a power cut takes back is still waiting in the ledger.
    """
    with without_collecting(), bulk.durable_at_the_end():
        yield


def pause() -> None:
    """Let others write: on SQLite one writer holds the whole database, and nobody comes in during a transaction."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        time.sleep(PAUSE)


_STATE = Select(
    lambda pk: RollImport.objects.select_for_update(of=("self",)).filter(pk=pk).values_list("state"), pk=int
)


def state_of(roll_import: RollImport) -> str:
    """Which state an import has, inside a batch's transaction: it keeps it until that ends."""
    return str(_STATE.all(pk=roll_import.pk)[0][0])


def last_line() -> int:
    """The journal's last line: the roll as it stands."""
    return bulk.newest(Line)


def has_moved(since: int) -> bool:
    """Whether anybody wrote a line about people, units or the roll after the line ``since``."""
    return last_line() > since and Line.objects.filter(_MOVES_THE_ROLL, pk__gt=since).exists()


def read(
    by: Actor, path: Path, unit: Unit, mapping: Mapping[str, str], answers: Mapping[str, Any] | None = None
) -> Checked:
    """The rows of a file, judged one by one; ``answers`` as an import keeps them.

    Raises Denied without ROLL_IMPORT, Refused for the file as a whole.
    """
    told = answers or {}
    units = checking.Units(by, unit, told.get("units"))
    return checking.check(reading.read(path), units, checking.mapping_of(mapping), told.get("days"))


def dry_run(by: Actor, path: Path, unit: Unit, mode: str) -> Report:
    """What a file would do; writes nothing at all."""
    checked = read(by, path, unit, {})
    report, _effects = _compare(by, 0, checked, mode, None, {})
    return report


def stage(by: Actor, roll_import: RollImport, path: Path, advance: Advance = lambda done, total: None) -> RollImport:
    """Read the file of an import and fill its ledger, anew if it was filled already. Only before it is applied.

    ``advance(done, total)`` is called inside each batch's transaction, with the rows of the file compared so far.
    Needs ROLL_IMPORT at the import's unit. Raises Refused for the file as a whole, or when it has been applied.
    """
    if roll_import.state not in (RollImport.State.UPLOADED, RollImport.State.STAGED):
        raise Refused(Reason("import-begun", _("这份名册已经写入，不能再改。要改就再导一次")))
    checked = read(by, path, roll_import.unit, roll_import.mapping, roll_import.answers)
    settled = settled_rows(roll_import)
    roll_import.state = RollImport.State.UPLOADED
    roll_import.save(update_fields=["state"])
    empty(roll_import)
    stamp = last_line()
    total = len(checked.candidates) + len({_place(problem) for problem in checked.problems})
    report, effects = _compare(by, roll_import.pk, checked, roll_import.mode, _keeper(advance, total), settled)
    report.import_id = roll_import.pk
    roll_import.report, roll_import.effects, roll_import.stamp = report.as_dict(), effects, stamp
    roll_import.state = RollImport.State.STAGED
    roll_import.save(update_fields=["report", "effects", "stamp", "state", "mode", "mapping", "answers"])
    return roll_import


def begin(by: Actor, unit: Unit, name: str, **known: Any) -> RollImport:
    """A new import, nothing read yet. The caller has checked the right."""
    return RollImport.objects.create(
        unit=unit, file_name=name[-200:], account_id=by.account_id, created=clock.now(), **known
    )


def empty(roll_import: RollImport) -> None:
    """Throw the ledger away, in small batches."""
    pace = Pace()
    while pks := list(roll_import.rows.order_by("place").values_list("pk", flat=True)[: pace.size]):
        with transaction.atomic():
            pace.begin()
            bulk.delete(RollRow, "id", pks)
        pace.held()
        pause()


def _keeper(advance: Advance, total: int) -> Keep:
    """What puts rows into the ledger, a few at a time; ``total``: the rows of the file."""
    pace, done = Pace(), 0

    def keep(rows: Sequence[tuple[Any, ...]]) -> None:
        nonlocal done
        start = 0
        while few := rows[start : start + pace.size]:
            start += len(few)
            done = min(done + len(few), total)  # leavers, who come last, have no row
            with transaction.atomic():
                pace.begin()
                ledger.add(few)
                advance(done, total)
            pace.held()
            pause()

    return keep


def settled_rows(roll_import: RollImport) -> dict[int, int]:
    """What somebody has said about rows that could be several people: by place, the person (0: somebody new)."""
    rows = roll_import.rows.filter(fields__startswith=ledger.SETTLED).values_list("place", "person_id")
    return {place: person_id or 0 for place, person_id in rows}


def _compare(
    by: Actor, import_id: int, checked: Checked, mode: str, keep: Keep | None, settled: Mapping[int, int]
) -> tuple[Report, dict[str, Any]]:
    """Plan row by row, count, and hand the ledger's rows to ``keep``, if they are to be kept."""
    with in_batches():
        return _compared(by, import_id, checked, mode, keep, settled)


def _compared(
    by: Actor, import_id: int, checked: Checked, mode: str, keep: Keep | None, settled: Mapping[int, int]
) -> tuple[Report, dict[str, Any]]:
    tally, roll, place = Tally(), Roll(by, {who for who in settled.values() if who}), 0
    for chunk in _chunks(checked.candidates):
        here = {at - place - 1: who for at, who in settled.items() if place < at <= place + len(chunk)}
        plans = roll.plan(chunk, here)
        tally.add(plans)
        if keep:
            keep(rows_of(import_id, place, plans, here))
        place += len(plans)
    if late := set(roll.late()):
        at = [n for n, each in enumerate(checked.candidates) if (each.sheet, each.number) in late]
        plans = roll.plan([checked.candidates[n] for n in at])
        for n, plan in zip(at, plans, strict=True):
            tally.amend(n + 1, plan)
        if keep:
            _amend(import_id, at, plans)
    tally.count()
    problems = _by_row(checked.problems)
    problem_rows = [
        ledger.problem_of(import_id, place + n, row, sheet, "；".join(p.reason for p in found))
        for n, ((sheet, row), found) in enumerate(problems.items(), 1)
    ]
    if keep:
        keep(problem_rows)
    place += len(problems)
    if mode == RollImport.Mode.REPLACE:
        leaving = leavers(tally, checked)
        if keep:
            keep([ledger.leaver_of(import_id, place + n, *who) for n, who in enumerate(leaving, 1)])
        for unit_id, _person, _membership in leaving:
            tally.leave(unit_id)
    effects = {**tally.effects(), "told": checked.told}
    return report_of(checked, tally, effects, len(problems)), effects


def _amend(import_id: int, at: Sequence[int], plans: Sequence[Plan]) -> None:
    """Put other rows into the ledger for those that another row of the file turned out to mean as well."""
    for start in range(0, len(at), LEAST):
        few = list(zip(at, plans, strict=True))[start : start + LEAST]
        rows = [row for n, plan in few for row in rows_of(import_id, n, [plan], {})]
        with transaction.atomic():
            RollRow.objects.filter(roll_import_id=import_id, place__in=[n + 1 for n, _plan in few]).delete()
            ledger.add(rows)
        pause()


def rows_of(import_id: int, place: int, plans: Sequence[Plan], settled: Mapping[int, int]) -> list[tuple[Any, ...]]:
    """The ledger's rows of planned rows, after ``place``. ``settled`` by the index of the plan."""
    old, keys = ledger.old_values(plans), Keys()
    rows = []
    for n, plan in enumerate(plans, 1):
        before = old.get(plan.person.pk, {}) if plan.person and old else {}
        rows.append(ledger.row_of(keys, import_id, place + n, plan, before, is_settled=n - 1 in settled))
    return rows


def report_of(checked: Checked, tally: Tally, effects: dict[str, Any], problems: int) -> Report:
    """Numbers, and the rows to look at."""
    much = [Problem(0, "", what, text) for what, text in warnings_of(effects)]
    numbers: dict[str, Any] = tally.counts()
    return Report(
        **numbers,
        problems=problems,
        warnings=len(checked.warnings) + len(much),
        problem_rows=_in_order(checked.problems),
        conflict_rows=tally.conflicts,
        warning_rows=_in_order([*much, *checked.warnings]),
    )


def leavers(tally: Tally, checked: Checked) -> list[tuple[int, int, int]]:
    """(unit, person, membership) of those who belong to a unit of the file and are in no row of it.

    Whoever has the name of a row that was not taken is spared: a slip in a number must not end a membership.
    """
    units = {candidate.unit_id for candidate in checked.candidates}
    rows = Membership.objects.open().filter(unit_id__in=units).order_by("unit_id", "person_id")
    doubtful = checked.doubtful
    return [
        (unit_id, person_id, pk)
        for unit_id, person_id, pk, name_key in rows.values_list("unit_id", "person_id", "pk", "person__name_key")
        if person_id not in tally.spoken_for and name_key not in doubtful
    ]


def _chunks(candidates: Sequence[Candidate]) -> Iterable[Sequence[Candidate]]:
    return (candidates[start : start + CHUNK] for start in range(0, len(candidates), CHUNK))


def _by_row(problems: Iterable[Problem]) -> dict[tuple[str, int], list[Problem]]:
    found: dict[tuple[str, int], list[Problem]] = {}
    for problem in sorted(problems, key=_place):
        found.setdefault(_place(problem), []).append(problem)
    return found


def _in_order(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [problem.as_dict() for problem in sorted(problems, key=_place)]


def _place(problem: Problem) -> tuple[str, int]:
    return problem.sheet, problem.row
