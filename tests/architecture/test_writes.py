"""Only actions write, and time is asked of one clock."""

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.source import SOURCE, named, nodes, python_files

WRITING = {
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "save",
    "delete",
    "update",
    "raw",
}
# where a receiver makes the call a write of rows; ``dict.update`` and the like are none
ROWS = {"objects", "_base_manager", "filter", "exclude", "all", "open", "on", "below", "order_by", "select_for_update"}
ALWAYS = {"bulk_create", "bulk_update", "get_or_create", "update_or_create", "save", "delete"}
READERS = {
    "views", "forms", "queries", "api", "facts", "notices", "procedure", "permissions", "declare", "apps", "tasks",
    "urls", "events", "doctor", "show",
}  # fmt: skip
NOT_ROWS = {("session", "save"), ("cache", "delete"), ("form", "save"), ("segno", "save")}


@cache
def _calls(path: Path) -> tuple[tuple[ast.Call, ast.Attribute], ...]:
    return tuple(
        (node, node.func) for node in nodes(path) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    )


def _words(node: ast.AST) -> set[str]:
    """The names in a receiver: ``Unit.objects.filter(…)`` has Unit, objects, filter."""
    return {n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute)} | {
        n.id for n in ast.walk(node) if isinstance(n, ast.Name)
    }


def _imported(path: Path) -> set[str]:
    """The names a file imports; ``actions.save(…)`` is an action, not a row that is saved."""
    found = [node for node in nodes(path) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {alias.asname or alias.name for node in found for alias in node.names}


def _writes(path: Path) -> list[str]:
    found = []
    imported = _imported(path)
    for call, func in _calls(path):
        if isinstance(func.value, ast.Name) and func.value.id in imported:
            continue
        words = _words(func.value)
        if func.attr not in WRITING or any(word in words and func.attr == verb for word, verb in NOT_ROWS):
            continue
        if func.attr in ALWAYS or words & ROWS:
            found.append(f"{named(path)}:{call.lineno}: .{func.attr}()")
    return found


def _reads_only(path: Path) -> bool:
    inside = path.relative_to(SOURCE).parts
    if "migrations" in inside:
        return False
    if inside[0] in {"desk", "structures", "ui", "demo", "config"}:
        return inside[:2] != ("config", "archive.py")
    return bool(READERS & {Path(part).stem for part in inside[2:]})


@pytest.mark.parametrize("path", [p for p in python_files() if _reads_only(p)], ids=named)
def test_only_actions_write(path: Path) -> None:
    assert not _writes(path), "call an action"


def test_time_is_asked_of_the_clock_alone() -> None:
    asked = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("timezone", "now"), ("date", "today"),
             ("timezone", "localdate"), ("time", "time")}  # fmt: skip
    found = [
        f"{named(path)}:{call.lineno}"
        for path in python_files()
        if path != SOURCE / "kernel" / "clock.py" and SOURCE / "demo" not in path.parents
        for call, func in _calls(path)
        if isinstance(func.value, ast.Name | ast.Attribute)
        and (getattr(func.value, "id", getattr(func.value, "attr", "")), func.attr) in asked
    ]
    assert not found, "ask unionhall.kernel.clock"


def test_the_clock_is_set_only_by_the_demo() -> None:
    found = [
        f"{named(path)}:{call.lineno}"
        for path in python_files()
        if SOURCE / "demo" not in path.parents
        for call, func in _calls(path)
        if func.attr == "set_to" and "clock" in _words(func.value)
    ]
    assert not found


def test_rules_are_not_hidden_in_signals() -> None:
    found = [
        named(path)
        for path in python_files()
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and (node.module or "") in {"django.dispatch", "django.db.models.signals"}
    ]
    assert not found, "announce an event and listen to it (kernel.journal.events)"
