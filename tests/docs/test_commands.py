"""What the documents tell people to type, to set and to press is there."""

import re
import shlex

import pytest

from tests.docs import pages
from unionhall.config import command

GUIDES = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/howto/install.md",
    "docs/howto/postgresql.md",
    "docs/howto/chair.md",
    "docs/howto/add-a-module.md",
    "docs/tutorial/first-change.md",
    "docs/explanation/figures.md",
)
INSTALL = pages.page("docs/howto/install.md")
CHAIR = pages.page("docs/howto/chair.md")


def _lines() -> list[str]:
    """Every printed line that begins with ``unionhall``, in a block or between backticks."""
    found: list[str] = []
    for path in GUIDES:
        text = pages.page(path)
        found += re.findall(r"`(unionhall [^`\n]+)`", text)
        found += [line for line in pages.commands(text) if line.startswith("unionhall ")]
    return sorted(set(found))


@pytest.mark.parametrize("line", _lines())
def test_a_printed_command_is_understood(line: str) -> None:
    words = shlex.split(line.split("#", maxsplit=1)[0])[1:]
    if len(words) == 1 and words[0] in {"init", "web", "show"}:
        words.append("--help")
    parser = command.parser()
    if "--help" in words:
        with pytest.raises(SystemExit) as left:
            parser.parse_args(words)
        assert left.value.code == 0
    else:
        parser.parse_args(words)


def test_make_knows_every_printed_target() -> None:
    targets = set(re.findall(r"^([a-z-]+):", pages.page("Makefile"), re.MULTILINE))
    printed = {target for path in GUIDES for target in re.findall(r"\bmake ([a-z-]+)", pages.page(path))}
    assert printed - {"python"} <= targets


def test_every_setting_that_is_named_is_read_somewhere() -> None:
    named = set(re.findall(r"\b(?:UNIONHALL_[A-Z_]+|DATABASE_URL)\b", INSTALL))
    source = "".join(path.read_text(encoding="utf-8") for path in (pages.ROOT / "src/unionhall").rglob("*.py"))
    assert named
    assert {name for name in named if name not in source} == set()


def test_the_buttons_that_the_chair_is_told_to_press_are_there() -> None:
    shown = "".join(
        path.read_text(encoding="utf-8")
        for pattern in ("*.html", "*.typ", "*.py")
        for path in (pages.ROOT / "src/unionhall").rglob(pattern)
    )
    pressed = set(re.findall(r"\*\*([^*]+)\*\*", CHAIR)) | set(re.findall(r"点“([^”]+)”", CHAIR))
    assert {label for label in pressed if label not in shown} == set()


def test_the_anonymous_lane_is_kept_out_of_the_proxys_log() -> None:
    from unionhall.config.lanes import ANONYMOUS

    silent = re.findall(r"location (?:~ )?(\S+) \{\n\s+access_log off;", INSTALL)
    for prefix in (ANONYMOUS.prefix, "/c/", "/sit/"):
        assert any(re.match(place, prefix) for place in silent), prefix
