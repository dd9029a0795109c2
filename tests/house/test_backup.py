"""What was backed up comes back whole, in an empty home only, and the keys travel apart."""

import stat
import tarfile
from pathlib import Path

import pytest

from tests.homes import Home

pytestmark = pytest.mark.processes

# every row of every table, as the database has it
ROWS = """
from django.db import connection
with connection.cursor() as cursor:
    for table in sorted(connection.introspection.table_names()):
        if table == "django_migrations" or "_data" in table or "_idx" in table or table.startswith("sqlite"):
            continue
        columns = sorted(c.name for c in connection.introspection.get_table_description(cursor, table))
        cursor.execute(f'select {", ".join(connection.ops.quote_name(c) for c in columns)} from "{table}"')
        print(table, sorted(map(repr, cursor.fetchall())))
"""
PHONES = "from unionhall.kernel.people.models import Person; print([p.phone for p in Person.objects.order_by('pk')])"
NEXT = """
from unionhall.kernel.actor import Actor
from unionhall.kernel.people import actions
print(actions.add_people(Actor.system("test"), [actions.NewPerson(name="新来的")])[0].pk)
"""


@pytest.fixture
def founded(home: Home) -> Home:
    home.found()
    return home


@pytest.fixture
def filled(founded: Home, tmp_path: Path) -> Home:
    home = founded
    listed = tmp_path / "officers.csv"
    listed.write_text("单位代码,姓名,手机号,职务\n119900,周海燕,13900000002,主席\n", encoding="utf-8")
    home.done("invite-officers", str(listed))
    files = home.path / "files" / "2026"
    files.mkdir(parents=True)
    (files / "图.txt").write_text("一张图", encoding="utf-8")
    return home


def test_database_and_files_come_back_whole_where_the_keys_are_brought(
    filled: Home, other_home: Home, tmp_path: Path
) -> None:
    archive = tmp_path / "kept" / "hall.tar.gz"
    filled.done("backup", str(archive))
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    again = filled.run("backup", str(archive))
    assert (again.returncode, "不会覆盖" in again.stderr) == (2, True)

    keys = archive.with_name(f"{archive.name}.keys.json").rename(tmp_path / "elsewhere.json")
    refused = other_home.run("restore", str(archive))
    assert (refused.returncode, "--keys" in refused.stderr) == (2, True)
    other_home.done("restore", str(archive), "--keys", str(keys))
    assert other_home.ask(ROWS) == filled.ask(ROWS)
    assert other_home.ask(PHONES) == "['13900000001', '13900000002']"
    assert (other_home.path / "files" / "2026" / "图.txt").read_text(encoding="utf-8") == "一张图"
    assert stat.S_IMODE((other_home.path / "keys.json").stat().st_mode) == 0o600
    assert other_home.done("doctor").strip() == "没有发现问题。"
    assert other_home.ask(NEXT) == "3"  # numbering goes on


def test_the_archive_opens_nothing_without_the_keys(founded: Home, tmp_path: Path) -> None:
    archive = tmp_path / "hall.tar.gz"
    founded.done("backup", str(archive))
    with tarfile.open(archive) as tar:
        names = tar.getnames()
        content = b"".join(tar.extractfile(m).read() for m in tar.getmembers() if m.isfile())  # type: ignore[union-attr]
    assert not [name for name in names if (name.endswith(".json") and name != "manifest.json") or "slip" in name]
    assert b"13900000001" not in content
    assert (tmp_path / "hall.tar.gz.keys.json").read_bytes() == (founded.path / "keys.json").read_bytes()


def test_a_restore_needs_an_empty_home(founded: Home, tmp_path: Path) -> None:
    archive = tmp_path / "hall.tar.gz"
    founded.done("backup", str(archive))
    before = founded.ask(ROWS)
    refused = founded.run("restore", str(archive))
    assert (refused.returncode, "不会再建一次" in refused.stderr) == (2, True)
    assert founded.ask(ROWS) == before


def test_what_is_no_backup_is_refused(home: Home, tmp_path: Path) -> None:
    (tmp_path / "text.tar.gz").write_text("not a backup")
    refused = home.run("restore", str(tmp_path / "text.tar.gz"))
    assert (refused.returncode, "不是备份文件" in refused.stderr) == (2, True)
    with tarfile.open(tmp_path / "other.tar.gz", "w:gz") as tar:
        tar.add(tmp_path / "text.tar.gz", "x")
    refused = home.run("restore", str(tmp_path / "other.tar.gz"))
    assert (refused.returncode, "不是职工之家的备份" in refused.stderr) == (2, True)
    assert not (home.path / "keys.json").exists()
