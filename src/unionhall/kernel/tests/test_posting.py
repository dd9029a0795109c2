"""What nobody waits for is done with what follows it, or with COMMIT; and not at all where the act is taken back."""

import threading
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError, connection, connections, transaction

from unionhall.kernel import clock, driver
from unionhall.kernel.journal.models import Line
from unionhall.kernel.running import execute, execute_later, execute_together
from unionhall.kernel.statements import Insert, Select, all_together

pytestmark = pytest.mark.django_db(transaction=True)

SAID = Select(lambda subject: Line.objects.filter(subject=subject).order_by("pk").values_list("verb"), subject=str)
only_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server")


def _post(verb: str) -> None:
    Insert(Line).save_all([Line(at=clock.now(), verb=verb, subject="test.Posted:1", data={})])


def _said() -> list[str]:
    return [verb for (verb,) in SAID.all(subject="test.Posted:1")]


def _elsewhere(act: Any) -> Any:
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


def test_what_was_posted_is_there_once_the_act_is_committed() -> None:
    with transaction.atomic():
        _post("test.first")
        _post("test.second")
    assert _elsewhere(_said) == ["test.first", "test.second"]


def test_whatever_follows_in_the_act_sees_it() -> None:
    with transaction.atomic():
        _post("test.first")
        assert _said() == ["test.first"]
        _post("test.second")
        assert Line.objects.filter(subject="test.Posted:1").count() == 2
        with transaction.atomic():  # a savepoint stands behind what was posted before it
            _post("test.third")
        _post("test.fourth")
        assert execute_together([("SELECT 1", []), ("SELECT COUNT(*) FROM journal_line", [])]) == [[(1,)], [(4,)]]


def test_what_is_taken_back_is_never_done() -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        _post("test.first")
        raise RuntimeError("a mistake")
    with transaction.atomic():
        _post("test.second")
        with pytest.raises(RuntimeError), transaction.atomic():
            _post("test.third")
            raise RuntimeError("a mistake")
    assert _said() == ["test.second"]


def test_an_error_of_it_takes_the_act_back_and_leaves_the_connection_usable() -> None:
    for follows in (lambda: None, _said, Line.objects.count, lambda: _post("test.later")):
        with pytest.raises(DatabaseError), transaction.atomic():
            _post("test.first")
            execute_later("INSERT INTO journal_line (verb) VALUES (%s)", ["test.lacks_all_else"])
            follows()
        assert _said() == []


def test_several_questions_are_answered_in_their_order() -> None:
    _post("test.first")
    asked = ((SAID, {"subject": "test.Posted:1"}), (SAID, {"subject": "test.Posted:2"}))
    assert all_together(*asked) == [[("test.first",)], []]
    assert all_together(*reversed(asked)) == [[], [("test.first",)]]
    assert execute_together([]) == []


def test_more_statements_than_are_kept_prepared_are_answered_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "MOST_PREPARED", 2)
    asked = [(f"SELECT {n}", []) for n in range(5)]
    for _time in range(2):
        with transaction.atomic():
            _post("test.first")
            assert execute_together(asked) == [[(n,)] for n in range(5)]
    assert _said() == ["test.first", "test.first"]


@only_postgres
def test_it_goes_with_the_commit_in_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = driver._Postgres._sent
    messages: list[int] = []

    def noted(self: Any, ready: Any, **how: Any) -> Any:
        messages.append(len(self.posted) + len(ready))
        return sent(self, ready, **how)

    _post("test.first")  # prepared, once for all
    monkeypatch.setattr(driver._Postgres, "_sent", noted)
    with transaction.atomic():
        _post("test.second")
        _post("test.third")
        assert _elsewhere(_said) == ["test.first"]
    assert messages == [2]
    assert _elsewhere(_said) == ["test.first", "test.second", "test.third"]


@only_postgres
def test_other_threads_go_on_while_one_waits_for_a_lock() -> None:
    """Both are of this process: who held up the others while it waits would wait for ever."""
    lock = "SELECT pg_advisory_xact_lock(%s)"
    waits, got = threading.Event(), threading.Event()

    def wait_for_it() -> None:
        try:
            with transaction.atomic():
                waits.set()
                execute_later(lock, [77])
                execute("SELECT 1")
            got.set()
        finally:
            connections.close_all()

    with transaction.atomic():
        execute(lock, [77])
        thread = threading.Thread(target=wait_for_it, daemon=True)
        thread.start()
        assert waits.wait(10)
        assert not got.wait(0.3)
    assert got.wait(10)
    thread.join(10)


@only_postgres
def test_a_connection_that_dies_in_the_middle_is_made_anew() -> None:
    with pytest.raises(OperationalError), transaction.atomic():
        execute_later("SELECT pg_terminate_backend(pg_backend_pid())")
        execute("SELECT 1")
    assert execute_together([("SELECT 1", []), ("SELECT 2", [])]) == [[(1,)], [(2,)]]
    execute("SELECT 1")
    with pytest.raises(OperationalError), transaction.atomic():
        execute_later("SELECT pg_terminate_backend(pg_backend_pid())")
    assert execute("SELECT 3")[0] == [(3,)]
