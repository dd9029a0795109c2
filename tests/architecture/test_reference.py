"""The generated reference pages say what is declared now."""

import os

import pytest

from tests.architecture.source import ROOT
from unionhall.config import reference


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "120")  # argparse breaks lines by it


@pytest.mark.parametrize(
    "path", ["structure", "offices", "permissions", "procedures", "measures", "law", "commands", "settings"]
)
def test_reference_pages_are_current(path: str) -> None:
    path = f"docs/reference/{path}.md"
    assert (ROOT / path).read_text(encoding="utf-8") == reference.pages()[path], f"{path} is stale: make docs"
