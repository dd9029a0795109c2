"""Reads what the documents print: files, edits and commands."""

import ast
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import tokenize
from dataclasses import dataclass
from pathlib import Path

from tests import homes

ROOT = Path(__file__).parents[2]

# `path`, alone or with `after `line`` / `instead of `line``, directly above a fenced block
_BLOCK = re.compile(
    r"^`(?P<path>[\w./-]+)`(?: (?P<how>after|instead of) `(?P<anchor>[^`\n]+)`)?\n```\w+\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_COMMANDS = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A file to write whole, or lines to put after (or instead of) one that stands there exactly once."""

    path: str
    how: str
    anchor: str
    text: str

    def write(self, root: Path) -> None:
        """Write it below ``root``."""
        file = root / self.path
        if not self.how:
            assert not file.exists(), f"{self.path} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")
            return
        lines = file.read_text(encoding="utf-8").splitlines()
        assert lines.count(self.anchor) == 1, f"{self.path} should have one line {self.anchor!r}"
        at = lines.index(self.anchor)
        lines[at if self.how == "instead of" else at + 1 : at + 1] = self.text.splitlines()
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def page(path: str) -> str:
    """A document's text."""
    return (ROOT / path).read_text(encoding="utf-8")


def blocks(text: str) -> list[Block]:
    """The files and edits of a document, in order."""
    return [
        Block(found["path"], found["how"] or "", found["anchor"] or "", found["text"])
        for found in _BLOCK.finditer(text)
    ]


def commands(text: str) -> list[str]:
    """The command lines of a document, in order."""
    return [
        line.strip()
        for block in _COMMANDS.findall(text)
        for line in block.replace("\\\n", " ").splitlines()
        if line.strip() and not line.startswith("#")
    ]


def follow(path: str, root: Path) -> "Followed":
    """A copy of the program below ``root``, with the files and edits of a document written into it."""
    for folder in ("src", "tests", "docs"):  # with what is compiled: it is still good, and takes a second to make anew
        shutil.copytree(ROOT / folder, root / folder)
    for name in ("pyproject.toml", "conftest.py"):
        shutil.copy(ROOT / name, root / name)
    followed = Followed(root, page(path))
    for block in blocks(followed.text):
        block.write(root)
    shutil.copytree(homes.migrated().folder, root / "home")  # what stays as it is need not be migrated anew
    return followed


@dataclass(frozen=True)
class Followed:
    """A copy of the program, changed as a document says."""

    root: Path
    text: str

    def run(self, *words: str) -> str:
        """Run a command there, with a home of its own and this Python; its output. It must succeed."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("UNIONHALL_", "DJANGO_", "PYTEST_"))}
        kept.pop("DATABASE_URL", None)
        env = kept | {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.root / "src"),
            "UNIONHALL_HOME": str(self.root / "home"),
            "HALL_TEST_TABLES": str(homes.migrated().folder),
        }
        done = subprocess.run(words, cwd=self.root, env=env, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, f"{shlex.join(words)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def run_commands(self, leave_out: frozenset[str] = frozenset()) -> None:
        """Run the commands that the document prints, in order, but those whose first word is left out."""
        for line in commands(self.text):
            words = shlex.split(line)
            if words[0] == "pytest":
                words += ["-q", "-p", "no:cacheprovider"]
            if words[0] not in leave_out:
                self.run(*words)


def lines_of_code(file: Path) -> int:
    """How many lines of a file of Python are neither blank nor comment nor docstring."""
    text = file.read_text(encoding="utf-8")
    silent = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    found = [token for token in tokenize.generate_tokens(io.StringIO(text).readline) if token.type not in silent]
    lines = {line for token in found for line in range(token.start[0], token.end[0] + 1)}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            lines -= set(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return len(lines)
