"""An officer with ten minutes: a file with three mistakes, answered and mended, written, looked at, taken back."""

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
Line = list[str | float]
HEAD = ("单位代码", "单位名称", "职工姓名", "身份证号码", "联系电话", "入会时间", "工会小组")
NAMES = "甲乙丙丁戊己庚辛壬癸"


@pytest.fixture(scope="module")
def twins(hall: Hall) -> list[str]:
    """Two unions of one name in two towns: their codes."""
    told = hall.home.ask(
        "from unionhall.kernel.actor import Actor\n"
        "from unionhall.kernel.org import actions as org\n"
        "from unionhall.kernel.org.models import Unit\n"
        "for number, above in enumerate(Unit.objects.filter(kind='township').order_by('code')[:2]):\n"
        "    code = f'{above.code}-90{number}'\n"
        "    org.found(Actor.system('test'), name='鸿运餐饮工会', kind='grassroots', parent=above, code=code)\n"
        "    print(code)"
    )
    return told.split()


def _lines(unit: str, first: int) -> list[Line]:
    return [
        [
            unit,
            "",
            f"苏{NAMES[n]}",
            identity_number(first + n, born="19880808"),
            f"1370000{first + n:04d}",
            "2024-03-05",
            "二车间",
        ]
        for n in range(10)
    ]


def _choose(page: Page, file: Path) -> None:
    page.get_by_label("名册文件").set_input_files(file)
    page.get_by_role("button", name="收下文件").click()
    page.wait_for_url("**/columns/")


def test_a_file_with_three_mistakes(
    hall: Hall, visitor: Visit, sign_in: SignIn, tmp_path: Path, twins: list[str]
) -> None:
    good = _lines(hall.cast["unit"], 100)
    good[5][5] = "03/04/2024"  # the third of April, or the fourth of March
    good[7][:2] = ["", "鸿运餐饮"]  # there are two of them
    bad = [list(line) for line in good]
    bad[2][3] = float(str(bad[2][3])[:17] + "0")  # a spreadsheet has taken it for a number
    sent = workbooks.write(tmp_path / "十一月.xlsx", {"名册": [["会员名册"], HEAD, *bad]})
    mended = workbooks.write(tmp_path / "十一月改.xlsx", {"名册": [["会员名册"], HEAD, *good]})

    officer = visitor("imports", widths=(360, 1440))
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
    page.get_by_label("找哪一行").fill("苏己")
    page.get_by_role("button", name="找", exact=True).click()
    expect(page.get_by_text("没有这样的行")).to_be_visible()  # it is among the mistakes, not among the new
    page.get_by_role("link", name="回到影响").click()

    page.get_by_role("link", name="去回答").first.click()
    officer.look("questions")
    page.get_by_label(re.compile(twins[0])).check()
    page.get_by_label(re.compile("日在前")).check()
    page.get_by_role("button", name="照这样再看影响").click()
    expect(page.get_by_role("button", name="写入 9 行")).to_be_visible()
    page.get_by_role("link", name="在原表里改好了，换上新文件").click()

    _choose(page, mended)
    page.get_by_role("button", name="看影响").click()
    expect(page.get_by_role("region", name="导不进的行，怎么改")).to_have_count(0)  # what was answered holds
    page.get_by_role("link", name="鸿运餐饮工会").click()
    expect(page.get_by_role("rowheader")).to_have_count(1)
    officer.look("rows-of-a-unit")
    page.get_by_role("link", name="回到影响").click()
    page.get_by_role("button", name="写入 10 行").click()
    expect(page.get_by_text("写入了 10 行。")).to_be_visible(timeout=20_000)  # the page asks again by itself
    expect(page.get_by_text(re.compile("新记的会籍有 10 条"))).to_be_visible()
    expect(page.get_by_role("columnheader", name="怎么样了")).to_be_visible()
    officer.look("report")
    page.get_by_role("link", name="看各单位").click()
    officer.look("units")
    page.get_by_role("link", name="回到结果").click()

    page.get_by_role("link", name="看撤销会怎么样").click()
    expect(page.get_by_text("新增的 10 人从名册上拿掉")).to_be_visible()
    officer.look("undo")
    page.get_by_role("button", name="撤销 10 行").click()
    expect(page.get_by_text("10 行恢复成导入以前的样子")).to_be_visible(timeout=20_000)
    officer.look("undone")
    officer.go("/desk/members/import/")
    officer.look("list")
