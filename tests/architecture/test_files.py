"""Files are small, stand where they belong, and are called what they are."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SOURCE, named, python_files, text_files, tracked, tree

LONGEST = 400
MEASURED = {".py", ".html", ".scss", ".js", ".mjs", ".typ", ".sh"}
MAY_BE_LONG = {"package-lock.json"}

# What a module may consist of; a name may be a file or a folder split by noun.
IN_A_MODULE = {
    "urls", "views", "forms", "tasks", "api", "actions", "notices", "facts", "queries", "models", "procedure",
    "permissions", "apps", "declare", "events", "__init__", "templates", "tests", "migrations", "templatetags",
}  # fmt: skip
FORBIDDEN = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "base",
    "core",
    "lib",
    "manager",
    "service",
    "handler",
}

NAMED_BY_DJANGO = {"src/unionhall/kernel/postgres/base.py"}  # where it looks for the connections of a backend

MACHINE = re.compile(r"(?<![\w.~$}/])/(?:root|work|Users|home/[a-z]\w*|tmp/w)/|[A-Z]:\\\\")
INDEX = re.compile(r"https?://[^\s\"']*(?:pypi|npmjs|registry|artifactory|nexus|mirror)[^\s\"']*", re.IGNORECASE)


@pytest.mark.parametrize("path", [p for p in tracked() if p.suffix in MEASURED], ids=named)
def test_no_file_is_longer_than_a_reader_bears(path: Path) -> None:
    if path.name in MAY_BE_LONG or "migrations" in path.parts:
        return
    length = path.read_text(encoding="utf-8").count("\n")
    assert length <= LONGEST, f"{named(path)} has {length} lines: split it by noun"


def test_modules_consist_of_the_same_files() -> None:
    strange = [
        named(path)
        for module in (SOURCE / "modules").iterdir()
        if module.is_dir() and module.name != "__pycache__"
        for path in module.iterdir()
        if path.stem not in IN_A_MODULE | {"__pycache__"}
    ]
    assert not strange, "a module has only the files that CONTRIBUTING.md lists"


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    found = [
        named(p)
        for p in python_files(tests=True)
        if FORBIDDEN & {p.stem, *p.relative_to(SOURCE).parts[:-1]} and named(p) not in NAMED_BY_DJANGO
    ]
    assert not found, "say what it is about instead (CONTRIBUTING.md, Where to put things)"


def test_every_file_says_what_it_is_for() -> None:
    silent = [
        named(path)
        for path in python_files(tests=True)
        if "migrations" not in path.parts
        and path.read_text(encoding="utf-8").strip()
        and not ast.get_docstring(tree(path))
    ]
    assert not silent, "a module's docstring says what it is for"


def test_no_path_of_a_machine_and_no_index_is_written_down() -> None:
    found = []
    for path, text in text_files():
        if path == ROOT / "tests" / "architecture" / "test_files.py":
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if MACHINE.search(line) or INDEX.search(line):
                found.append(f"{named(path)}:{number}: {line.strip()[:100]}")
    assert not found, "\n".join(found)
