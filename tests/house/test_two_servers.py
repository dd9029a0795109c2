"""Two servers and a worker share one PostgreSQL database: whichever is killed, nothing acknowledged is lost."""

import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import psutil
import pytest

from tests import cluster, homes
from tests.homes import Home, Served
from tests.house.test_kill import STORED, Writer

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not cluster.wanted(), reason="two servers share a database only on PostgreSQL"),
]
PATIENCE = 120.0  # seconds, on a loaded machine
QUEUE = """
from pathlib import Path
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org
from unionhall.kernel.org.models import Unit
from unionhall.modules.membership import actions
from unionhall.modules.membership.tests import workbooks
by, top = Actor.system("test"), Unit.objects.get(code="119900")
org.found(by, name="恒岱机械厂工会", kind="grassroots", parent=top, code="119900-01")
file = workbooks.write(Path({folder!r}) / "1.xlsx", {{"名册": [("单位代码", "姓名", "手机号"),
    *(("119900-01", "王" + sign, f"1540000001{{n}}") for n, sign in enumerate("甲乙丙"))]}})
print(actions.start(by, actions.stage(by, file, top)).pk)
"""
DONE = "from unionhall.kernel.jobs.models import Job; print(Job.objects.get(pk={pk}).state)"


@dataclass
class House:
    """The servers, by number, each a process that can be killed and started again."""

    home: Home
    stack: ExitStack
    servers: list[Served] = field(default_factory=list)

    def start(self, number: int) -> None:
        """Start a server; the second one keeps a pool of connections, the first one a connection a thread."""
        env = self.home.env | {"UNIONHALL_THREADS": "4"} | ({"UNIONHALL_POOL": "3"} if number else {})
        served = self.stack.enter_context(homes.start(env, "web"))
        self.servers[number : number + 1] = [served]

    def kill(self, number: int) -> None:
        """SIGKILL for a server and all below it, in the middle of whatever it does."""
        process = psutil.Process(self.servers[number].process.pid)
        for one in [process, *process.children(recursive=True)]:  # or it would start another worker
            one.kill()


class Visitor(Writer):
    """Writes to one server, and turns to the other one when that does not answer."""

    def __init__(self, house: House, first: int) -> None:
        super().__init__(house.servers[first])
        self._house, self._at, self._first = house, first, first

    def _until_there(self, ask):  # type: ignore[no-untyped-def]
        def once() -> str | None:
            try:
                return ask()  # type: ignore[no-any-return]
            except OSError:
                self._at = 1 - self._at
                self.served = self._house.servers[self._at]
                raise

        return super()._until_there(once)


@pytest.fixture
def house(home: Home) -> Iterator[House]:
    home.found()
    home.ask("from unionhall.config import static; static.gather()")
    with ExitStack() as stack:
        made = House(home, stack)
        made.start(0)
        made.start(1)
        yield made


def test_whichever_is_killed_nothing_acknowledged_is_lost(house: House) -> None:
    visitors = [Visitor(house, 0), Visitor(house, 1)]
    for visitor in visitors:
        visitor.start()
    for number in (0, 1):
        _wait_for(lambda: all(len(visitor.receipts) > 2 for visitor in visitors))
        before = [len(visitor.receipts) for visitor in visitors]
        house.kill(number)
        _wait_for(lambda before=before: all(len(v.receipts) > n + 1 for v, n in zip(visitors, before, strict=True)))
        house.start(number)
    for visitor in visitors:
        visitor.stop.set()
    for visitor in visitors:
        visitor.join(PATIENCE)
        assert not visitor.is_alive()
    counted = dict(reversed(line.split(" ", 1)) for line in house.home.ask(STORED).splitlines())
    told = Counter(text for visitor in visitors for text in visitor.receipts)
    assert counted == {text: str(number) for text, number in told.items()}
    _a_worker_that_was_killed_is_followed_by_another(house.home)


def _a_worker_that_was_killed_is_followed_by_another(home: Home) -> None:
    import subprocess

    def worker() -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*homes.PROGRAM, "worker"], env=home.env)

    first = worker()
    first.kill()
    first.wait()
    job = home.ask(QUEUE.format(folder=str(home.path))).splitlines()[-1]
    second = worker()
    try:
        _wait_for(lambda: home.ask(DONE.format(pk=job)) == "done")
    finally:
        second.terminate()
        second.wait(PATIENCE)


def _wait_for(holds) -> None:  # type: ignore[no-untyped-def]
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it does not go on"
        time.sleep(0.05)
