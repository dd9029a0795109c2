"""Keeps the installation's three processes running: web, worker, ticker.

Knows no Django, so that the process that must never die stays small. A child that ends is started again, after a pause
that doubles while it keeps ending at once. Each child has a process group of its own, so that what it left behind (a
web worker that still holds the port) is gone before the next one starts.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

SUPERVISOR = "UNIONHALL_SUPERVISOR"  # tells a child whose end is its own end as well
LOOK = 0.2  # seconds between looks
GRACE = 15.0  # seconds a child has to finish what it is doing
STEADY = 30.0  # seconds after which a child counts as running well
HEAD_START = 1.0  # seconds by which the web comes before the others: somebody may be waiting for a page
FIRST_PAUSE, LAST_PAUSE = 0.5, 30.0


@dataclass
class Child:
    """One supervised process and how it has been doing."""

    name: str
    command: list[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    next_start: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a process group of its own."""
        env = os.environ | {SUPERVISOR: str(os.getpid())}
        self.process = subprocess.Popen(self.command, env=env, process_group=0)
        self.started = time.monotonic()
        _say(f"{self.name} 已启动（进程 {self.process.pid}）")

    def look(self, now: float) -> None:
        """Start it if it is due; notice if it has ended."""
        if self.process is None:
            if now >= self.next_start:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.signal(signal.SIGKILL)
        self.process = None
        self.pause = FIRST_PAUSE if now - self.started > STEADY else min(self.pause * 2, LAST_PAUSE)
        self.next_start = now + self.pause
        _say(f"{self.name} 停了（{code}），{self.pause:g} 秒后重新启动")

    def signal(self, number: int) -> None:
        """Send a signal to it and all its own children; nothing when none is left."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


def supervise(children: Sequence[Child]) -> None:
    """Run ``children`` until this process is asked to stop; then let them finish and return."""
    stopping = False

    def stop(_number: int, _frame: object) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    while not stopping:
        now = time.monotonic()
        for child in children:
            child.look(now)
        time.sleep(LOOK)
    _end(children)


def _end(children: Sequence[Child]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    until = time.monotonic() + GRACE
    while time.monotonic() < until and any(child.process and child.process.poll() is None for child in children):
        time.sleep(LOOK / 4)
    for child in children:
        child.signal(signal.SIGKILL)
        if child.process:
            child.process.wait()


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main(arguments: Sequence[str]) -> None:
    """Supervise the house's processes; ``arguments`` are the host and the port."""
    host, port = arguments
    program = [sys.executable, "-m", "unionhall.config.command"]
    later = time.monotonic() + HEAD_START
    children = [
        Child("网站", [*program, "web", "--host", host, "--port", port]),
        Child("后台工作", [*program, "worker"], next_start=later),
        Child("定时", [*program, "tick", "--forever"], next_start=later),
    ]
    shown = f"[{host}]" if ":" in host else host
    _say(f"职工之家：http://{shown}:{port}/ （按 Ctrl-C 停止）")
    supervise(children)


if __name__ == "__main__":
    main(sys.argv[1:])
