"""Processes that serve: started, waited for, weighed, and asked over one kept connection."""

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from tests.homes import PROGRAM, Home, free_port


@dataclass
class Service:
    """A serving process with its children."""

    process: "subprocess.Popen[bytes]"
    port: int
    started_in: float  # seconds from exec to the first answer

    @property
    def tree(self) -> list[psutil.Process]:
        """The process and all below it."""
        own = psutil.Process(self.process.pid)
        return [own, *own.children(recursive=True)]

    def cpu(self) -> float:
        """Seconds of processor that the whole tree has used."""
        return sum(sum(one.cpu_times()[:2]) for one in self.tree)

    def rss(self) -> list[float]:
        """Resident memory of each process in MB, the first one's first."""
        return [one.memory_info().rss / 2**20 for one in self.tree]


@contextmanager
def web(home: Home) -> Iterator[Service]:
    """The product's web process alone; the static files are gathered before, as ``serve`` does it."""
    home.ask("from unionhall.config import static\nstatic.gather()")
    port = free_port()
    with _running([*PROGRAM, "web", "--port", str(port)], home.env, port, "/healthz") as service:
        yield service


@contextmanager
def floor(env: Mapping[str, str]) -> Iterator[Service]:
    """The floor."""
    port = free_port()
    with _running([sys.executable, "-m", "bench.serve_floor", str(port)], env, port, "/") as service:
        yield service


@contextmanager
def _running(command: list[str], env: Mapping[str, str], port: int, path: str) -> Iterator[Service]:
    began = time.monotonic()
    process = subprocess.Popen(command, env=dict(env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port, path):
            if process.poll() is not None:
                raise RuntimeError(f"{' '.join(command)} ended")
            time.sleep(0.01)
        yield Service(process, port, time.monotonic() - began)
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


@dataclass
class Browser:
    """The least of a browser: one connection, cookies, redirects; counts what it asked."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    reads: int = 0
    writes: int = 0

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def get(self, path: str) -> str:
        """A page, through redirects. Raises RuntimeError for an error."""
        self.reads += 1
        return self._ask("GET", path, None)

    def post(self, path: str, form: Mapping[str, str], *, token: str = "") -> str:
        """A sent form, through redirects. Raises RuntimeError for an error."""
        self.writes += 1
        return self._ask("POST", path, urlencode(form), token)

    def _ask(self, method: str, path: str, body: str | None, token: str = "") -> str:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"http://127.0.0.1:{self.port}"
        if token:
            headers["X-Token"] = token
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        if answer.status in {301, 302, 303}:
            self.at = answer.headers["Location"]
            return self.get(self.at)
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {method} {path}")
        return text
