"""The only place that asks what time it is.

The demo and the tests may set it for the code they run; no request can reach the context variable.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_set_to: ContextVar[datetime | None] = ContextVar("unionhall_clock", default=None)


def now() -> datetime:
    """This moment, aware, in the installation's time zone."""
    return timezone.localtime(_set_to.get() or timezone.now())


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
