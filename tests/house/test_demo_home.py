"""A demo lives in a home of its own: it neither writes into one that it did not make nor deletes it."""

import json
from pathlib import Path

import pytest

from unionhall.config.commands import demo
from unionhall.kernel.actor import Refused


@pytest.fixture
def somebodys(tmp_path: Path) -> Path:
    """A folder with something in it."""
    (tmp_path / "名册.xlsx").write_bytes(b"theirs")
    return tmp_path


def test_it_is_not_built_where_something_lies(somebodys: Path) -> None:
    with pytest.raises(Refused, match="已经有别的东西"):
        demo._build("tiny", somebodys, None)
    assert [one.name for one in somebodys.iterdir()] == ["名册.xlsx"]


def test_beginning_anew_deletes_nobodys_home(somebodys: Path) -> None:
    with pytest.raises(Refused, match="不是演示数据"):
        demo._clear(somebodys)
    assert (somebodys / "名册.xlsx").read_bytes() == b"theirs"


def test_a_demo_of_another_size_is_told_and_left(tmp_path: Path) -> None:
    (tmp_path / ".demo").write_text(json.dumps({"size": "full", "day": "2026-11-20"}), encoding="utf-8")
    with pytest.raises(Refused, match="没建完的演示"):
        demo._build("tiny", tmp_path, demo._read(tmp_path))


@pytest.mark.parametrize("mark", ["", "2026-01-05", '"full"', '{"seed": 7}'])
def test_a_mark_of_another_program_is_a_sentence(tmp_path: Path, mark: str) -> None:
    (tmp_path / ".demo").write_text(mark, encoding="utf-8")
    with pytest.raises(Refused, match="别的版本"):
        demo._read(tmp_path)
