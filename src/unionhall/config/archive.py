"""A backup: one tar.gz with the database as of one moment and the files, and the keys in a file of their own.

SQLite goes in as the database file itself (through its backup interface, while others write); PostgreSQL as one COPY
a table, read in one snapshot. What is encrypted stays encrypted. A backup goes back into the kind of database that it
came from, by the same version of the program or a later one, which then migrates it.
"""

import io
import json
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

import unionhall
from unionhall.config import environment, keys
from unionhall.kernel import clock
from unionhall.kernel.actor import Refused

FORMAT = 1
_DATABASE, _MANIFEST, _TABLES, _FILES = "unionhall.sqlite3", "manifest.json", "tables/", "files/"
_NOT_COPIED = frozenset({"django_migrations"})


def keys_beside(file: Path) -> Path:
    """Where a backup's keys are written, and looked for when nothing else is said."""
    return file.with_name(f"{file.name}.keys.json")


def write(file: Path) -> Path:
    """Write a backup to ``file`` and the keys beside it; returns the key file. Raises Refused if either is there."""
    found = environment.keys()
    keys.must_be_there()
    if file.exists() or keys_beside(file).exists():
        raise Refused(_("%(file)s 已经有了，不会覆盖它。") % {"file": file})
    file.parent.mkdir(parents=True, exist_ok=True)
    half = file.with_name(f"{file.name}.part")
    with tarfile.open(half, "w:gz", compresslevel=6) as tar:
        _add(tar, _MANIFEST, json.dumps(_manifest(), ensure_ascii=False, indent=2).encode())
        with tempfile.TemporaryDirectory(dir=file.parent) as directory:
            for name, path in _database(Path(directory)):
                tar.add(path, name)
        if Path(settings.MEDIA_ROOT).exists():
            tar.add(settings.MEDIA_ROOT, _FILES.rstrip("/"))
    half.chmod(0o600)
    half.rename(file)
    keys.write(keys_beside(file), found)
    return keys_beside(file)


def read(file: Path, key_file: Path) -> None:
    """Fill an empty installation from a backup. The caller has made sure that it is empty.

    Raises Refused when the backup cannot go in here; then nothing has been written but, on PostgreSQL, empty tables.
    """
    with _opened(file) as tar:
        manifest = _read_manifest(tar)
        found = _keys_for(key_file)
        settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
        if connection.vendor == "sqlite":
            _restore_sqlite(tar)
        else:
            _restore_postgres(tar, manifest)
        _restore_files(tar)
    call_command("migrate", interactive=False, verbosity=0)
    if not environment.keys().is_complete:
        keys.write(environment.key_file(), found)
    keys.use(found)


def _manifest() -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": unionhall.__version__,
        "at": clock.now().isoformat(timespec="seconds"),
        "vendor": connection.vendor,
        "migrations": sorted(MigrationRecorder(connection).applied_migrations()),
    }


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    tar.addfile(info, io.BytesIO(content))


def _database(directory: Path) -> Iterator[tuple[str, Path]]:
    """The database as of one moment, as files in ``directory``, with their names in the archive."""
    if connection.vendor == "sqlite":
        copy = directory / _DATABASE
        connection.ensure_connection()
        with sqlite3.connect(copy) as target:
            connection.connection.backup(target, pages=2000, sleep=0.02)
        target.close()
        yield _DATABASE, copy
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        for table in _tables(cursor):
            path = directory / table
            with path.open("wb") as out, cursor.copy(f"copy {_named(cursor, table)} to stdout") as rows:
                for block in rows:
                    out.write(block)
            yield f"{_TABLES}{table}", path


def _tables(cursor: Any) -> list[str]:
    found = connection.introspection.table_names(cursor)
    return sorted(set(found) - _NOT_COPIED)


def _named(cursor: Any, table: str) -> str:
    """The table with the columns that are stored, without those that the database computes, ready for COPY."""
    cursor.execute(
        "select column_name from information_schema.columns where table_schema = current_schema()"
        " and table_name = %s and is_generated = 'NEVER' order by ordinal_position",
        [table],
    )
    quote = connection.ops.quote_name
    return f"{quote(table)} ({', '.join(quote(name) for (name,) in cursor.fetchall())})"


def _opened(file: Path) -> tarfile.TarFile:
    try:
        return tarfile.open(file, "r:gz")
    except tarfile.TarError as error:
        raise Refused(_("%(file)s 不是备份文件。") % {"file": file}) from error


def _read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(_member(tar, _MANIFEST).read())
    except KeyError as error:
        raise Refused(_("这个文件不是职工之家的备份。")) from error
    if manifest["vendor"] != connection.vendor:
        text = _("备份来自 %(from)s，这里用的是 %(here)s，不能直接恢复。")
        raise Refused(text % {"from": manifest["vendor"], "here": connection.vendor})
    there = MigrationLoader(None).disk_migrations or {}
    known = set(there) | {step for migration in there.values() for step in migration.replaces}  # put together since
    if manifest["format"] != FORMAT or any(tuple(step) not in known for step in manifest["migrations"]):
        text = _("备份来自更新的版本 %(version)s，请先升级程序。")
        raise Refused(text % {"version": manifest["version"]})
    return manifest


def _keys_for(key_file: Path) -> environment.Keys:
    """The keys that open the backup: the environment's, or the key file's. Raises Refused without any."""
    if environment.keys().is_complete:
        return environment.keys()
    if not key_file.exists():
        raise Refused(_("没有找到密钥文件 %(file)s，用 --keys 说明它在哪里。") % {"file": key_file})
    return environment.keys({"UNIONHALL_KEY_FILE": str(key_file)})


def _member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    found = tar.extractfile(name)
    if found is None:
        raise KeyError(name)
    return found


def _restore_sqlite(tar: tarfile.TarFile) -> None:
    target = Path(settings.DATABASES["default"]["NAME"])
    connection.close()
    for left in (target, target.with_name(f"{target.name}-wal"), target.with_name(f"{target.name}-shm")):
        left.unlink(missing_ok=True)
    with _member(tar, _DATABASE) as source, target.open("wb") as out:
        shutil.copyfileobj(source, out, 1 << 20)
    target.chmod(0o600)


def _restore_postgres(tar: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    """Lay down the tables as they were, then fill them in one transaction; references are checked at its end."""
    executor = MigrationExecutor(connection)
    said = {tuple(step) for step in manifest["migrations"]}
    nodes = executor.loader.graph.node_map
    # those that were put together since stand for what they replace, which the graph knows no longer
    together = {key for key, migration in executor.loader.replacements.items() if said.issuperset(migration.replaces)}
    applied = (said | together) & nodes.keys()
    executor.migrate(sorted(key for key in applied if not any(child.key in applied for child in nodes[key].children)))
    with transaction.atomic(), connection.cursor() as cursor:
        tables = [name.removeprefix(_TABLES) for name in tar.getnames() if name.startswith(_TABLES)]
        cursor.execute("set constraints all deferred")
        for table in tables:  # what the migrations themselves laid down
            cursor.execute(f"delete from {connection.ops.quote_name(table)}")  # noqa: S608 -- a table's own name
        for table in tables:
            with (
                _member(tar, f"{_TABLES}{table}") as source,
                cursor.copy(f"copy {_named(cursor, table)} from stdin") as rows,
            ):
                while block := source.read(1 << 20):
                    rows.write(block)
        for table in tables:
            set_sequences(connection, cursor, table)


def set_sequences(on: BaseDatabaseWrapper, cursor: Any, table: str) -> None:
    """Let the numbering of a table of PostgreSQL go on after the highest number that came in."""
    quote = on.ops.quote_name
    for sequence in on.introspection.get_sequences(cursor, table):
        column = quote(sequence["column"])
        cursor.execute(
            f"select setval(%s, coalesce(max({column}), 1), max({column}) is not null) from {quote(table)}",  # noqa: S608
            [sequence["name"]],
        )


def _restore_files(tar: tarfile.TarFile) -> None:
    inside = [member for member in tar.getmembers() if member.name.startswith(_FILES) or member.name == _FILES[:-1]]
    tar.extractall(settings.HOME, members=inside, filter="data")
