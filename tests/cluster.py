"""A PostgreSQL cluster that the test run starts for itself and throws away: temporary directory, no fsync.

Wanted by ``pytest --db=postgres`` or ``UNIONHALL_TEST_DB=postgres``. The first process starts it and stops it at its
end, also after a failure; pytest-xdist's workers find it by the environment. As root it runs as another user, since
PostgreSQL refuses to run as root.
"""

import atexit
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

_STARTED_AT = "UNIONHALL_TEST_CLUSTER"
_WAIT = 30  # seconds for the cluster to answer
USER = "unionhall"


def wanted() -> bool:
    """Whether this run is to use PostgreSQL."""
    asked = "--db=postgres" in sys.argv or os.environ.get("UNIONHALL_TEST_DB") == "postgres"
    return asked or _STARTED_AT in os.environ  # the latter in pytest-xdist's workers


def database() -> dict[str, Any]:
    """Django's description of the cluster's database; starts the cluster unless an outer process has."""
    from unionhall.config.environment import database as parse

    return parse({"DATABASE_URL": url("postgres")})


def url(name: str) -> str:
    """The address of database ``name`` in the cluster, as DATABASE_URL wants it."""
    directory, _, port = _started().rpartition(":")
    return f"postgres://{USER}@/{name}?host={quote(directory)}&port={port}"


def directory() -> Path:
    """Where the cluster lives; gone with it."""
    return Path(_started().rpartition(":")[0])


def execute(statement: str) -> None:
    """Run one statement about databases, outside of them."""
    import psycopg

    with psycopg.connect(url("postgres"), autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[arg-type]


def _started() -> str:
    if _STARTED_AT not in os.environ:
        os.environ[_STARTED_AT] = _start()
    return os.environ[_STARTED_AT]


def binary(name: str) -> str:
    """The path of a PostgreSQL program. Raises RuntimeError with a sentence when there is none."""
    found = shutil.which(name)
    if found:
        return str(Path(found).resolve())
    for directory in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
        if (directory / name).exists():
            return str(directory / name)
    raise RuntimeError(f"{name} was not found: install PostgreSQL (Debian: apt-get install postgresql)")


def _as_server() -> list[str]:
    """What to put before a command so that it does not run as root; nothing for other users."""
    if os.geteuid() != 0:
        return []
    name = "postgres" if _has_user("postgres") else "nobody"
    user = pwd.getpwnam(name)
    if shutil.which("setpriv"):
        return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return ["runuser", "-u", name, "--"]


def _has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start() -> str:
    """Make and start a cluster; returns "<socket directory>:<port>" and sees to its end."""
    # the socket's path must stay under 100 characters, so not under a deep temporary directory
    directory = Path(tempfile.mkdtemp(prefix="uh-pg-", dir="/tmp"))
    before = _as_server()
    if before:
        shutil.chown(directory, "postgres" if _has_user("postgres") else "nobody")
    data = directory / "data"
    settings = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", f"--username={USER}", "--no-sync")
    _run([*before, binary("initdb"), "-D", str(data), *settings])
    port = _free_port()
    options = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": directory,
        "fsync": "off",
        "full_page_writes": "off",
        "synchronous_commit": "off",
        "jit": "off",
        "max_connections": 60,
        "shared_buffers": "64MB",
        "log_min_messages": "fatal",
        "timezone": "Asia/Shanghai",
    }
    arguments = [text for name, value in options.items() for text in ("-c", f"{name}={value}")]
    server = subprocess.Popen(
        [*before, binary("postgres"), "-D", str(data), *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # Ctrl-C in the terminal must not end it before the tests have tidied up
    )
    atexit.register(_stop, server, directory, os.getpid())
    _wait(directory / f".s.PGSQL.{port}", server)
    return f"{directory}:{port}"


def _wait(path: Path, server: "subprocess.Popen[bytes]") -> None:
    import psycopg

    until = time.monotonic() + _WAIT
    while time.monotonic() < until and server.poll() is None:
        if path.exists():
            try:
                port = path.suffix.lstrip(".")
                psycopg.connect(host=str(path.parent), port=port, user=USER, dbname="postgres").close()
            except psycopg.OperationalError:
                pass  # it is still coming up
            else:
                return
        time.sleep(0.05)
    raise RuntimeError("the throw-away PostgreSQL cluster did not start")


def _stop(server: "subprocess.Popen[bytes]", directory: Path, owner: int) -> None:
    if os.getpid() != owner:
        return  # a forked child ends: the cluster is not its own
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()
    shutil.rmtree(directory, ignore_errors=True)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
