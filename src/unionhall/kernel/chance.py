"""The only place that draws by lot: which questions somebody is asked, which free number is given out.

Nobody can guess what comes. The demo may say what chance has in store for the code it runs, so that the same seed gives
the same federation; no request can reach the context variable. What must never be known beforehand (keys, tokens,
codes, nonces) is not drawn here: it asks ``secrets`` itself, in the demo as anywhere.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random, SystemRandom

_SYSTEM = SystemRandom()
_set_to: ContextVar[Random | None] = ContextVar("unionhall_chance", default=None)


def below(bound: int) -> int:
    """A number from 0 to ``bound`` - 1, each as likely as any other."""
    return (_set_to.get() or _SYSTEM).randrange(bound)


@contextmanager
def set_to(random: Random) -> Iterator[None]:
    """Let ``random`` decide inside the block. For the demo and tests alone."""
    token = _set_to.set(random)
    try:
        yield
    finally:
        _set_to.reset(token)
