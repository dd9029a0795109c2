"""Follows docs/tutorial/first-change.md in a copy of the program."""

from pathlib import Path

import pytest

from tests.docs import pages


@pytest.mark.slow
def test_the_tutorial_works_as_it_is_printed(tmp_path: Path) -> None:
    followed = pages.follow("docs/tutorial/first-change.md", tmp_path / "hall")
    followed.run_commands()
    assert list((followed.root / "src/unionhall/modules/feedback/migrations").glob("*_place.py"))
