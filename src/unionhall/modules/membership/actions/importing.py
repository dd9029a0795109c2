"""Taking a spreadsheet into the roll: read, judge, plan, keep every row in a ledger, apply in small batches.

All parsing, hashing and sealing happens before a transaction begins; a batch holds the database's write lock for a few
milliseconds. Every batch plans anew against the roll as it stands, so that an interrupted import goes on where it
stopped and the same file twice changes nothing.
"""

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs import worker
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.secrets import seal
from unionhall.modules.membership.actions import checking, spreadsheet
from unionhall.modules.membership.actions.checking import Candidate, Problem
from unionhall.modules.membership.actions.planning import Outcome, Plan, plan
from unionhall.modules.membership.actions.writing import write_plans
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission

BATCH = 200  # rows a transaction
STAGE_BATCH = 500
JOB = "membership.import"
IDLE = 0.2  # seconds between looks at a job that another worker has taken
PAUSE = 0.02  # seconds between batches where one writer holds the whole database

_COUNTS = {
    Outcome.NEW: "new",
    Outcome.CHANGED: "changed",
    Outcome.MOVED: "moved",
    Outcome.UNCHANGED: "unchanged",
    Outcome.CONFLICT: "conflicts",
}


@dataclass
class Report:
    """What a file does, or did: rows by outcome, and the rows that were not taken with the reason."""

    new: int = 0
    changed: int = 0
    moved: int = 0
    leavers: int = 0  # nobody is ended by an import that adds and updates
    unchanged: int = 0
    conflicts: int = 0
    problems: int = 0  # rows, not faults
    warnings: int = 0
    problem_rows: list[dict[str, object]] = field(default_factory=list)
    conflict_rows: list[dict[str, object]] = field(default_factory=list)
    warning_rows: list[dict[str, object]] = field(default_factory=list)
    import_id: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For ``--json`` and the stored import."""
        return asdict(self)


def import_roll(by: Actor, path: Path, unit: Unit, *, dry_run: bool = False) -> Report:
    """Read a spreadsheet of people of ``unit`` and the units below it; unless ``dry_run``, write what it says.

    Needs ROLL_IMPORT at ``unit``. Raises Denied without it, Refused when the file as a whole can not be taken; a single
    bad row is in the report and never stops the others. A dry run writes nothing at all.
    """
    report, plans = _preview(by, path, unit)
    if dry_run:
        return report
    roll_import = _stage(by, Path(path).name, unit, report, plans)
    if any(row.writes for row in plans) and (by.is_system or by.account_id is not None):
        _work_off(start(by, roll_import))
    else:  # nothing to write, or nobody whom a worker could load again
        apply(by, roll_import)
    roll_import.refresh_from_db()
    return Report(**{**roll_import.report, "import_id": roll_import.pk})


def stage(by: Actor, path: Path, unit: Unit) -> RollImport:
    """Read and judge a spreadsheet and keep it in the ledger, nothing applied yet. See ``import_roll``."""
    report, plans = _preview(by, path, unit)
    return _stage(by, Path(path).name, unit, report, plans)


def start(by: Actor, roll_import: RollImport) -> Job:
    """Queue the applying of a staged import; a worker does it, and another one goes on if that one dies.

    Needs ROLL_IMPORT at the import's unit.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    return jobs.enqueue(by, JOB, {"import_id": roll_import.pk})


def _work_off(job: Job) -> None:
    """Be the worker until this job has ended, here or in a worker that took it. Raises Refused if it failed."""
    while job.state in (Job.State.QUEUED, Job.State.RUNNING):
        if not worker.run_one():
            time.sleep(IDLE)
        job.refresh_from_db()
    if job.state == Job.State.FAILED:
        raise Refused(Reason("import-failed", job.error))


def apply(
    by: Actor, roll_import: RollImport, *, advance: Callable[[int, int], None] = lambda done, total: None
) -> RollImport:
    """Apply the ledger's staged rows, batch by batch; what an earlier attempt applied stays applied.

    ``advance(done, total)`` is called inside each batch's transaction. Fills ``report`` with what came of it.
    """
    checking.Units(by, roll_import.unit)  # the right may have ended since the file was read
    total = roll_import.rows.count()
    while True:
        rows = list(roll_import.rows.filter(state=RollRow.State.STAGED).order_by("place")[:BATCH])
        if not rows:
            break
        _apply_batch(by, roll_import, rows, total, advance)
        if connection.vendor == "sqlite":
            time.sleep(PAUSE)
    return _finish(by, roll_import)


def _preview(by: Actor, path: Path, unit: Unit) -> tuple[Report, list[Plan]]:
    units = checking.Units(by, unit)
    sheet = spreadsheet.read(Path(path))
    checked = checking.check(sheet, units)
    plans = plan(by, checked.candidates)
    report = Report(
        problems=len({problem.row for problem in checked.problems}),
        warnings=len(checked.warnings),
        problem_rows=_in_order(checked.problems),
        warning_rows=_in_order(checked.warnings),
    )
    _count(report, plans)
    return report, plans


def _in_order(problems: list[Problem]) -> list[dict[str, object]]:
    return [problem.as_dict() for problem in sorted(problems, key=lambda problem: problem.row)]


def _count(report: Report, plans: list[Plan]) -> None:
    for outcome, rows in Counter(row.outcome for row in plans).items():
        setattr(report, _COUNTS[outcome], rows)
    report.conflict_rows = [
        {"row": row.candidate.number, "column": "", "value": "", "reason": row.reason}
        for row in plans
        if row.outcome == Outcome.CONFLICT
    ]


def _stage(by: Actor, name: str, unit: Unit, report: Report, plans: list[Plan]) -> RollImport:
    rows = [
        RollRow(
            place=place,
            number=row.candidate.number,
            unit_id=row.candidate.unit_id,
            person=row.person,
            outcome=row.outcome,
            state=RollRow.State.STAGED if row.writes else RollRow.State.LEFT,
            new=seal(json.dumps(asdict(row.candidate), default=str, ensure_ascii=False)) if row.writes else "",
        )
        for place, row in enumerate(plans, 1)
    ]
    roll_import = RollImport(
        unit=unit,
        file_name=name[-200:],
        report=report.as_dict(),
        account_id=by.account_id,
        created=clock.now(),
        state=RollImport.State.STAGED,
    )
    roll_import.save()
    for row in rows:
        row.roll_import = roll_import
    for start in range(0, len(rows), STAGE_BATCH):
        RollRow.objects.bulk_create(rows[start : start + STAGE_BATCH])
        if connection.vendor == "sqlite":
            time.sleep(PAUSE)
    return roll_import


def _apply_batch(
    by: Actor, roll_import: RollImport, rows: list[RollRow], total: int, advance: Callable[[int, int], None]
) -> None:
    candidates = [_candidate(row) for row in rows]
    plans = plan(by, candidates)
    prepared = write_plans(by, plans)
    with transaction.atomic():
        outcomes = prepared()
        for row, done in zip(rows, outcomes, strict=True):
            row.outcome, row.person_id, row.old = done.outcome, done.person_id, seal(done.old)
            row.state = RollRow.State.APPLIED if done.is_written else RollRow.State.LEFT
        RollRow.objects.bulk_update(rows, ["outcome", "person", "old", "state"], batch_size=BATCH)
        if roll_import.state == RollImport.State.STAGED:
            roll_import.state = RollImport.State.APPLYING
            roll_import.save(update_fields=["state"])
        advance(total - roll_import.rows.filter(state=RollRow.State.STAGED).count(), total)


def _candidate(row: RollRow) -> Candidate:
    values = json.loads(row.new)
    values["born"] = date.fromisoformat(values["born"]) if values["born"] else None
    return Candidate(**values)


def _finish(by: Actor, roll_import: RollImport) -> RollImport:
    """Say what came of it, counted from the ledger after the last batch, and write the journal's one line."""
    if roll_import.state == RollImport.State.APPLIED:
        return roll_import
    counts = Counter(roll_import.rows.values_list("outcome", flat=True))
    numbers = {name: counts[outcome] for outcome, name in _COUNTS.items()}
    roll_import.report = {**roll_import.report, **numbers}
    roll_import.state = RollImport.State.APPLIED
    roll_import.applied = clock.now()
    with transaction.atomic():
        roll_import.save(update_fields=["report", "state", "applied"])
        journal.write(by=by, verb="membership.imported", unit_id=roll_import.unit_id, subject=roll_import, data=numbers)
    return roll_import
