"""``import-roll`` and ``undo-import`` as a system clerk types them."""

import json
from pathlib import Path

import pytest

from tests.district import District, at_noon, district, identity_number
from unionhall.config.command import parser
from unionhall.kernel.actor import Refused
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.tests import workbooks

__all__ = ["at_noon", "district"]

HEAD = ("单位代码", "姓名", "身份证号", "手机号")
COUNTS = ("new", "changed", "moved", "leavers", "unchanged", "conflicts", "problems", "warnings")


def row(serial: int, phone: str = "") -> tuple[str, ...]:
    """A good row."""
    sign = "甲乙丙丁戊己庚辛壬癸"[serial % 10]
    return ("119900-01-001", f"王{sign}", identity_number(serial), phone or f"138000{serial:05d}")


def done(*words: object) -> int:
    """Run a verb."""
    arguments = parser().parse_args([str(word) for word in words])
    return int(arguments.run(arguments))


def book(folder: Path, *rows: tuple[str, ...]) -> Path:
    """A workbook."""
    return workbooks.write(folder / "roll.xlsx", {"名册": [HEAD, *rows]})


def test_counts_problem_rows_and_undoing(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(tmp_path, row(1), row(2), (*row(3)[:2], "11010119900101", ""))
    assert done("import-roll", path, "--unit", "119900", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert [told[name] for name in COUNTS] == [2, 0, 0, 0, 0, 0, 1, 0]
    (problem,) = told["problem_rows"]
    assert problem["row"] == 4
    assert "18 位" in problem["reason"]
    assert done("undo-import", told["import_id"], "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"restored": 2, "ended": 0, "kept": 0, "kept_rows": []}
    assert not Membership.objects.exists()


def test_replacing_asks_for_the_number_of_leavers(
    district: District, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    done("import-roll", book(tmp_path, *(row(n) for n in range(1, 5))), "--unit", "119900")
    fewer = book(tmp_path, row(1), row(2))
    with pytest.raises(Refused, match="恒岱机械厂工会 2"):
        done("import-roll", fewer, "--unit", "119900", "--replace")
    done("import-roll", fewer, "--unit", "119900", "--replace", "--leavers", "119900-01-001=2")
    assert Membership.objects.open().count() == 2
    assert "离开 2" in capsys.readouterr().out


def test_what_is_refused(district: District, tmp_path: Path) -> None:
    path = tmp_path / "empty.xlsx"
    path.write_bytes(b"")
    with pytest.raises(Refused):
        done("import-roll", path, "--unit", "119900")
    with pytest.raises(Refused, match="没有代码"):
        done("import-roll", path, "--unit", "999")
    with pytest.raises(Refused, match="代码=人数"):
        done("import-roll", path, "--unit", "119900", "--leavers", "many")
    with pytest.raises(Refused, match="没有编号"):
        done("undo-import", 999)
