"""Taking a spreadsheet into the roll: upload, preview, apply in small batches, report.

All parsing, hashing and sealing happens before a transaction begins; a batch holds the database's write lock for a few
milliseconds. What was planned when the file was read holds as long as nobody wrote a line about people or the roll;
from then on every batch is planned anew, so that an interrupted import goes on where it stopped and the same file
twice changes nothing.
"""

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from unionhall.kernel import bulk, clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs import worker
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people.models import Person
from unionhall.modules.membership.actions import ledger, staging, transfers
from unionhall.modules.membership.actions.applying import Batches
from unionhall.modules.membership.actions.planning import ELSEWHERE
from unionhall.modules.membership.actions.recomparing import Change, recompare
from unionhall.modules.membership.actions.tallying import COUNTS, Report
from unionhall.modules.membership.models import Membership, RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import effects

JOB = "membership.import"
DISCARD_JOB = "membership.discard_import"
SHORT = 2_000  # rows of a ledger that is deleted while somebody waits for the page
IDLE = 0.2  # seconds between looks at a job that another worker has taken
UPLOADS = "rolls"

Advance = staging.Advance


class Changed(Refused):
    """The roll is no longer what the preview was made from. The preview is anew; ``difference`` says what changed."""

    def __init__(self, difference: list[Change]) -> None:
        self.difference = difference
        text = _("，").join(f"{change.label} {change.before}→{change.now}" for change in difference)
        super().__init__(Reason("import-changed", _("看过以后名册又变了：%(what)s。再看一遍，再写入") % {"what": text}))


def upload(by: Actor, unit: Unit, name: str, stream: BinaryIO) -> RollImport:
    """Keep an uploaded file of people of ``unit`` and the units below it; nothing is read yet.

    Needs ROLL_IMPORT at the unit. The file is thrown away when the import is applied, discarded or a month old.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(unit))
    folder = Path(settings.MEDIA_ROOT) / UPLOADS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = f"{UPLOADS}/{get_random_string(24)}{Path(name).suffix.lower()[:8]}"
    target = Path(settings.MEDIA_ROOT) / kept
    with target.open("xb") as file:
        target.chmod(0o600)
        while piece := stream.read(2**20):
            file.write(piece)
    return staging.begin(by, unit, name, file=kept)


def file_of(roll_import: RollImport) -> Path:
    """Where the upload lies. Raises Refused when it was thrown away."""
    path = Path(settings.MEDIA_ROOT) / roll_import.file
    if not roll_import.file or not path.exists():
        raise Refused(Reason("import-file", _("这个文件已经删掉了，再导一次")))
    return path


def preview(
    by: Actor,
    roll_import: RollImport,
    *,
    mode: str | None = None,
    mapping: Mapping[str, str] | None = None,
    advance: Advance = lambda done, total: None,
) -> RollImport:
    """Read an uploaded file and compare it with the roll; may be asked again with another mode or mapping.

    ``advance(done, total)`` is called inside each batch's transaction, with the rows of the file compared so far.
    Needs ROLL_IMPORT at the import's unit. Raises Refused for the file as a whole.
    """
    roll_import.mode = mode or roll_import.mode
    if mapping is not None:
        roll_import.mapping = dict(mapping)
    return staging.stage(by, roll_import, file_of(roll_import), advance)


def stage(by: Actor, path: Path, unit: Unit, *, mode: str = RollImport.Mode.ADD) -> RollImport:
    """Read and compare a file that lies on this machine. See ``import_roll``."""
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(unit))
    return staging.stage(by, staging.begin(by, unit, Path(path).name, mode=mode), Path(path))


def import_roll(
    by: Actor,
    path: Path,
    unit: Unit,
    *,
    dry_run: bool = False,
    mode: str = RollImport.Mode.ADD,
    confirm_leavers: Mapping[int, int] | None = None,
) -> Report:
    """Read a spreadsheet of people of ``unit`` and the units below it; unless ``dry_run``, write what it says.

    Needs ROLL_IMPORT at ``unit``. Raises Denied without it, Refused when the file as a whole can not be taken; a single
    bad row is in the report and never stops the others. A dry run writes nothing at all.
    """
    if dry_run:
        return staging.dry_run(by, Path(path), unit, mode)
    staged = stage(by, path, unit, mode=mode)
    _must_be_confirmed(staged, confirm_leavers or {})
    if staged.rows.filter(state=RollRow.State.STAGED).exists() and (by.is_system or by.account_id is not None):
        work_off(start(by, staged, confirm_leavers=confirm_leavers))
    else:  # nothing to write, or nobody whom a worker could load again
        apply(by, staged)
    staged.refresh_from_db()
    return Report(**{**staged.report, "import_id": staged.pk})


def start(by: Actor, roll_import: RollImport, *, confirm_leavers: Mapping[int, int] | None = None) -> Job:
    """Queue the applying of a staged import; a worker does it, and another one goes on if that one dies.

    Needs ROLL_IMPORT at the import's unit. ``confirm_leavers``: by unit id, the number of leavers as typed, for units
    that lose more than a tenth. Raises Changed when the roll has changed since the preview, Refused when numbers are
    missing or wrong, or when it has begun already.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    if roll_import.state != RollImport.State.STAGED or roll_import.purged:
        raise Refused(Reason("import-state", _("这份名册已经在写入，还没看过影响，或者放了太久。再导一次")))
    has_moved = roll_import.file and staging.has_moved(roll_import.stamp)
    if has_moved and (difference := recompare(by, roll_import, file_of(roll_import))):
        raise Changed(difference)
    _must_be_confirmed(roll_import, confirm_leavers or {})
    with transaction.atomic():
        if not _take(roll_import, RollImport.State.STAGED, RollImport.State.APPLYING):
            raise Refused(Reason("import-state", _("这份名册已经在写入")))
        return jobs.enqueue(by, JOB, {"import_id": roll_import.pk})


def start_again(by: Actor, roll_import: RollImport) -> Job:
    """Queue the writing of rows that were settled after the import had been applied. Needs ROLL_IMPORT at its unit.

    Raises Refused when nothing waits or the import is not applied.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    with transaction.atomic():
        waits = roll_import.rows.filter(state=RollRow.State.STAGED).exists()
        if not waits or not _take(roll_import, RollImport.State.APPLIED, RollImport.State.APPLYING):
            raise Refused(Reason("import-state", _("没有要写入的行")))
        return jobs.enqueue(by, JOB, {"import_id": roll_import.pk})


def _must_be_confirmed(roll_import: RollImport, typed: Mapping[int, int]) -> None:
    asked = effects.leavers_to_confirm(roll_import)
    wrong = [f"{unit.name} {leavers}" for unit, leavers, _before in asked if typed.get(unit.pk) != leavers]
    if wrong:
        text = _("离会的超过一成，要照着写出人数才写入：%(units)s") % {"units": _("，").join(wrong)}
        raise Refused(Reason("import-leavers", text))


def _take(roll_import: RollImport, state: str, to: str) -> bool:
    taken = RollImport.objects.filter(pk=roll_import.pk, state=state).update(state=to)
    if taken:
        roll_import.state = to
    return bool(taken)


def work_off(job: Job) -> None:
    """Be the worker until this job has ended, here or in a worker that took it. Raises Refused if it failed."""
    while job.state in (Job.State.QUEUED, Job.State.RUNNING):
        if not worker.run_one():
            time.sleep(IDLE)
        job.refresh_from_db()
    if job.state == Job.State.FAILED:
        raise Refused(Reason("import-failed", job.error))


def apply(by: Actor, roll_import: RollImport, *, advance: Advance = lambda done, total: None) -> RollImport:
    """Apply the ledger's staged rows, batch by batch; what an earlier attempt applied stays applied.

    ``advance(done, total)`` is called inside each batch's transaction. Fills ``report`` with what came of it.
    Raises Denied when the right has ended since the file was read, Refused when the import is being undone.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    _take(roll_import, RollImport.State.STAGED, RollImport.State.APPLYING)
    roll_import.refresh_from_db()
    if roll_import.state == RollImport.State.APPLYING:
        Batches(by, roll_import, advance).run()
        _finish(by, roll_import)
        if roll_import.rows.filter(place__gt=SHORT).exists():
            bulk.refresh_statistics()
    if roll_import.state != RollImport.State.APPLIED:
        raise Refused(Reason("import-state", _("这份名册还没看过影响，或者已经撤销")))
    return roll_import


def _finish(by: Actor, roll_import: RollImport) -> None:
    """Say what came of it, counted from the database after the last batch, and write the journal's one line.

    Members of unions that are not the importer's are asked for first: asking again asks nothing twice.
    """
    transfers.ask_many(by, _wanted(roll_import))
    counted = roll_import.rows.order_by().values_list("outcome", "state").annotate(n=Count("pk"))
    counts, written = Counter[str](), Counter[str]()
    for outcome, state, n in counted:
        counts[outcome] += n
        written[outcome] += n if state == RollRow.State.APPLIED else 0
    numbers: dict[str, Any] = {name: counts[outcome] for outcome, name in COUNTS.items()}
    numbers["written"] = {name: written[outcome] for outcome, name in COUNTS.items() if written[outcome]}
    begun = roll_import.rows.filter(began_id__isnull=False).order_by().values("began_id")
    numbers["found"] = Membership.objects.filter(pk__in=begun).count()  # to be held against new + moved
    left = roll_import.rows.filter(outcome=RollRow.Outcome.LEAVER, ended_id__isnull=False).order_by().values("ended_id")
    numbers["gone"] = Membership.objects.filter(pk__in=left).exclude(until=None).count()  # against leavers
    roll_import.report = {**roll_import.report, **numbers}
    data = {key: numbers[key] for key in ("new", "changed", "moved", "leavers")}
    with transaction.atomic():
        if not _take(roll_import, RollImport.State.APPLYING, RollImport.State.APPLIED):
            raise Refused(Reason("import-state", _("这份名册正在撤销")))
        roll_import.applied = clock.now()
        roll_import.save(update_fields=["report", "applied"])
        journal.write(by=by, verb="membership.imported", unit_id=roll_import.unit_id, subject=roll_import, data=data)
    forget_file(roll_import)


def _wanted(roll_import: RollImport) -> list[transfers.Wanted]:
    elsewhere = roll_import.rows.filter(outcome=RollRow.Outcome.CONFLICT, fields=ELSEWHERE).select_related("unit")
    rows = [(row.unit, ledger.may_be(row.new)) for row in elsewhere]
    people = Person.objects.in_bulk([pk for _unit, may_be in rows for pk in may_be])
    return [transfers.Wanted(people[pk], unit) for unit, may_be in rows if unit for pk in may_be if pk in people]


def discard(by: Actor, roll_import: RollImport) -> None:
    """Throw away an import that was never applied, with its file and ledger. Needs ROLL_IMPORT at its unit.

    A long ledger is cleared by a job; nobody sees the import from now on.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    if roll_import.state not in (RollImport.State.UPLOADED, RollImport.State.STAGED):
        raise Denied("import has begun")
    forget_file(roll_import)
    if roll_import.rows.filter(place__gt=SHORT).exists():
        with transaction.atomic():
            RollImport.objects.filter(pk=roll_import.pk).update(purged=clock.now())
            jobs.enqueue(by, DISCARD_JOB, {"import_id": roll_import.pk})
    else:
        clear(by, roll_import)


def clear(by: Actor, roll_import: RollImport) -> None:
    """Delete an import that was never applied. Needs ROLL_IMPORT at its unit; asked twice, it is gone already."""
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    staging.empty(roll_import)
    RollImport.objects.filter(pk=roll_import.pk, applied=None).delete()


def forget_file(roll_import: RollImport) -> None:
    """Throw the upload away; the ledger holds what is needed."""
    if roll_import.file:
        (Path(settings.MEDIA_ROOT) / roll_import.file).unlink(missing_ok=True)
        roll_import.file = ""
        roll_import.save(update_fields=["file"])
