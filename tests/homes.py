"""A real installation for a test: its own home, its own database, and real processes on the loopback interface."""

import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests import cluster
from tests.prepared import Prepared, prepared

PROGRAM = [sys.executable, "-W", "error", "-m", "unionhall.config.command"]
_BEGUN = "HALL_TEST_TABLES"  # a home whose tables need only what changed since (tests/docs/pages.py)
_WAIT = 120.0  # seconds for a process to answer; the machine may be busy with others


@dataclass
class Home:
    """Where a test's installation lives, and how to run commands there."""

    path: Path
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """The environment of the installation's processes."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("UNIONHALL_") and k != "DATABASE_URL"}
        return kept | {
            "DJANGO_SETTINGS_MODULE": "unionhall.config.settings",
            "UNIONHALL_HOME": str(self.path),
            "UNIONHALL_URL": "https://hall.example.org",
            **self.extra,
        }

    def run(self, *arguments: str, given: str = "") -> "subprocess.CompletedProcess[str]":
        """Run ``unionhall <arguments>`` and wait for its end."""
        return subprocess.run(
            [*PROGRAM, *arguments], env=self.env, input=given, capture_output=True, text=True, check=False, timeout=300
        )

    def done(self, *arguments: str) -> str:
        """Run a command that must succeed; its output."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stderr + result.stdout
        return result.stdout

    def ask(self, code: str, *, seconds: float = 120) -> str:
        """Run Python inside the installation, with Django set up; what it printed. Given up after ``seconds``."""
        program = f"import django; django.setup()\n{code}"
        result = subprocess.run(
            [sys.executable, "-c", program], env=self.env, capture_output=True, text=True, check=False, timeout=seconds
        )
        assert result.returncode == 0, result.stderr
        return result.stdout.strip()

    def found(self) -> str:
        """Found the installation; what ``init`` printed. Founded for real once, then copied: it takes long."""
        officer = ("--name", "林秋月", "--phone", "13900000001")
        return self._become("founded", "init", "--unit", "东山区总工会", "--code", "119900", *officer)

    def demo(self) -> None:
        """Make the smallest demo; made for real once, then copied."""
        self._become("demo", "demo", "--tiny", "--no-serve")

    def _become(self, what: str, *arguments: str) -> str:
        """Be as an installation of the same environment is after a command; what that said."""
        own = repr(sorted(item for item in self.extra.items() if item[0] != "DATABASE_URL"))
        name = f"{what}_{hashlib.sha256(own.encode()).hexdigest()[:8]}"
        tables = migrated()

        def make(path: Path, database: str) -> str:
            elsewhere = self._elsewhere(path, database)
            elsewhere._be_as(tables)
            if what == "demo":  # it goes on only in a home that it made
                day = datetime.now(ZoneInfo("Asia/Shanghai")).date().isoformat()
                (path / ".demo").write_text(json.dumps({"size": "tiny", "day": day}), encoding="utf-8")
            return elsewhere.done(*arguments)

        ready = prepared(name, make)
        self._be_as(ready)
        return ready.said

    def _be_as(self, ready: Prepared) -> None:
        shutil.copytree(ready.folder, self.path, dirs_exist_ok=True)
        if ready.database:
            _be_a_copy(_name_of(self), ready.database)

    def _elsewhere(self, path: Path, database: str) -> "Home":
        return Home(path, self.extra | ({"DATABASE_URL": cluster.url(database)} if database else {}))

    @contextmanager
    def serving(self, log: Path | None = None) -> Iterator["Served"]:
        """Serve it on a free port; stopped at the end. What it prints goes to ``log``, else nowhere."""
        with start(self.env, "serve", log=log) as served:
            yield served


@dataclass
class Served:
    """A running installation."""

    url: str
    process: "subprocess.Popen[bytes]"

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of one page."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}), method=method)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status, answer.read(), answer.headers
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read(), error.headers

    def wait(self, seconds: float = _WAIT) -> None:
        """Until it answers."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self.process.poll() is not None:
                raise AssertionError("the installation ended instead of serving")
            try:
                if self.get("/healthz")[0] == 200:
                    return
            except OSError:
                pass  # it is still starting
            time.sleep(0.05)
        raise AssertionError("the installation did not answer")

    def children(self) -> dict[str, int]:
        """The supervised processes by their verb."""
        import psutil

        found = {}
        for child in psutil.Process(self.process.pid).children():
            try:
                words = child.cmdline()
            except psutil.NoSuchProcess:  # it has just ended
                continue
            verb = next((word for word in words if word in {"web", "worker", "tick"}), None)
            if verb:
                found[verb] = child.pid
        return found


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def start(env: Mapping[str, str], *arguments: str, log: Path | None = None) -> Iterator[Served]:
    """Run ``unionhall <arguments>`` (something that serves) on a free port until the block ends."""
    port = free_port()
    with Path(log or os.devnull).open("ab") as out:
        process = subprocess.Popen(
            [*PROGRAM, *arguments, "--port", str(port)], env=dict(env), stdout=out, stderr=subprocess.STDOUT
        )
    served = Served(f"http://127.0.0.1:{port}", process)
    try:
        served.wait()
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def migrated() -> Prepared:
    """A database with all tables and nothing in them."""

    def make(path: Path, database: str) -> str:
        if _BEGUN in os.environ:  # the tables of the program that this one is a changed copy of
            shutil.copytree(os.environ[_BEGUN], path)
        return Home(path, {"DATABASE_URL": cluster.url(database)} if database else {}).done("migrate")

    return prepared("migrated", make)


def _name_of(home: Home) -> str:
    return home.extra["DATABASE_URL"].partition("@/")[2].partition("?")[0]


def _be_a_copy(name: str, template: str) -> None:
    cluster.execute(f'drop database "{name}"')
    cluster.execute(f'create database "{name}" template "{template}"')


def database() -> dict[str, str]:
    """The environment that gives an installation a database of its own: nothing for SQLite, else a new database."""
    if not cluster.wanted():
        return {}
    name = f"home_{uuid.uuid4().hex[:12]}"
    cluster.execute(f'create database "{name}"')
    return {"DATABASE_URL": cluster.url(name)}


def make(path: Path, **extra: Any) -> Home:
    """An empty home below ``path``."""
    return Home(path, database() | extra)
