"""The batches of an apply: each prepared outside the transaction, written inside, noted in the ledger with it."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import bulk
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.people.secrets import Keys
from unionhall.modules.membership.actions import ledger, staging
from unionhall.modules.membership.actions.planning import MEANWHILE, Outcome, Plan, Roll, sentence
from unionhall.modules.membership.actions.writing import Fresh, Ids, Meanwhile, write_fresh, write_known, write_leavers
from unionhall.modules.membership.models import RollImport, RollRow

TRIES = 3

Write = Callable[[], None]


class Staged(NamedTuple):
    """A row of the ledger that waits."""

    pk: int
    place: int
    outcome: str
    is_fresh: bool
    person_id: int | None
    ended_id: int | None
    fields: str
    token: str  # the values, still sealed


_STAGED = ("id", "place", "outcome", "is_fresh", "person", "ended_id", "fields", "new")


class Batches:
    """Applies what is staged of one import."""

    def __init__(self, by: Actor, roll_import: RollImport, advance: Callable[[int, int], None]) -> None:
        self.by, self.roll_import, self.advance = by, roll_import, advance
        self.roll = Roll(by)
        self.ids = Ids()
        self.seen = roll_import.stamp  # the journal's last line that the plans know of
        self.is_stale = staging.has_moved(self.seen)
        self.pace = staging.Pace()
        writing = [outcome.value for outcome in (Outcome.NEW, Outcome.CHANGED, Outcome.MOVED, Outcome.LEAVER)]
        self.total = roll_import.rows.filter(outcome__in=writing).count()
        self.done = self.total - roll_import.rows.filter(state=RollRow.State.STAGED).count()

    def run(self) -> None:
        """Write batch after batch until nothing is staged."""
        last = 0
        with staging.in_batches():
            while rows := self._next(last):
                last = rows[-1].place
                self._write(rows)
                staging.pause()

    def _next(self, after: int) -> list[Staged]:
        same = {"roll_import": self.roll_import.pk, "state": RollRow.State.STAGED.value}
        rows = bulk.following(RollRow, _STAGED, "place", after, self.pace.size, **same)
        return list(map(Staged._make, rows))

    def _write(self, rows: Sequence[Staged]) -> None:
        """Write one batch; what somebody changed meanwhile is planned anew, at last row by row."""
        for _attempt in range(TRIES):
            try:
                self._commit(self._prepare(rows), len(rows))
            except (Meanwhile, IntegrityError):
                self.is_stale = True
            else:
                return
        if len(rows) == 1:
            self._commit([lambda: self._give_up(rows[0])], 1)
            return
        for row in rows:
            self._write([row])

    def _prepare(self, rows: Sequence[Staged]) -> list[Write]:
        if self.is_stale:
            self.seen = staging.last_line()
        leaving = [row for row in rows if row.outcome == Outcome.LEAVER]
        fresh = [row for row in rows if row.is_fresh and not self.is_stale]
        ready = {row.pk for row in (*leaving, *fresh)}
        planned = [row for row in rows if row.pk not in ready]
        settled = {index: row.person_id or 0 for index, row in enumerate(planned) if _is_settled(row)}
        keys = Keys()
        plans = self.roll.plan([ledger.candidate_of(keys.decrypt(row.token)) for row in planned], settled)
        known: list[tuple[int, Plan]] = []
        late: list[tuple[Fresh, str]] = []  # new people of rows that were staged as something else, or planned anew
        for row, plan in zip(planned, plans, strict=True):
            if plan.outcome == Outcome.NEW and plan.person is None:
                late.append(ledger.fresh_from(keys, row.pk, row.place, plan))
            else:
                known.append((row.pk, plan))
        opened = keys.decrypt
        new = [ledger.fresh_of(keys, row.pk, row.place, opened(row.token)) for row in fresh]
        return self._writes(new, late, known, leaving)

    def _writes(
        self,
        fresh: list[Fresh],
        late: list[tuple[Fresh, str]],
        known: list[tuple[int, Plan]],
        leaving: list[Staged],
    ) -> list[Write]:
        writes: list[Write] = []
        if fresh:
            noted = partial(ledger.note_fresh, self.roll_import.pk, fresh)
            writes.append(write_fresh(fresh, self.ids, noted))
        if late:
            writes.append(write_fresh([row for row, _new in late], self.ids, partial(ledger.note_late, late)))
        if known:
            writes.append(write_known(self.by, known, self.ids))
        if leaving:
            gone = [(row.pk, row.person_id or 0, row.ended_id or 0) for row in leaving]
            writes.append(write_leavers(self.by, gone))
        return writes

    def _commit(self, writes: Sequence[Write], count: int) -> None:
        with transaction.atomic():
            self.pace.begin()
            self._must_go_on()
            if staging.has_moved(self.seen):
                raise Meanwhile
            for write in writes:
                write()
            self.advance(self.done + count, self.total)
            seen = staging.last_line()
        self.pace.held()
        self.seen = seen
        self.done += count

    def _must_go_on(self) -> None:
        if staging.state_of(self.roll_import) != RollImport.State.APPLYING:
            raise Refused(Reason("import-undoing", _("这份名册正在撤销，不再写入")))

    def _give_up(self, row: Staged) -> None:
        conflict: dict[str, Any] = {"outcome": Outcome.CONFLICT, "fields": MEANWHILE, "reason": sentence(MEANWHILE)}
        RollRow.objects.filter(pk=row.pk).update(state=RollRow.State.LEFT, **conflict)


def _is_settled(row: Staged) -> bool:
    """Whether somebody has said who this row is (``settling``)."""
    return row.fields.startswith(ledger.SETTLED)
