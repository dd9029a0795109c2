"""Every relative link (and picture) in a document leads to a file that is there, and to a heading that it has."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

_LINK = re.compile(r"\[[^\]\n]+\]\((?P<to>[^)\s]+)\)")  # pictures too
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)


def _documents() -> list[Path]:
    shown = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.md"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    found = [ROOT / line for line in shown.stdout.splitlines()] or [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    return sorted(path for path in found if path.exists())


def _anchor(heading: str) -> str:
    """A heading as forges write it into an address."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


@pytest.mark.parametrize("document", _documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    text = _FENCED.sub("", document.read_text(encoding="utf-8"))
    for link in _LINK.finditer(text):
        target, _, part = link["to"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        file = (document.parent / target).resolve() if target else document
        assert file.exists(), f"{link['to']} leads nowhere"
        if part:
            headings = _HEADING.findall(file.read_text(encoding="utf-8"))
            assert part in {_anchor(heading) for heading in headings}, f"{link['to']} names no heading"
