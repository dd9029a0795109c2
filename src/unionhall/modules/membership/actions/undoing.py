"""Taking an import back: what nobody has touched since is restored, the rest is left and named.

Like applying it goes in batches that note themselves in the ledger, so it may be interrupted at any moment. People
whom the import brought in and who have acted since are not removed: their membership ends.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership.actions import staging
from unionhall.modules.membership.actions.reverting import Done, Reverts, applied_after, prepare
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission

UNDO_JOB = "membership.undo_import"
WINDOW = timedelta(days=30)
PURGE_BATCH = 500
TRIES = 3
State = RollImport.State


def undo_until(roll_import: RollImport) -> Any:
    """The moment until which an import can be taken back; None before it is applied."""
    return roll_import.applied + WINDOW if roll_import.applied else None


def start_undo(by: Actor, roll_import: RollImport) -> Job:
    """Queue the taking back of an import that was applied, or was interrupted while it was.

    Needs ROLL_IMPORT at the import's unit. Raises Refused after 30 days, and when there is nothing to take back.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    _begin(roll_import)
    return jobs.enqueue(by, UNDO_JOB, {"import_id": roll_import.pk})


def undo(
    by: Actor, roll_import: RollImport, *, advance: Callable[[int, int], None] = lambda done, total: None
) -> RollImport:
    """Take an import back, batch by batch; what an earlier attempt took back stays so.

    ``advance(done, total)`` is called inside each batch's transaction. Fills ``report["undone"]``: rows ``restored``,
    ``ended`` (people who have acted since), ``kept`` and ``kept_rows`` with the reasons.
    """
    by.must(MembershipPermission.ROLL_IMPORT, at=org_queries.path_of(roll_import.unit))
    if roll_import.state != State.UNDOING:
        _begin(roll_import)
    total = roll_import.rows.exclude(state__in=(RollRow.State.LEFT, RollRow.State.STAGED)).count()
    done, last, pace = total - roll_import.rows.filter(state=RollRow.State.APPLIED).count(), 0, staging.Pace()
    with staging.in_batches():
        while rows := applied_after(roll_import, last, pace.size):
            last = rows[-1].place
            done += len(rows)
            _revert(by, roll_import, rows, partial(advance, done, total), pace)
            staging.pause()
    _finish(by, roll_import)
    return roll_import


def purge(by: Actor) -> int:
    """Throw away what imports hold of people once they can not be taken back; gives how many were purged.

    For the ticker. Imports that were never applied go altogether, after as long a time.
    """
    if not by.is_system:
        raise Denied("purge")
    limit = clock.now() - WINDOW
    due = RollImport.objects.filter(purged=None).exclude(state__in=(State.APPLYING, State.UNDOING))
    purged = 0
    for roll_import in due.filter(Q(applied__lt=limit) | Q(applied=None, created__lt=limit)):
        _purge(roll_import)
        purged += 1
    return purged


def _purge(roll_import: RollImport) -> None:
    last, rows = 0, roll_import.rows.order_by("place").values_list("place", flat=True)
    while places := list(rows.filter(place__gt=last)[:PURGE_BATCH]):
        last = places[-1]
        roll_import.rows.filter(place__in=places).update(new="", old="")
        staging.pause()
    if roll_import.file:
        (Path(settings.MEDIA_ROOT) / roll_import.file).unlink(missing_ok=True)
    RollImport.objects.filter(pk=roll_import.pk).update(purged=clock.now(), file="")


def _begin(roll_import: RollImport) -> None:
    if roll_import.purged or (roll_import.applied and roll_import.applied + WINDOW < clock.now()):
        raise Refused(Reason("import-old", _("写入已经超过 30 天，旧值已经删掉，不能撤销了")))
    begun = RollImport.objects.filter(pk=roll_import.pk, state__in=(State.APPLIED, State.APPLYING))
    if not begun.update(state=State.UNDOING):
        raise Refused(Reason("import-not-applied", _("这份名册还没写入，或者已经撤销")))
    roll_import.state = State.UNDOING


def _revert(
    by: Actor, roll_import: RollImport, rows: Sequence[Done], advance: Callable[[], None], pace: staging.Pace
) -> None:
    """Take one batch back; what collides is taken back row by row, and named if it still does."""
    for _attempt in range(TRIES):
        reverts = prepare(by, rows)
        try:
            _commit(roll_import, reverts, advance, pace)
        except IntegrityError:
            continue
        return
    if len(rows) > 1:
        for row in rows:
            _revert(by, roll_import, [row], advance, pace)
        return
    _commit(roll_import, Reverts(kept=[(rows[0].pk, _("和名册上后来的内容冲突"))]), advance, pace)


def _commit(roll_import: RollImport, reverts: Reverts, advance: Callable[[], None], pace: staging.Pace) -> None:
    with transaction.atomic():
        pace.begin()
        if staging.state_of(roll_import) != State.UNDOING:
            raise Refused(Reason("import-state", _("这份名册没有在撤销")))
        if reverts.seen is not None and staging.has_moved(reverts.seen):
            raise IntegrityError("somebody changed the roll while the batch was prepared")
        reverts.write()
        advance()
    pace.held()


def _finish(by: Actor, roll_import: RollImport) -> None:
    """Say what came of it, counted from the ledger after the last batch, and write the journal's one line."""
    counts = Counter(dict(roll_import.rows.order_by().values_list("state").annotate(n=Count("pk"))))
    ended = roll_import.rows.filter(state=RollRow.State.UNDONE).exclude(reason="").count()
    kept = roll_import.rows.filter(state=RollRow.State.KEPT).order_by("place")
    numbers: dict[str, Any] = {
        "restored": counts[RollRow.State.UNDONE] - ended,
        "ended": ended,
        "kept": counts[RollRow.State.KEPT],
    }
    named = [{"row": row.number, "sheet": row.sheet, "reason": row.reason} for row in kept]
    with transaction.atomic():
        done = RollImport.objects.filter(pk=roll_import.pk, state=State.UNDOING)
        if not done.update(state=State.UNDONE, undone=clock.now()):
            roll_import.refresh_from_db()
            return
        roll_import.rows.filter(state=RollRow.State.STAGED).update(state=RollRow.State.LEFT)
        report = {**roll_import.report, "undone": {**numbers, "kept_rows": named}}
        RollImport.objects.filter(pk=roll_import.pk).update(report=report)
        journal.write(by=by, verb="membership.undone", unit_id=roll_import.unit_id, subject=roll_import, data=numbers)
    roll_import.refresh_from_db()
