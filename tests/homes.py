"""A real installation for a test: its own home, its own database, and real processes on the loopback interface."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import cluster

PROGRAM = [sys.executable, "-W", "error", "-m", "unionhall.config.command"]
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
        """Found the installation; what ``init`` printed. Founded for real once in a run, then copied: it takes long."""
        key = frozenset(item for item in self.extra.items() if item[0] != "DATABASE_URL")
        if key in _founded:
            _founded[key].copy_to(self)
        else:
            said = self.done(
                "init", "--unit", "东山区总工会", "--code", "119900", "--name", "林秋月", "--phone", "13900000001"
            )
            _founded[key] = _Copy.of(self, said)
        return _founded[key].said

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

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> tuple[int, bytes, Mapping[str, str]]:
        """Status, body and headers of one page."""
        request = urllib.request.Request(self.url + path, headers=dict(headers or {}))
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


@dataclass
class _Copy:
    """An installation as it was founded: its folder, its database (on PostgreSQL) and what was said."""

    folder: Path
    database: str
    said: str

    @classmethod
    def of(cls, home: Home, said: str) -> "_Copy":
        folder = Path(tempfile.mkdtemp(prefix="unionhall-founded-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        shutil.copytree(home.path, folder, dirs_exist_ok=True)
        name = f"founded_{uuid.uuid4().hex[:12]}"
        if "DATABASE_URL" in home.extra:
            _on_server(f'create database "{name}" template "{_name_of(home)}"')
        return cls(folder, name, said)

    def copy_to(self, home: Home) -> None:
        shutil.copytree(self.folder, home.path, dirs_exist_ok=True)
        if "DATABASE_URL" in home.extra:
            _on_server(f'drop database "{_name_of(home)}"')
            _on_server(f'create database "{_name_of(home)}" template "{self.database}"')


_founded: dict[frozenset[tuple[str, str]], _Copy] = {}


def _name_of(home: Home) -> str:
    return home.extra["DATABASE_URL"].partition("@/")[2].partition("?")[0]


def _on_server(statement: str) -> None:
    import psycopg

    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def database() -> dict[str, str]:
    """The environment that gives an installation a database of its own: nothing for SQLite, else a new database."""
    if not cluster.wanted():
        return {}
    name = f"home_{uuid.uuid4().hex[:12]}"
    _on_server(f'create database "{name}"')
    return {"DATABASE_URL": cluster.url(name)}


def make(path: Path, **extra: Any) -> Home:
    """An empty home below ``path``."""
    return Home(path, database() | extra)
