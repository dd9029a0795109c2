"""The worker: claims jobs one by one and runs them. May die at any moment; the next one goes on at the position."""

from __future__ import annotations

import logging
from threading import Event

from django.db import close_old_connections
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.jobs import actions, declare
from unionhall.kernel.jobs.models import Job

IDLE = 1.0  # seconds between looks into an empty queue

log = logging.getLogger(__name__)


def run_one() -> bool:
    """Claim one job and run it; false if there was none. Never raises for what a job does."""
    job = actions.claim()
    if job is None:
        return False
    try:
        _run(job)
    except actions.Lost:
        log.warning("job %s was taken over by another worker", job.pk)
    return True


def run_forever(stop: Event) -> None:
    """Run jobs until ``stop`` is set; a job that is running then is finished first.

    A database that is away for a while is waited for.
    """
    while not stop.is_set():
        try:
            close_old_connections()
            if run_one():
                continue
        except Exception:
            log.exception("the worker could not look into the queue")
        stop.wait(IDLE)


def _run(job: Job) -> None:
    if job.attempt > actions.ATTEMPTS:
        actions.fail(
            job, _("中断了 {n} 次，不再自动重试。做完的部分留着，工作号 {id}").format(n=job.attempt - 1, id=job.pk)
        )
        return
    try:
        with declare.surroundings():
            result = declare.kind(job.kind).run(job, declare.actor_of(job))
    except actions.Lost:
        raise
    except Refused as refusal:
        actions.fail(job, "；".join(str(reason.text) for reason in refusal.reasons))
    except Denied:
        actions.fail(job, _("做这件事的权限已经没有了。做完的部分留着"))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        actions.fail(job, _("系统出了错，没有做完。做完的部分留着，把工作号 {id} 告诉管理员").format(id=job.pk))
    else:
        actions.finish(job, result or {})
