"""What the Chinese pages print in bold is what the screen says; a page that names a button of yesterday fails."""

import re

import pytest

from tests.docs.pages import ROOT, page
from tests.docs.pictures import LARGEST, PICTURES, TAKEN
from unionhall.config import messages

PAGES = (
    "docs/tutorial/chair-first-day.md",
    "docs/tutorial/worker.md",
    "docs/howto/briefing.md",
    "docs/howto/campaign.md",
    "docs/howto/chair.md",
    "docs/howto/close.md",
    "docs/howto/hand-over.md",
    "docs/howto/hazards.md",
    "docs/howto/import-roll.md",
    "docs/howto/law-layer.md",
    "docs/howto/liaison.md",
    "docs/howto/regroup.md",
    "docs/howto/second-step.md",
    "docs/howto/settle.md",
)
BOLD = re.compile(r"\*\*([^*\n]+)\*\*")


@pytest.fixture(scope="module")
def said() -> str:
    """Everything that the program says, a text a line."""
    return "\n".join(form for message in messages.kept() for form in messages.strings(message.id))


@pytest.mark.parametrize("path", PAGES)
def test_what_is_bold_stands_on_a_screen(path: str, said: str) -> None:
    """``…`` stands for what the page fills in: a name, a number."""
    unknown = [
        words
        for words in BOLD.findall(page(path))
        if not re.search(r"[^\n]*?".join(map(re.escape, words.split("…"))), said)
    ]
    assert not unknown, "\n".join(unknown)


def test_pictures_are_the_journeys_own_and_small() -> None:
    kept = {path.name for path in PICTURES.iterdir()}
    assert kept == set(TAKEN), "make docs-pictures"
    assert not [path.name for path in PICTURES.iterdir() if path.stat().st_size > LARGEST]
    shown = "".join(path.read_text(encoding="utf-8") for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
    assert not [name for name in TAKEN if f"pictures/{name}" not in shown], "a picture that no page shows"
