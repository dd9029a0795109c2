"""Asking for long work, and moving it on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, Q, QuerySet
from django.db.models.functions import Cast

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.jobs import declare
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.statements import Update

STALE = timedelta(seconds=60)  # a worker that has not moved its job for this long is taken for dead
ATTEMPTS = 5  # a job that ended so many workers is not tried again


class Lost(Exception):
    """Another worker has taken the job over: the batch must not be committed."""


def enqueue(by: Actor, kind: str, payload: dict[str, Any]) -> Job:
    """Put a job into the queue; ``payload`` is what JSON can hold. The right to it is checked by the calling action.

    Raises KeyError for an unknown kind, Denied for somebody whom a worker could not load again (no account).
    """
    declare.kind(kind)
    if not by.is_system and by.account_id is None:
        raise Denied(f"job {kind}")
    return Job.objects.create(
        kind=kind, payload=payload, account_id=by.account_id, actor_name=by.name[:120], created=clock.now()
    )


def advance(
    job: Job,
    *,
    done: int | None = None,
    total: int | None = None,
    position: dict[str, Any] | None = None,
    phase: str | None = None,
) -> None:
    """Record how far the job is, inside the transaction of the batch that brought it there; without values a heartbeat.

    Raises Lost when another worker has taken the job over meanwhile, so that the batch is rolled back.
    """
    given = {"done": done, "total": total, "position": position, "phase": phase}
    values: dict[str, Any] = {field: value for field, value in given.items() if value is not None}
    values["heartbeat"] = clock.now()
    update = _ADVANCES.get(tuple(values)) or _ADVANCES.setdefault(
        tuple(values),
        Update(
            lambda pk, attempt: Job.objects.alias(tried=Cast("attempt", BigIntegerField())).filter(
                pk=pk, state=Job.State.RUNNING, tried=attempt
            ),
            sets=tuple(values),
            pk=int,
            attempt=int,
        ),
    )
    if not update.run(**values, pk=job.pk, attempt=job.attempt):
        raise Lost(f"job {job.pk}")
    for field, value in values.items():
        setattr(job, field, value)


# By what is recorded: every batch of every long work asks it. Cast, since what stands for the value while the statement
# is compiled is larger than what the column holds.
_ADVANCES: dict[tuple[str, ...], Update] = {}


def claim() -> Job | None:
    """Take the oldest job that waits or whose worker is dead; None if there is none. Two workers never get the same."""
    if _claimable().first() is None:  # spares the write lock while nothing is to be done
        return None
    with transaction.atomic():
        waiting = _claimable()
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        job = waiting.first()
        if job is None:
            return None
        now = clock.now()
        values: dict[str, Any] = {"state": Job.State.RUNNING, "heartbeat": now, "attempt": job.attempt + 1}
        if job.started is None:
            values["started"] = now
        if not Job.objects.filter(pk=job.pk, state=job.state, attempt=job.attempt).update(**values):
            return None
    for field, value in values.items():
        setattr(job, field, value)
    return job


def finish(job: Job, result: dict[str, Any]) -> None:
    """Mark a job done. Raises Lost when another worker has taken it over."""
    _end(job, state=Job.State.DONE, result=result, error="")


def fail(job: Job, sentence: str) -> None:
    """Mark a job failed, with a sentence for who asked. Raises Lost when another worker has taken it over."""
    _end(job, state=Job.State.FAILED, error=sentence)


def retry(by: Actor, job: Job) -> None:
    """Queue a failed job again; it goes on where it stopped. For the person who asked for it, or the system."""
    if not by.is_system and (by.account_id is None or by.account_id != job.account_id):
        raise Denied(f"job {job.pk}")
    Job.objects.filter(pk=job.pk, state=Job.State.FAILED).update(
        state=Job.State.QUEUED, attempt=0, error="", ended=None, heartbeat=None
    )
    job.refresh_from_db()


def requeue_stale(by: Actor) -> int:
    """Put jobs of dead workers back into the queue, so that their pages say so; gives how many. For the ticker."""
    if not by.is_system:
        raise Denied("requeue")
    return Job.objects.filter(_is_stale()).update(state=Job.State.QUEUED)


def _is_stale() -> Q:
    return Q(state=Job.State.RUNNING) & (Q(heartbeat=None) | Q(heartbeat__lt=clock.now() - STALE))


def _claimable() -> QuerySet[Job]:
    return Job.objects.filter(Q(state=Job.State.QUEUED) | _is_stale()).order_by("id")


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, attempt=job.attempt)


def _end(job: Job, **values: Any) -> None:
    values["ended"] = clock.now()
    if not _mine(job).update(**values):
        raise Lost(f"job {job.pk}")
    for field, value in values.items():
        setattr(job, field, value)
