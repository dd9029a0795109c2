"""The databases themselves refuse to change the journal."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, connection, transaction

from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import actions, declare, guards
from unionhall.kernel.journal.models import Line, LineName


@pytest.fixture
def line(db: None, monkeypatch: pytest.MonkeyPatch) -> Line:
    monkeypatch.setitem(declare._verbs, "test.done", "做了{what}")
    return actions.write(by=Actor.system("测试"), verb="test.done", data={"what": "事"})


def refused(act: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        act()


def test_a_line_can_be_neither_changed_nor_deleted(line: Line) -> None:
    LineName.objects.filter(line=line).update(name="")
    refused(lambda: Line.objects.filter(pk=line.pk).update(verb="test.other"))
    refused(lambda: Line.objects.filter(pk=line.pk).update(at=line.at))
    refused(lambda: Line.objects.filter(pk=line.pk)._raw_delete("default"))
    assert Line.objects.get() == line


def test_a_name_can_be_blanked_and_nothing_else(line: Line) -> None:
    names = LineName.objects.filter(line=line)
    refused(lambda: names.update(name="别人"))
    refused(lambda: names.update(person_id=7))
    refused(lambda: names.update(name="", person_id=7))
    refused(lambda: names.update(name="", part=LineName.ABOUT))
    refused(names.delete)
    assert names.update(name="") == 1
    assert names.get().name == ""


@pytest.mark.parametrize("table", ["journal_line", "journal_linename"])
def test_truncate_is_refused(line: Line, pg: None, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # else the key just written stands in TRUNCATE's way, not we
        refused(lambda: cursor.execute(f"TRUNCATE {table} CASCADE"))


def test_lifted_triggers_are_back_afterwards(line: Line) -> None:
    with guards.lifted(connection):
        assert Line.objects.filter(pk=line.pk).update(rule="TUL-16") == 1
    refused(lambda: Line.objects.filter(pk=line.pk).update(rule=""))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", [1, 2])
def test_transactional_tests_can_be_emptied(round_: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not Line.objects.exists()
    monkeypatch.setitem(declare._verbs, "test.done", "做了")
    actions.write(by=Actor.system("测试"), verb="test.done")
    with pytest.raises(DatabaseError, match="append-only"):
        Line.objects.update(rule=f"round {round_}")
