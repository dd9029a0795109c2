"""The source as the architecture tests read it."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "unionhall"

BUILT = SOURCE / "ui" / "static"  # by build.mjs, from packages


@cache
def tracked() -> tuple[Path, ...]:
    """Every file that belongs to the repository and is there; without git, every file that looks like it."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        found = [ROOT / name for name in listed]
    except (OSError, subprocess.CalledProcessError):
        written = (path for top in ("src", "tests", "docs", "bench") for path in (ROOT / top).rglob("*"))
        found = [path for path in written if BUILT not in path.parents]
    return tuple(sorted({path for path in found if path.is_file()}))


def text_files() -> Iterator[tuple[Path, str]]:
    """Tracked files that are text, with their text."""
    for path in tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def python_files(*, tests: bool = False) -> Iterator[Path]:
    """The product's Python files."""
    for path in tracked():
        if path.suffix == ".py" and SOURCE in path.parents and (tests or "tests" not in path.parts):
            yield path


@cache
def tree(path: Path) -> ast.Module:
    """A Python file, parsed."""
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a Python file: walked once, asked often."""
    return tuple(ast.walk(tree(path)))


def named(path: Path) -> str:
    """How a failing test calls a file."""
    return str(path.relative_to(ROOT))
