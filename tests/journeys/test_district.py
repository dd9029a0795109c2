"""The same officer with a whole district: 25 first-level unions, 1,004 enterprises, 90,000 people in one workbook.

Takes minutes, so it runs only where ``UNIONHALL_LARGE`` is set (``make walk-large``); what each step took is written
to ``test-results/journeys/district.txt``.
"""

import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests import homes
from tests.homes import Home
from tests.journeys.conftest import PICTURES, WIDTHS, Visitor

pytestmark = pytest.mark.skipif(not os.environ.get("UNIONHALL_LARGE"), reason="takes minutes: make walk-large")

SIZE = (25, 1_004, 90_000)
PASSWORD = "ten-minutes-and-a-district"  # of an invented officer
PATIENCE = 1_200_000  # milliseconds
FOUND = f"""
import json, sys
from pathlib import Path
from random import Random
from unionhall.demo import places
from unionhall.demo.names import Crowd
from unionhall.kernel.access import actions as access
from unionhall.kernel.actor import Actor
from unionhall.kernel.org import actions as org
from unionhall.kernel.org import queries
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import accounts
from unionhall.kernel.people import actions as people
from unionhall.modules.membership.tests import workbooks
first_level, enterprises, members = {SIZE!r}
by, random = Actor.system("test"), Random(1)
crowd = Crowd(random)
top = Unit.objects.get(code="119900")
first = org.found_many(
    by,
    [
        NewUnit(name, kind, top, code=f"119900-{{n:02d}}")
        for n, (name, kind) in enumerate(places.FIRST_LEVEL[:first_level], 1)
    ],
)
invented = places.enterprises(random, count=enterprises, members=members)
below = [
    NewUnit(one.name, "grassroots", first[n % first_level], code=f"119900-{{n % first_level + 1:02d}}-{{n:04d}}")
    for n, one in enumerate(invented)
]
org.found_many(by, below)
for above in first[:2]:
    org.found(by, name="鸿运餐饮工会", kind="grassroots", parent=above, code=f"{{above.code}}-901")
[officer] = people.add_people(by, [people.NewPerson(name="林晓禾", phone="15499999999")])
access.appoint(by, person=officer, unit=top, office="officer")
_account, code = accounts.invite(by, officer, queries.path_of(top))
accounts.activate(code, officer.phone, {PASSWORD!r})
head = ("单位名称", "职工姓名", "身份证号码", "联系电话", "入会时间")
rows = []
for one in invented:
    for _each in range(one.members):
        person = crowd.person()
        rows.append([one.name, person.name, person.number, person.phone, "2020-05-06"])
for row in rows[-12:]:
    row[4] = "03/04/2024"
for row in rows[50:90]:
    row[0] = "鸿运餐饮"
folder = Path(sys.argv[1])
workbooks.write(folder / "mended.xlsx", {{"会员名册": [["松涧区会员名册"], head, *rows]}})
for row in rows[100:103]:
    row[2] = float(row[2][:17] + "0")
workbooks.write(folder / "sent.xlsx", {{"会员名册": [["松涧区会员名册"], head, *rows]}})
"""


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """An installation with all unions and nobody on the roll; beside it the file that was sent, and the mended one."""
    home = homes.make(
        tmp_path_factory.mktemp("district") / "home",
        UNIONHALL_URL="http://127.0.0.1",
        UNIONHALL_ALLOW_LOOPBACK_LINKS="1",
    )
    home.found()
    home.ask(f"import sys\nsys.argv = ['', {str(home.path)!r}]\n{FOUND}", seconds=600)
    return home


class Watch:
    """How long each step took."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._since = time.monotonic()

    def note(self, what: str) -> None:
        """The step that ends now."""
        now = time.monotonic()
        self.lines.append(f"{now - self._since:7.1f} s  {what}")
        self._since = now


@pytest.fixture
def officer(chromium: Browser, district: Home) -> Iterator[Visitor]:
    """The district's officer at a desk."""
    with district.serving(district.path / "served.log") as served:
        context = chromium.new_context(viewport=WIDTHS[1440], locale="zh-CN", timezone_id="Asia/Shanghai")  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        one = Visitor(context, served.url, "district")
        page = one.go("/desk/sign-in/")
        page.get_by_label("手机号").fill("15499999999")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")
        yield one
        context.close()
    assert not one.bad, "\n".join(one.bad)


def _bring(page: Page, file: Path, watch: Watch) -> None:
    page.get_by_label("名册文件").set_input_files(file)
    page.get_by_role("button", name="收下文件").click()
    page.wait_for_url("**/columns/")
    watch.note("upload, and what its columns mean")
    page.get_by_role("button", name="看影响").click()
    _preview(page)
    watch.note("preview")


def _preview(page: Page) -> None:
    expect(page.get_by_role("heading", name=re.compile("^写入"))).to_be_visible(timeout=PATIENCE)


def test_a_district_in_ten_minutes(district: Home, officer: Visitor) -> None:
    watch, page = Watch(), officer.go("/desk/members/import/")
    _bring(page, district.path / "sent.xlsx", watch)
    expect(page.get_by_text("有 2 处要问您，52 行等着")).to_be_visible()
    expect(page.get_by_role("region", name="导不进的行，怎么改").get_by_text("第 103–105 行")).to_be_visible()
    officer.look("preview")
    for name, at in (("units", "units/?page=15"), ("rows", "rows/?page=1500"), ("wrong", "rows/?wrong=1")):
        _open(officer, at)
        officer.look(name)
    _open(officer, "")
    watch.note("a look at units, rows, mistakes")

    page.get_by_role("link", name="去回答").first.click()
    page.get_by_label(re.compile("119900-01-901")).check()
    page.get_by_label(re.compile("日在前")).check()
    page.get_by_role("button", name="照这样再看影响").click()
    _preview(page)
    watch.note("two answers, preview anew")
    page.get_by_role("link", name="在原表里改好了，换上新文件").click()
    _bring(page, district.path / "mended.xlsx", watch)
    expect(page.get_by_role("region", name="导不进的行，怎么改")).to_have_count(0)

    page.get_by_role("button", name="写入 90,000 行").click()
    expect(page.get_by_text("写入了 90,000 行。")).to_be_visible(timeout=PATIENCE)
    watch.note("written")
    expect(page.get_by_text("新记的会籍有 90,000 条")).to_be_visible()
    officer.look("report")
    page.get_by_role("link", name="看撤销会怎么样").click()
    page.get_by_role("button", name="撤销 90,000 行").click()
    expect(page.get_by_text("90,000 行恢复成导入以前的样子")).to_be_visible(timeout=PATIENCE)
    watch.note("taken back")
    officer.look("undone")
    told = "\n".join([*watch.lines, *_slowest(district)])
    (PICTURES / "district.txt").write_text(told + "\n", encoding="utf-8")
    print(told)


def _open(officer: Visitor, more: str) -> None:
    """One of the pages of the import that is open."""
    found = re.search(r"/desk/members/import/\d+/", officer.page.url)
    assert found, officer.page.url
    officer.go(found[0] + more)


def _slowest(district: Home) -> list[str]:
    """The slowest answer of each page, in milliseconds."""
    slowest: dict[str, float] = {}
    for line in (district.path / "served.log").read_text(encoding="utf-8").splitlines():
        if '"event": "request"' in line:
            told = json.loads(line)
            what = f"{told['method']} {told['route']}"
            slowest[what] = max(slowest.get(what, 0.0), told["ms"])
    return [f"{ms:7.0f} ms {what}" for what, ms in sorted(slowest.items()) if "import" in what]
