"""Follows docs/howto/add-a-module.md step by step in a copy of the program, never in the checkout."""

import re

import pytest

from tests.docs import pages
from tests.docs.pages import Followed

PATH = "docs/howto/add-a-module.md"
MOST_LINES = 250  # of code, blank lines not counted
LIAISON = pages.ROOT / "src/unionhall/modules/liaison"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Followed:
    """The program with the page's module in it, after the page's commands."""
    found = pages.follow(PATH, tmp_path_factory.mktemp("lending"))
    found.run_commands(leave_out=frozenset({"mypy"}))  # half a minute; the checks run it over the whole source
    found.run("env", "DJANGO_SETTINGS_MODULE=unionhall.config.settings", "python", "-m", "unionhall.config.reference")
    return found


def test_the_page_is_short_and_every_block_names_its_file() -> None:
    text = pages.page(PATH)
    found = pages.blocks(text)
    assert sum(bool(line.strip()) for block in found for line in block.text.splitlines()) <= MOST_LINES
    assert len(found) + text.count("\n```sh\n") == text.count("\n```") // 2


def test_the_module_it_names_to_compare_with_is_as_small_as_it_says() -> None:
    said = re.search(r"in (\d+) lines of Python, (\d+) of templates and (\d+) elsewhere", pages.page(PATH))
    assert said is not None
    python, templates = map(int, said.groups()[:2])
    rows = [file for file in LIAISON.rglob("*.py") if not {"tests", "migrations"} & set(file.parts)]
    assert sum(pages.lines_of_code(file) for file in rows) == python
    plain = [line.strip() for file in LIAISON.glob("templates/*/*") for line in file.read_text("utf-8").splitlines()]
    assert sum(bool(line) and not line.startswith("//") for line in plain) == templates
    assert sum(map(int, said.groups())) <= 500


def test_the_page_leaves_no_migration_out(followed: Followed) -> None:
    assert (followed.root / "src/unionhall/modules/lending/migrations/0001_initial.py").exists()
    followed.run(
        "python", "-m", "django", "makemigrations", "--check", "--dry-run", "--settings", "unionhall.config.settings"
    )


def test_an_installation_with_it_is_sound(followed: Followed) -> None:
    unionhall = ("python", "-m", "unionhall.config.command")
    officer = ("--name", "林秋月", "--phone", "13900000001")
    followed.run(*unionhall, "init", "--unit", "岚川区总工会", "--code", "119900", *officer)
    assert "没有发现问题" in followed.run(*unionhall, "doctor")
    assert "出借本单位的物品，收回" in followed.run(*unionhall, "show", "offices")


def test_the_reference_pages_tell_of_it(followed: Followed) -> None:
    for page, told in (("permissions", "lending.lend"), ("procedures", "lending.loan"), ("measures", "lending.loans")):
        assert told in (followed.root / f"docs/reference/{page}.md").read_text(encoding="utf-8")


def test_it_keeps_the_order_of_the_house(followed: Followed) -> None:
    # of what is asked file by file, only its own files: the others are as they were
    followed.run("pytest", "tests/architecture", "-q", "-p", "no:cacheprovider", "-k", "not src or lending")
