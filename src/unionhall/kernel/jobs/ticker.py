"""The ticker: does what is due every so often. Several may run; each chore is done by one of them."""

from __future__ import annotations

import logging
from datetime import datetime
from threading import Event

from django.db import close_old_connections

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied
from unionhall.kernel.jobs import declare
from unionhall.kernel.jobs.models import Tick

IDLE = 20.0  # seconds between looks

log = logging.getLogger(__name__)


def tick(by: Actor) -> list[str]:
    """Do what is due now; gives the names of what was done. A chore that fails is logged and tried at the next tick.

    Raises Denied for anybody but the system.
    """
    if not by.is_system:
        raise Denied("tick")
    done = []
    for chore in declare.chores():
        now = clock.now()
        known = Tick.objects.filter(name=chore.name).first()
        last = known.last if known else None
        if (last is not None and last + chore.interval > now) or not _claim(chore.name, last, now):
            continue
        try:
            with declare.surroundings():
                chore.do(by)
            done.append(chore.name)
        except Exception:
            log.exception("chore %s failed", chore.name)
            _put_back(chore.name, last, now)
    return done


def run_forever(stop: Event, by: Actor) -> None:
    """Tick until ``stop`` is set. A database that is away for a while is waited for."""
    while not stop.is_set():
        try:
            close_old_connections()
            tick(by)
        except Exception:
            log.exception("the ticker could not tick")
        stop.wait(IDLE)


def _claim(name: str, last: datetime | None, now: datetime) -> bool:
    if last is None:
        _tick, is_first = Tick.objects.get_or_create(name=name, defaults={"last": now})
        return is_first
    return bool(Tick.objects.filter(name=name, last=last).update(last=now))


def _put_back(name: str, last: datetime | None, now: datetime) -> None:
    mine = Tick.objects.filter(name=name, last=now)
    if last is None:
        mine.delete()
    else:
        mine.update(last=last)
