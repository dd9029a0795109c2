"""The only place that asks what time it is.

The demo and the tests may set it for the code they run; no request can reach the context variable.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("unionhall_clock", default=None)
_hour_alone: ContextVar[bool] = ContextVar("unionhall_clock_hour", default=False)


def now() -> datetime:
    """This moment, aware, in the installation's time zone; inside ``to_the_hour`` the hour it is in."""
    moment = datetime.now(timezone.get_default_timezone()) if (given := _set_to.get()) is None else _local(given)
    return moment.replace(minute=0, second=0, microsecond=0) if _hour_alone.get() else moment


def _local(moment: datetime) -> datetime:
    return moment.astimezone(timezone.get_default_timezone())


def today() -> date:
    """Today's date in the installation's time zone."""
    return now().date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Let it be ``moment`` (aware) inside the block. For the demo and tests alone."""
    token = _set_to.set(moment)
    try:
        yield
    finally:
        _set_to.reset(token)


@contextmanager
def to_the_hour() -> Iterator[None]:
    """Let no more than the hour be known inside the block: for what somebody does who must not be found out."""
    token = _hour_alone.set(True)
    try:
        yield
    finally:
        _hour_alone.reset(token)


def is_to_the_hour() -> bool:
    """Whether only the hour may be known of what is done now."""
    return _hour_alone.get()
