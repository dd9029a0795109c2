"""Reads the environment for ``settings.py``: the database's address, keys, and the installation's own address."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = ";".join(
    (
        "PRAGMA journal_mode=WAL",
        "PRAGMA synchronous=FULL",  # an acknowledged thing survives a power cut; 4,000 commits a second all the same
        "PRAGMA foreign_keys=ON",
        # 16 MB of log before it goes into the file: a page that many commits touch is then carried over once for all
        "PRAGMA wal_autocheckpoint=4000",
        "PRAGMA cache_size=-16000",  # 16 MB a connection
        "PRAGMA mmap_size=67108864",
        "PRAGMA temp_store=MEMORY",
    )
)


@dataclass(frozen=True)
class Keys:
    """The installation's keys; empty where none are laid down yet (then nothing can be served or encrypted)."""

    secret: str = ""
    encryption: dict[str, str] = field(default_factory=dict)  # by name, newest first, base64
    hash: str = ""  # base64

    @property
    def is_complete(self) -> bool:
        """Whether all three kinds are there."""
        return bool(self.secret and self.encryption and self.hash)


def home(env: Mapping[str, str] = os.environ) -> Path:
    """The directory that holds the embedded database, files and keys."""
    return Path(env.get("UNIONHALL_HOME") or Path.cwd() / ".home").resolve()


def region(env: Mapping[str, str] = os.environ) -> str:
    """Whose local rules of law hold here; "" for the national ones alone. Raises ValueError for an unknown region."""
    from unionhall.kernel.law.shipped import REGIONS

    found = env.get("UNIONHALL_REGION", "").strip().lower()
    if found and found not in REGIONS:
        raise ValueError(f"UNIONHALL_REGION is one of {', '.join(REGIONS)}, not {found!r}")
    return found


def key_file(env: Mapping[str, str] = os.environ) -> Path:
    """Where the keys are kept when they are not in the environment."""
    return Path(env.get("UNIONHALL_KEY_FILE") or home(env) / "keys.json")


def keys(env: Mapping[str, str] = os.environ) -> Keys:
    """The keys: from the environment if they are there, else from the key file, else empty."""
    if env.get("UNIONHALL_SECRET_KEY"):
        pairs = (pair.partition(":") for pair in env.get("UNIONHALL_ENCRYPTION_KEYS", "").split(",") if pair)
        return Keys(
            secret=env["UNIONHALL_SECRET_KEY"],
            encryption={name.strip(): value.strip() for name, _, value in pairs},
            hash=env.get("UNIONHALL_HASH_KEY", ""),
        )
    file = key_file(env)
    if not file.exists():
        return Keys()
    found = json.loads(file.read_text(encoding="utf-8"))
    return Keys(secret=found["secret"], encryption=found["encryption"], hash=found["hash"])


def database(env: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's description of the database that ``DATABASE_URL`` names. Raises ValueError for one it cannot read."""
    url = env.get("DATABASE_URL", "")
    if not url:
        return sqlite(home(env) / "unionhall.sqlite3")
    parts = urlsplit(url)
    if parts.scheme in {"postgres", "postgresql"}:
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        pool = int(env.get("UNIONHALL_POOL") or 0)
        if pool:  # a process's threads share so many connections; each gives its own back after every request
            options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 20}
        return {
            "ENGINE": "unionhall.kernel.postgres",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            # a socket's directory comes as ?host=/run/postgresql
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(options.pop("port", parts.port or "")),
            "OPTIONS": options,
            "CONN_MAX_AGE": 0 if pool else 600,
            "CONN_HEALTH_CHECKS": True,
        }
    if parts.scheme == "sqlite":
        return sqlite(Path(unquote(parts.path)))
    raise ValueError(f"DATABASE_URL must begin with postgres:// or sqlite:///, not {parts.scheme}://")


def sqlite(name: Path | str) -> dict[str, Any]:
    """Django's description of an embedded database: writers queue (IMMEDIATE) and wait instead of failing."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": name,
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS},
        "CONN_MAX_AGE": None,
    }


def address(env: Mapping[str, str] = os.environ) -> str:
    """``UNIONHALL_URL`` without a slash at its end; "" where it is not set.

    Raises ValueError if it is no web address.
    """
    url = env.get("UNIONHALL_URL", "").rstrip("/")
    if url and (urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname):
        raise ValueError("UNIONHALL_URL must begin with http:// or https:// and name a host")
    return url


def hosts(env: Mapping[str, str] = os.environ) -> list[str]:
    """The host names it answers to: its own address, those listed, and this machine."""
    own = urlsplit(address(env)).hostname
    listed = [host.strip() for host in env.get("UNIONHALL_HOSTS", "").split(",") if host.strip()]
    return [*([own] if own else []), *listed, "127.0.0.1", "localhost", "[::1]"]


def is_set(name: str, env: Mapping[str, str] = os.environ) -> bool:
    """Whether a switch is on."""
    return env.get(name, "").lower() in {"1", "true", "yes", "on"}
