"""The installation as it runs: it starts soon and small, answers, mends itself, and leaves nothing behind."""

import signal
import time
from collections.abc import Callable, Iterator

import psutil
import pytest

from tests import homes
from tests.homes import Home, Served
from unionhall.config import headers

pytestmark = pytest.mark.processes
MEBIBYTE = 1024 * 1024


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = homes.make(tmp_path_factory.mktemp("served") / "home")
    home.found()
    return home


@pytest.fixture(scope="module")
def served(founded: Home) -> Iterator[Served]:
    with founded.serving() as served:
        yield served


def soon(is_so: Callable[[], bool], seconds: float = 90) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def test_it_answers_in_every_lane_with_the_security_headers(served: Served) -> None:
    for path in ("/healthz", "/desk/sign-in/", "/voice/", "/sit/x/paper/", "/not-there"):
        status, body, found = served.get(path)
        assert body, path
        # what watches over a server asks so, and who looks whether a link is alive
        assert served.get(path, method="HEAD")[:2] == (status, b""), path
        assert (status, path) in {
            (200, "/healthz"), (200, "/desk/sign-in/"), (200, "/voice/"), (404, "/sit/x/paper/"), (404, "/not-there"),
        }  # fmt: skip
        for name, value in headers.headers():
            if name not in {"Content-Security-Policy", "Strict-Transport-Security"}:
                assert found[name] == value, (path, name)
        assert "script-src 'self'" in found["Content-Security-Policy"]
        assert "Strict-Transport-Security" in found  # the installation's own address is https
    assert "Set-Cookie" not in served.get("/voice/", {"Cookie": "sessionid=x"})[2]


def test_static_files_are_compressed_and_kept_for_ever(served: Served) -> None:
    page = served.get("/desk/sign-in/")[1].decode()
    address = page.split('rel="stylesheet" href="')[1].split('"')[0]
    status, body, found = served.get(address, {"Accept-Encoding": "br"})
    assert (status, found["Content-Encoding"]) == (200, "br")
    assert "immutable" in found["Cache-Control"]
    assert found["X-Content-Type-Options"] == "nosniff"
    assert len(body) < 60_000


def test_what_dies_is_started_again(served: Served) -> None:
    served.wait()
    assert soon(lambda: set(served.children()) == {"web", "worker", "tick"})
    before = served.children()
    for pid in before.values():
        psutil.Process(pid).kill()
    assert soon(
        lambda: set(served.children()) == set(before) and not set(served.children().values()) & set(before.values())
    )
    served.wait()


def test_a_web_process_that_dies_alone_is_replaced(served: Served) -> None:
    served.wait()
    [worker] = [child for child in psutil.Process(served.children()["web"]).children() if len(child.children()) == 0]
    worker.kill()
    served.wait()
    assert served.get("/healthz")[0] == 200


def test_it_stops_when_asked_and_leaves_nothing_behind(founded: Home) -> None:
    with founded.serving() as served:
        assert soon(lambda: len(psutil.Process(served.process.pid).children(recursive=True)) >= 4)
        family = psutil.Process(served.process.pid).children(recursive=True)
        served.process.send_signal(signal.SIGTERM)
        assert served.process.wait(60) == 0
        assert not psutil.wait_procs(family, timeout=30)[1]


def test_what_it_supervised_does_not_outlive_it(founded: Home) -> None:
    with founded.serving() as served:
        family = psutil.Process(served.process.pid).children(recursive=True)
        served.process.kill()
        assert not psutil.wait_procs(family, timeout=60)[1]


def test_it_is_small(served: Served) -> None:
    for path in ("/", "/desk/sign-in/", "/voice/"):
        served.get(path)
    sizes = {}
    for process in [psutil.Process(served.process.pid), *psutil.Process(served.process.pid).children(recursive=True)]:
        sizes[" ".join(process.cmdline()[-4:])[-60:]] = process.memory_info().rss // MEBIBYTE
    assert max(sizes.values()) <= 150, sizes
    assert psutil.Process(served.process.pid).memory_info().rss < 30 * MEBIBYTE, sizes
