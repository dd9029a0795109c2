"""On SQLite who comes by a short lane uses one connection with the others, and everybody else their own."""

import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from unionhall.config import turns
from unionhall.kernel.running import execute

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="on PostgreSQL nobody takes turns"),
]


def _on_a_thread(act: Any) -> Any:
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return found[0]


def _mine() -> int:
    execute("SELECT 1")
    return id(connections["default"])


def test_all_threads_use_one_connection_in_turn_and_their_own_elsewhere() -> None:
    shared = turns.Turns()

    def visit() -> tuple[int, int, int]:
        before = _mine()
        with shared:
            within = _mine()
        shared.leave()
        return before, within, _mine()

    first, second = visit(), _on_a_thread(visit)
    assert first[1] == second[1]
    assert first[0] == first[2] != first[1]
    assert second[0] == second[2] != second[1]
    assert first[0] != second[0]


def test_who_waits_too_long_goes_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "PATIENCE", 0.01)
    shared = turns.Turns()
    with shared:
        taken = _mine()

        def visit() -> int:
            with shared:
                return _mine()

        assert _on_a_thread(visit) != taken
    assert _on_a_thread(visit) == taken


def test_a_mistake_gives_the_turn_back() -> None:
    shared = turns.Turns()
    with pytest.raises(RuntimeError), shared:
        raise RuntimeError("a mistake")
    shared.leave()
    assert _on_a_thread(lambda: shared.__enter__() or shared._mine.has_turn)


def test_the_turn_comes_back_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked for twice by one request, a connection that can not be made, a statement that fails in a transaction."""
    shared = turns.Turns()

    def fails(_alias: str) -> Any:
        raise RuntimeError("no connection")

    with monkeypatch.context() as patch:
        patch.setattr(connections, "create_connection", fails)
        with pytest.raises(RuntimeError), shared:
            pytest.fail("it had no connection")
    with shared:
        taken = _mine()
        with shared:
            assert _mine() == taken
        assert shared._mine.has_turn
    with pytest.raises(IntegrityError), shared, transaction.atomic():
        execute("INSERT INTO people_person (id) VALUES (%s)", [1])
    shared.leave()

    def visit() -> tuple[int, bool, bool]:
        with shared:
            return _mine(), shared._mine.has_turn, connections["default"].in_atomic_block

    assert _on_a_thread(visit) == (taken, True, False)
