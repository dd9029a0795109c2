"""Start of the web process and weight of each process, against a bare server and a bare Python."""

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median

import psutil

from bench import serving
from bench.installations import installation
from bench.measure import Result
from tests.homes import Home

ROUNDS = 5
SETTLED = 2.0  # seconds after which a process has loaded what it needs to wait for work


def run(large: bool) -> Iterator[Result]:
    """Start and memory; the size of the installation does not matter here."""
    del large
    with installation("sqlite") as home:
        home.done("init", "--unit", "东山区总工会", "--code", "119900", "--name", "林秋月", "--phone", "13900000001")
        yield from _web(home)
        python = _bare_python()
        with home.serving() as served:
            time.sleep(SETTLED)
            children = served.children()
            pids = {"supervisor": served.process.pid, "jobs worker": children["worker"], "ticker": children["tick"]}
            for name, pid in pids.items():
                yield Result(f"{name}, memory", _rss(pid), "a Python that waits", python, "MB")


def _web(home: Home) -> Iterator[Result]:
    ours, bare = [], []
    for _round in range(ROUNDS):
        with serving.web(home) as web:
            ours.append(web.started_in)
            weights = web.rss()
        with serving.floor(home.env) as floor:
            bare.append(floor.started_in)
            bare_weights = floor.rss()
    server = "the server around a bare program"
    yield Result("web, start until the first answer", median(ours), server, median(bare), "s")
    yield Result("web, memory of the server", weights[0], server, bare_weights[0], "MB")
    yield Result("web, memory of its worker", max(weights[1:]), server, max(bare_weights[1:]), "MB")


def _rss(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


def _bare_python() -> float:
    """What an interpreter weighs that only waits."""
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    try:
        time.sleep(0.5)
        return _rss(process.pid)
    finally:
        process.kill()
        process.wait()
