"""How jobs stand."""

from __future__ import annotations

from django.db.models import QuerySet

from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.jobs.models import Job


def job_for(by: Actor, job_id: int) -> Job:
    """A job as the person who asked for it (or the system) sees it. Raises Denied for anybody else or no such job."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not (by.is_system or (by.account_id is not None and by.account_id == job.account_id)):
        raise Denied(f"job {job_id}")
    return job


def jobs_of(by: Actor) -> QuerySet[Job]:
    """The jobs that somebody asked for, newest first."""
    found = Job.objects.order_by("-id")
    return found if by.is_system else found.filter(account_id=by.account_id, account_id__isnull=False)
