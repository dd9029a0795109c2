"""Days, headings, mappings by hand, files that we hand out, and anything at all: a reading or a refusal."""

import contextlib
import random
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.district import identity_number
from unionhall.kernel.actor import Refused
from unionhall.modules.membership.actions import checking, own_ids, reading, workbooks
from unionhall.modules.membership.actions.reading.fields import field_of
from unionhall.modules.membership.tests import mean
from unionhall.modules.membership.tests import workbooks as made
from unionhall.modules.membership.tests.test_mean_files import HEAD, LI, WANG, AnyUnit, book, look

MARCH = date(2024, 3, 5)


@pytest.mark.parametrize(
    "cell",
    [
        45356, 45356.0, "45356", "2024/3/5", "2024.3.5", "2024-03-05", "20240305", 20240305.0, "2024年3月5日",
        "2024年03月05日 00:00:00", "2024-03-05T08:30:00", "２０２４／３／５", "二〇二四年三月五日", "5-Mar-2024",
        "March 5, 2024",
        " '2024.03.05 ", "2024 3 5", MARCH,
    ],
)  # fmt: skip
def test_days_in_many_notations(cell: object) -> None:
    assert reading.read_day(cell) == MARCH


@pytest.mark.parametrize(("cell", "day"), [("25/12/2024", date(2024, 12, 25)), ("12/25/2024", date(2024, 12, 25))])
def test_a_day_that_can_be_only_one_is_taken(cell: str, day: date) -> None:
    assert reading.read_day(cell) == day
    assert reading.read_day("二〇二四年十二月二十五日") == day


@pytest.mark.parametrize(
    "cell", ["03/04/2024", "2024", "2024.3", 2024.3, "24/3/5", "5-Mar-24", "2024-13-01", "明天", "99999", 7, -1e300]
)
def test_what_is_no_day_is_asked_about(cell: object) -> None:
    with pytest.raises(ValueError, match=r"写成|看不懂|补上"):
        reading.read_day(cell)


@given(st.one_of(st.text(max_size=30), st.floats(), st.integers(), st.dates(), st.none()))
def test_any_cell_is_a_day_or_a_sentence(cell: object) -> None:
    try:
        assert isinstance(reading.read_day(cell), date | None)
    except ValueError:
        with pytest.raises(ValueError, match="日期"):
            reading.read_day(cell)


@pytest.mark.parametrize(
    ("heading", "key"),
    [
        ("姓 名", "name"), ("*职工姓名：", "name"), ("身份证号码（18位）", "document"), ("证件号码", "document"),
        ("公民身份号码", "document"), ("手机", "phone"), ("联系电话", "phone"), ("统一社会信用代码", "unit_code"),
        ("所在单位名称", "unit_name"), ("配偶姓名", None), ("身份证有效期", None), ("序号", None), ("入会时间",
        "since"),
    ],
)  # fmt: skip
def test_headings_by_many_names(heading: str, key: str | None) -> None:
    assert (field_of(heading) or (None,))[0] == key


def test_columns_may_be_told_by_hand_and_are_remembered(tmp_path: Path) -> None:
    path = book(("谁", "哪个号", "打哪个"), ("王甲", "x", "y"), ("李乙", "z", ""))(tmp_path)
    found = reading.read(path)
    assert not found.is_understood
    (sheet,) = found.sheets
    assert [column.heading for column in sheet.columns] == ["谁", "哪个号", "打哪个"]
    with pytest.raises(Refused, match="没找到表头"):
        found.tables()
    mapping = {("名册", 0): "name", ("名册", 1): "document", ("名册", 2): "phone"}
    assert [row.cells["name"].text for row in found.rows(mapping)] == ["王甲", "李乙"]
    assert reading.read(path).recall(found.remember(mapping)) == mapping
    assert checking.mapping_of({"名册\t0": "name"}) == {("名册", 0): "name"}


def test_a_sheet_called_like_a_unit_stands_for_it(tmp_path: Path) -> None:
    class Named(AnyUnit):
        def id_of(self, code: str, name: str, sheet: str = "") -> int:
            return {"甲厂": 1, "乙厂": 2}[name or sheet]

    path = made.write(tmp_path / "a.xlsx", {"甲厂": (HEAD, WANG), "乙厂": (HEAD, LI)})
    checked = checking.check(reading.read(path), Named())  # type: ignore[arg-type]
    assert [(c.unit_id, c.sheet, c.number) for c in checked.candidates] == [(1, "甲厂", 2), (2, "乙厂", 2)]


def test_the_template_is_read_by_its_own_reader(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(workbooks.template())
    found = reading.read(path)
    assert {c.heading: c.guess for c in found.sheets[0].columns} == {
        reading.FIELDS[key].label: key for key in workbooks.FOR_FILLING_IN
    }
    with pytest.raises(Refused, match="一个人也没有"):
        found.tables()
    with zipfile.ZipFile(path) as package:
        sheet = package.read("xl/worksheets/sheet1.xml").decode()
    assert "dataValidation" in sheet
    assert "居民身份证" in sheet


def test_mistakes_come_back_marked_and_can_be_sent_again(tmp_path: Path) -> None:
    path = book(("名册",), HEAD, WANG, ("赵丙", "123", "13800000003"), LI)(tmp_path)
    checked = look(path)
    out = tmp_path / "mend.xlsx"
    out.write_bytes(workbooks.error_workbook(path, [problem.as_dict() for problem in checked.problems]))
    (row,) = reading.read(out).rows()
    assert row.cells["name"].text == "赵丙"
    again = look(out)
    assert (again.candidates, len(again.problems)) == ([], 1)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_an_export_comes_back_by_its_numbers(tmp_path: Path, kind: str) -> None:
    rows = [
        {"id": own_ids.own_id(n), "name": name, "document": identity_number(n % 1000), "phone": f"138{n:08d}"}
        for n, name in ((1, "王甲"), (70_000, "李乙"))
    ]
    rows[0]["group"] = "=1+1"
    path = tmp_path / f"out.{kind}"
    path.write_bytes(workbooks.export(kind, rows))
    checked = look(path)
    assert not checked.problems
    assert [(c.membership_id, c.name) for c in checked.candidates] == [(1, "王甲"), (70_000, "李乙")]
    assert checked.candidates[0].group == "=1+1"
    if kind == "csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        assert "'=1+1" in path.read_text(encoding="utf-8-sig")


def _seeds(folder: Path) -> list[bytes]:
    rows = [("名册",), HEAD, *((f"王{chr(0x4E00 + n)}", identity_number(n), f"138{n:08d}") for n in range(1, 9))]
    text = "\n".join(",".join(row) for row in rows)
    files = (
        made.write(folder / "s.xlsx", {"a": rows}),
        mean.xls(folder / "s.xls", rows),
        mean.ods(folder / "s.ods", rows),
    )
    return [*(path.read_bytes() for path in files), text.encode(), text.encode("gb18030")]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    seed=st.integers(0, 4),
    how=st.integers(0, 3),
    chance=st.randoms(use_true_random=False),
    noise=st.binary(max_size=300),
)
def test_nothing_gives_anything_but_a_reading_or_a_refusal(
    tmp_path: Path, seed: int, how: int, chance: random.Random, noise: bytes
) -> None:
    content = _seeds(tmp_path)[seed]
    if how == 0:
        content = noise
    elif how == 1:
        content = content[: chance.randrange(len(content))]
    elif how == 2:
        content = _flipped(content, chance)
    elif content.startswith(b"PK"):
        content = _repacked(content, chance)
    path = tmp_path / "any.xls"
    path.write_bytes(content)
    with contextlib.suppress(Refused):
        look(path)


def _flipped(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _repacked(content: bytes, chance: random.Random) -> bytes:
    """The same package with bits turned inside its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, _flipped(old.read(name), chance))
    return out.getvalue()
