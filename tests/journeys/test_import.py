"""An officer with ten minutes: a file with three mistakes, the preview, the mended file, written, taken back."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.district import identity_number
from tests.journeys.conftest import Hall, Visitor
from unionhall.modules.membership.tests import workbooks

Visit = Callable[..., Visitor]
SignIn = Callable[[Visitor, str], None]
HEAD = ("单位代码", "职工姓名", "身份证号码", "联系电话", "工会小组")
NAMES = "甲乙丙丁戊己庚辛壬癸"


def _lines(unit: str, first: int) -> list[list[str]]:
    return [
        [unit, f"苏{NAMES[n]}", identity_number(first + n, born="19880808"), f"1370000{first + n:04d}", "二车间"]
        for n in range(10)
    ]


def _choose(page: Page, file: Path) -> None:
    page.get_by_label("名册文件").set_input_files(file)
    page.get_by_role("button", name="收下文件").click()
    page.wait_for_url("**/columns/")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_file_with_three_mistakes(hall: Hall, visitor: Visit, sign_in: SignIn, tmp_path: Path, width: int) -> None:
    unit = hall.cast["unit"]
    good = _lines(unit, 100 if width == 360 else 200)
    bad = [list(line) for line in good]
    bad[2][2] = bad[2][2][:-1]  # a digit is missing
    bad[5][3] = "1370000"  # a telephone of seven digits
    bad[7][0] = "no-such-unit"
    sent = workbooks.write(tmp_path / "十一月.xlsx", {"名册": [["会员名册"], HEAD, *bad]})
    mended = workbooks.write(tmp_path / "十一月改.xlsx", {"名册": [["会员名册"], HEAD, *good]})

    officer = visitor("imports", width=width)
    sign_in(officer, "officer")
    page = officer.go("/desk/members/import/")
    officer.look("file")
    _choose(page, sent)
    expect(page.get_by_label("职工姓名")).to_have_value("name")
    officer.look("columns")
    page.get_by_role("button", name="看影响").click()

    wrong = page.get_by_role("region", name="导不进的行，怎么改")
    for row in ("5", "8", "10"):
        expect(wrong.get_by_text(f"第 {row} 行")).to_be_visible()
    expect(page.get_by_role("button", name="写入 7 行")).to_be_visible()
    officer.look("preview")
    page.get_by_role("link", name="看 7 行").click()
    expect(page.get_by_role("rowheader", name="苏甲")).to_be_visible()
    officer.look("rows")
    page.get_by_role("link", name="回到影响").click()
    page.get_by_role("link", name="在原表里改好了，换上新文件").click()

    _choose(page, mended)
    page.get_by_role("button", name="看影响").click()
    expect(page.get_by_role("region", name="导不进的行，怎么改")).to_have_count(0)
    page.get_by_role("button", name="写入 10 行").click()
    expect(page.get_by_text("写入了 10 行。")).to_be_visible(timeout=20_000)  # the page asks again by itself
    expect(page.get_by_text(re.compile("新记的会籍有 10 条"))).to_be_visible()
    officer.look("report")

    page.get_by_role("link", name="看撤销会怎么样").click()
    expect(page.get_by_text("新增的 10 人从名册上拿掉")).to_be_visible()
    officer.look("undo")
    page.get_by_role("button", name="撤销 10 行").click()
    expect(page.get_by_text("10 行恢复成导入以前的样子")).to_be_visible(timeout=20_000)
    officer.look("undone")
    officer.go("/desk/members/import/")
    officer.look("list")
