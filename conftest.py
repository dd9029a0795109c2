"""What every test gets, wherever it lives: the database to run on, no network, and clients for the lanes."""

import ipaddress
import os
import shutil
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from copy import copy
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache as remembered
from django.test import Client
from django.test import client as django_client
from django.test.utils import ContextList
from django.utils import translation
from hypothesis import settings
from pytest_django.plugin import blocking_manager_key

from tests import cluster, homes, worlds
from tests.demo import tiny  # noqa: F401 -- a fixture of all tests
from tests.homes import Home
from tests.lanes_client import LanesClient

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Where a change is judged, the same change gets the same answer; elsewhere every run looks somewhere new.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--db=postgres`` (or UNIONHALL_TEST_DB=postgres) runs on PostgreSQL; tests/cluster.py starts it."""
    parser.addoption("--db", choices=("sqlite", "postgres"), default="sqlite", help="the database to run on")


@pytest.hookimpl(trylast=True)  # after the order is shuffled
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of one world together. On PostgreSQL only what asks a database: the rest has run on SQLite."""
    worlds.in_order(items)
    if not cluster.wanted():
        return
    kept, left = [], []
    for item in items:
        (kept if _asks_a_database(item) else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept
    for item in kept:
        _take_a_sample(item)


def _asks_a_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    starts_processes = item.get_closest_marker("processes") or item.get_closest_marker("journey")
    return bool(starts_processes or item.get_closest_marker("django_db") or fixtures & _DATABASE)


def _take_a_sample(item: pytest.Item) -> None:
    """Laws are searched on SQLite; on PostgreSQL, where a statement costs five times as much, a third is tried."""
    law = getattr(item, "obj", None)
    asked: settings | None = getattr(law, _HYPOTHESIS, None)
    if law is not None and asked is not None:
        setattr(law, _HYPOTHESIS, settings(asked, max_examples=max(5, asked.max_examples // 3)))


_HYPOTHESIS = "_hypothesis_internal_use_settings"  # where ``@settings`` leaves what it was given
_DATABASE = {"db", "transactional_db", "django_db_setup", "home", "other_home"}


def _is_here(address: Any) -> bool:
    if not isinstance(address, tuple):
        return True  # a unix socket
    host = str(address[0])
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Nothing in a test may speak to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if not _is_here(address):
            raise RuntimeError(f"a test tried to reach {address}")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """A test database begins as a copy of one that was migrated once: the migrations take longer than many tests."""
    from django.core import management
    from django.db import connection

    ready = homes.migrated()
    if ready.database:
        connection.settings_dict["TEST"]["TEMPLATE"] = ready.database
    patch = pytest.MonkeyPatch()

    def fill(_name: str, **_options: Any) -> None:
        patch.undo()  # what is called after the first "migrate" is called for real
        if not ready.database:
            connection.ensure_connection()
            with closing(sqlite3.connect(ready.folder / "unionhall.sqlite3")) as filled:
                filled.backup(connection.connection)

    patch.setattr(management, "call_command", fill)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before anything of a test is made, the worlds it does not act in are gone."""
    if worlds.stack.levels:
        with item.config.stash[blocking_manager_key].unblock():
            worlds.stack.clear([] if _commits(item) else worlds.wanted_by(item))


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or "transactional_db" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def worlds_end(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The last worlds are taken off before the database is."""
    yield
    with django_db_blocker.unblock():
        worlds.stack.clear([])


@pytest.fixture
def _django_db_helper(request: pytest.FixtureRequest, worlds_end: None, django_db_blocker: Any) -> Any:
    """The database of a test: its worlds stand before the transaction of the test begins (tests/worlds.py)."""
    wanted = worlds.wanted_by(request.node)
    commits = _commits(request.node)
    with django_db_blocker.unblock():
        worlds.stack.stand([] if commits else wanted)
    helper = request.getfixturevalue("_django_db_helper")
    if commits:
        worlds.stack.make_for_good(wanted)
    return helper


@pytest.fixture(autouse=True, scope="session")
def journal_can_be_emptied() -> Iterator[None]:
    """Transactional tests empty all tables when they end; the journal's triggers, which forbid it, are lifted for that.

    On PostgreSQL by TRUNCATE CASCADE, because tables without a model (the search index) hang on those with one.
    """
    from django.db.backends.base.operations import BaseDatabaseOperations

    from unionhall.kernel.journal import guards

    plain = BaseDatabaseOperations.execute_sql_flush

    def flush(self: BaseDatabaseOperations, statements: Any) -> None:
        if self.connection.vendor == "postgresql":
            statements = [statement.replace(";", " CASCADE;") for statement in statements]
        with guards.lifted(self.connection):
            plain(self, statements)

    patch = pytest.MonkeyPatch()
    patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def pages_keep_one_context() -> Iterator[None]:
    """A test client keeps what a page was drawn with: copied once, not again for each of its hundred components."""

    def keep(store: dict[str, Any], signal: Any, sender: Any, template: Any, context: Any, **_more: Any) -> None:
        if "context" not in store:
            store |= {"templates": [template], "context": ContextList([copy(context)])}

    patch = pytest.MonkeyPatch()
    patch.setattr(django_client, "store_rendered_templates", keep)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def forgetful() -> None:
    """Each test begins without what modules remember of rows: after a rollback the same key is another row.

    And in Chinese: a test client's request leaves its language behind.
    """
    translation.deactivate()
    remembered.clear()
    for remembers in _remembering(len(sys.modules)):
        remembers.cache_clear()


@cache
def _remembering(_modules: int) -> tuple[Any, ...]:
    """What the modules loaded so far remember by; looked for anew when another was loaded."""
    ours = [module for name, module in list(sys.modules.items()) if name.startswith("unionhall.modules.")]
    found = {id(held): held for module in ours for held in vars(module).values() if hasattr(held, "cache_clear")}
    return tuple(found.values())


@pytest.fixture
def is_postgres() -> bool:
    """Whether this run is on PostgreSQL."""
    from django.db import connection

    return connection.vendor == "postgresql"


@pytest.fixture
def pg(is_postgres: bool) -> None:
    """For a test of something only PostgreSQL has: skipped on SQLite."""
    if not is_postgres:
        pytest.skip("PostgreSQL only")


@pytest.fixture
def lanes_client() -> Client:
    """A test client whose requests take the same lane as in the running product."""
    return LanesClient()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """An installation of its own for a test that runs real commands and processes; empty at first."""
    return homes.make(tmp_path / "home")


@pytest.fixture
def other_home(tmp_path: Path) -> Home:
    """A second one, to restore into."""
    return homes.make(tmp_path / "other")


# the shell draws pages alike; the whole browser runs a dozen pages of its own beside each of ours
_BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM = os.environ.get("UNIONHALL_CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    """Debian's Chromium, one for the whole run: Playwright's driver bears no second one in a process."""
    from playwright.sync_api import sync_playwright

    if CHROMIUM is None:
        pytest.fail("Chromium was not found: apt-get install chromium-headless-shell")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()
