"""What takes long to make, made once for all workers of a run: a database with its tables, an installation, a demo.

On SQLite it is kept for the runs that follow, as long as the program and the day are the same; on PostgreSQL it lives
as long as the cluster. Each is made by the command that users type, then copied.
"""

import fcntl
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from tests import cluster

ROOT = Path(__file__).parents[1]
_KEPT = ROOT / ".pytest_cache" / "prepared"
_DAY = 24 * 60 * 60  # seconds


@dataclass(frozen=True)
class Prepared:
    """A home as it was made, its database on the cluster (nothing on SQLite), and what the command said."""

    folder: Path
    database: str
    said: str


def prepared(what: str, make: Callable[[Path, str], str]) -> Prepared:
    """``what`` as ``make(home, database)`` makes it, which returns what was said; made now if nobody has."""
    place = _place()
    ready = Prepared(place / what, f"prepared_{what}" if cluster.wanted() else "", "")
    said = place / f"{what}.txt"
    with _alone(place):
        if not said.exists():
            shutil.rmtree(ready.folder, ignore_errors=True)
            if ready.database:
                cluster.execute(f'create database "{ready.database}"')
            text = make(ready.folder, ready.database)
            said.write_text(text, encoding="utf-8")
    return Prepared(ready.folder, ready.database, said.read_text(encoding="utf-8"))


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    place.mkdir(parents=True, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@cache
def _place() -> Path:
    if cluster.wanted():
        return cluster.directory() / "prepared"
    place = _KEPT / _key()
    for old in _KEPT.glob("*"):
        if old != place and time.time() - old.stat().st_mtime > _DAY:  # another run may be at work with a younger one
            shutil.rmtree(old, ignore_errors=True)
    return place


def _key() -> str:
    """A name for the program as it is now, and for today: a demo's dates hang on it."""
    digest = hashlib.sha256(f"{date.today()} {os.geteuid()}".encode())  # noqa: DTZ011 -- the machine's day will do
    for file in sorted(path for path in (ROOT / "src").rglob("*") if path.suffix in {".py", ".toml", ".json"}):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]
