"""The room of the law: rules are found, read, compared and counted with; an administrator lays layers over them."""

import re
from collections.abc import Callable, Iterator
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import Form
from django.template import Context, Template
from django.test import Client
from pytest_django import Settings

from tests.architecture.source import SOURCE, named, python_files
from unionhall.config import messages
from unionhall.desk import shell
from unionhall.desk.law.calculating import CALCULATORS
from unionhall.desk.law.uses import PAGES, uses_of
from unionhall.desk.tests.conftest import SYSTEM, Hall
from unionhall.kernel.access import actions as access
from unionhall.kernel.access.declare import offices
from unionhall.kernel.actor import Refused
from unionhall.kernel.calendar import actions as calendar
from unionhall.kernel.journal.models import Line
from unionhall.kernel.law import own, queries
from unionhall.kernel.law.calculators import delegates
from unionhall.kernel.law.counting import last_day
from unionhall.kernel.law.models import Layer
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures.declare import Days, WorkingDays, procedures
from unionhall.modules.committees import queries as committees

SignIn = Callable[[Person], Client]
FILE = """
subject = "民主管理"

[law.QH]
title = "青禾区总工会民主管理办法"
version = "2026"
since = 2026-03-01
source = "区总工会文件"

[[rule]]
id = "QH-1"
law = "QH"
article = 3
kind = "frequency"
fact = "职工代表大会每年至少开的次数"
numbers = [2]
measure = "次"
bound = "least"
over = ["WC-ANN"]
verified = "yes"
"""


@pytest.fixture(autouse=True)
def _own_memory(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a process remembers of the layers ends with the test, as its database does."""
    monkeypatch.setattr(own, "_memory", own._Memory())
    yield
    queries._own_indexes.cache_clear()
    queries._everything.cache_clear()


@pytest.fixture
def admin(hall: Hall, as_: SignIn) -> Client:
    access.appoint(SYSTEM, person=hall.ana, unit=hall.federation, office="administrator")
    return as_(hall.ana)


def _page(client: Client, url: str, **asked: str) -> str:
    response = client.get(url, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_rules_are_found_by_words_subject_layer_kind_and_day(hall: Hall, as_: SignIn) -> None:
    client = as_(hall.cleo)
    assert "没有设地区" in _page(client, "/desk/law/")
    found = _page(client, "/desk/law/", q="工会法 三分之一")
    assert "TUL-17" in found
    assert "TUL-16" not in found
    assert "BCB-37" in _page(client, "/desk/law/", layer="beijing", kind="cap", subject="集体协商")
    assert "没找到" in _page(client, "/desk/law/", q="没有这样的词")
    assert "BJ-x" not in _page(client, "/desk/law/", q="滞纳金")
    assert "BJ-x" in _page(client, "/desk/law/", q="滞纳金", state="ended")
    assert "BJ-x" in _page(client, "/desk/law/", q="滞纳金", on="2026-04-30")
    pending = _page(client, "/desk/law/", state="pending", q="工会基层组织选举工作条例")
    assert "ELE-EQ" in pending
    assert "ELE-QUO" not in pending
    assert "待核实" in pending
    sheet = client.get("/desk/law/", {"q": "BJ-20a", "as": "csv"}).content.decode("utf-8-sig")
    assert "提前 5 个工作日" in sheet


def test_a_rules_page_shows_versions_layers_and_where_it_is_used(hall: Hall, as_: SignIn, client: Client) -> None:
    page = _page(as_(hall.cleo), "/law/BJ-10b/")
    for said in ("2026年5月1日", "到2026年4月30日止", "至少 25 人", "至少 10 人"):
        assert said in page, said
    assert "时限：任期" in _page(client, "/law/TUL-16/") or "换届" in _page(client, "/law/TUL-16/")
    assert "BJ-17" in _page(client, "/law/TUL-16/")
    assert "还没有读到" in _page(client, "/law/ELE-EXT/")
    assert "201–1000：7–15 人" in _page(client, "/law/ELE-SIZE/")
    assert client.get("/law/NO-1/").status_code == 404


def test_the_region_says_what_holds_here(hall: Hall, as_: SignIn, settings: Settings) -> None:
    settings.UNIONHALL_REGION = "beijing"
    assert "本单位现在按这一条" in _page(as_(hall.cleo), "/law/CB-35/")


@pytest.mark.usefixtures("db")
def test_a_deadline_is_counted_on_the_calendar(client: Client) -> None:
    calendar.lay_down_shipped_years(SYSTEM)
    page = _page(client, "/law/LD-M22/", begun="2026-09-29")  # 3 working days, over the National Day week
    assert "2026年10月9日" in page
    assert "2027年" in _page(client, "/law/LD-M22/", begun="2026-12-30")
    assert "暂定" in _page(client, "/law/LD-M22/", begun="2026-12-30")
    assert "2026年9月23日" in _page(client, "/law/BJ-41/", begun="2026-09-30")  # seven days before
    assert "写成 2026-05-01 这样的日期" in _page(client, "/law/LD-M22/", begun="昨天")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("rule_id", "begun", "last"),
    [
        ("CB-38b", date(2026, 5, 31), date(2026, 2, 28)),  # three months before, February is short
        ("LD-27", date(2024, 2, 29), date(2025, 2, 28)),  # a year from a leap day
        ("BJ-20a", date(2026, 10, 9), date(2026, 9, 24)),  # five working days before, over two holidays
        ("CB-42", date(2026, 9, 28), date(2026, 10, 8)),
    ],
)
def test_the_last_day_of_a_deadline(rule_id: str, begun: date, last: date) -> None:
    calendar.lay_down_shipped_years(SYSTEM)
    assert last_day(queries.rule(rule_id, date(2026, 11, 23)), begun).date == last


def test_sides_are_compared_in_two_columns(hall: Hall, as_: SignIn) -> None:
    page = _page(as_(hall.cleo), "/desk/law/compare/", b="beijing")
    assert "不超过 60 日" in page
    assert "TUL-16" not in page
    assert "基层工会委员会每届的任期" in _page(
        as_(hall.cleo), "/desk/law/compare/", b="beijing", everything="on", page="1"
    )
    days = _page(as_(hall.cleo), "/desk/law/compare/", a="beijing", a_on="2026-04-30", b="beijing", b_on="2026-05-01")
    assert "女职工满这个人数" in days
    assert "女会员满这个人数" in days


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("key", "asked", "said"),
    [
        ("leave", {"years": "12"}, "今年 10 天"),
        ("leave", {"years": "0"}, "还没有年休假"),
        ("leave", {"years": "3", "wage": "4350", "taken": "2"}, "另外给 1200.00 元"),
        ("leave", {"years": "-1"}, "不能是负数"),
        ("overtime", {"wage": "4350", "weekday": "2", "holiday": "8"}, "加班费一共 675.00 元"),
        ("overtime", {"wage": "4350", "weekday": "40"}, "违法"),
        ("maternity", {"children": "2", "is_hard": "on"}, "一共 128 天"),
        ("committee", {"members": "24", "women": "9", "staff": "30"}, "选一名组织员"),
        ("committee", {"members": "250", "women": "10", "staff": "260"}, "委员 7–15 人"),
        ("committee", {"members": "5", "women": "6", "staff": "30"}, "比会员还多"),
        ("delegates", {"staff": "500"}, "职工代表至少 30 人"),
        ("delegates", {"staff": "1001"}, "职工代表至少 51 人"),
    ],
)
def test_calculators_show_the_answer_and_its_rules(client: Client, key: str, asked: dict[str, str], said: str) -> None:
    page = _page(client, f"/law/calculate/{key}/", **asked)
    assert said in page
    is_answer = 'id="answer"' in page
    assert is_answer == bool(re.search(r'href="/law/[A-Z]+-', page)), "an answer cites its rules"


def test_a_calculator_goes_by_the_region(settings: Settings) -> None:
    settings.UNIONHALL_REGION = "shanghai"
    assert "175" in delegates(3000, date(2026, 11, 23)).result
    assert "30" in delegates(150, date(2026, 11, 23)).result


def test_a_layer_is_looked_at_then_written_then_holds_and_is_removed(admin: Client) -> None:
    data = {"name": "青禾区", "text": FILE}
    looked = admin.post("/desk/law/layers/new/", data).content.decode()
    assert "新增 1 条" in looked
    assert "至少 1 次" in looked  # what held the day before
    assert not Layer.objects.exists()
    assert admin.post("/desk/law/layers/new/", data | {"save": "1"}).status_code == 302
    assert queries.rule("WC-ANN", date(2026, 2, 28)).number == 1
    assert queries.rule("WC-ANN", date(2026, 3, 1)).number == 2
    layer = Layer.objects.get()
    assert "青禾区" in _page(admin, "/desk/law/layers/")
    again = admin.post(f"/desk/law/layers/{layer.pk}/", {"name": "青禾区", "text": FILE.replace("[2]", "[3]")})
    assert "改动 1 条" in again.content.decode()
    assert "恢复" in _page(admin, f"/desk/law/layers/{layer.pk}/remove/")
    assert admin.post(f"/desk/law/layers/{layer.pk}/remove/").status_code == 302
    assert queries.rule("WC-ANN", date(2026, 3, 1)).number == 1
    verbs = list(Line.objects.filter(verb__startswith="law.").order_by("pk").values_list("verb", flat=True))
    assert verbs == ["law.layer_added", "law.layer_removed"]


def test_an_administrator_chooses_the_region_after_seeing_what_differs(
    admin: Client, settings: Settings, hall: Hall, as_: SignIn
) -> None:
    settings.UNIONHALL_REGION = "shanghai"
    today = date(2026, 11, 23)
    assert "装系统的时候定的" in _page(admin, "/desk/law/region/")
    looked = _page(admin, "/desk/law/region/", to="beijing")
    assert "改按国家和北京的" in looked
    assert 'href="/law/BCB-37/"' in looked  # sixty days, where the national text sets no limit
    assert queries.region() == "shanghai", "looking changes nothing"
    assert admin.post("/desk/law/region/", {"to": "beijing"}).status_code == 302
    assert queries.rule("CB-35", today).id == "BCB-37"
    assert queries.rule("WC-REP", today).id == "WC-REP"
    assert "没有要改的" in admin.post("/desk/law/region/", {"to": "beijing"}).content.decode()
    assert "没有这个地区" in admin.post("/desk/law/region/", {"to": "elsewhere"}).content.decode()
    assert admin.post("/desk/law/region/", {"to": "national"}).status_code == 302
    assert (queries.region(), queries.is_region_chosen()) == ("", True), "also against what the environment says"
    told = list(Line.objects.filter(verb__startswith="law.region").order_by("pk").values_list("verb", "data"))
    assert [verb for verb, _data in told] == ["law.region_chosen", "law.region_left"]
    assert "北京" in str(told[0][1])
    assert as_(hall.cleo).get("/desk/law/region/").status_code == 404


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (FILE.replace('"WC-ANN"', '"WC-NO"'), "没有 WC-NO 这条规则"),
        (FILE.replace('measure = "次"', 'measure = "年"'), "计量也要是“次”"),
        (FILE + FILE[FILE.index("[[rule]]") :].replace("QH-1", "QH-2"), "和第 1 条在同一天都管 WC-ANN"),
        (FILE.replace('kind = "frequency"', 'kind = "often"'), "第 1 条（QH-1）：类别"),
        ("not toml", "不是能读的规则文件"),
    ],
)
def test_what_is_wrong_with_a_file_is_told_by_row(admin: Client, text: str, why: str) -> None:
    page = admin.post("/desk/law/layers/new/", {"name": "青禾区", "text": text, "save": "1"}).content.decode()
    assert why in page
    assert "青禾区" in page
    assert not Layer.objects.exists()


def test_a_table_is_read_and_not_written_unseen(admin: Client) -> None:
    sample = admin.get("/desk/law/layers/sample/").content
    upload = SimpleUploadedFile("rules.xlsx", sample)
    page = admin.post("/desk/law/layers/new/", {"name": "青禾区", "file": upload, "save": "1"}).content.decode()
    assert "新增 2 条" in page
    assert "QH-02" in page
    assert not Layer.objects.exists()
    broken = SimpleUploadedFile("rules.csv", "甲,乙\n1,2\n".encode())
    assert "表头" in admin.post("/desk/law/layers/new/", {"name": "青禾区", "file": broken}).content.decode()


def test_every_rule_that_pages_cite_says_where() -> None:
    known = {rule.id for rule in queries.rules()}
    skipped = [SOURCE / part for part in ("kernel/law", "desk/law", "demo")]
    missing = [
        f"{named(path)}: {found}"
        for path in python_files()
        if not any(folder in path.parents for folder in skipped) and path.stem != "schema"  # an example in a file
        for found in re.findall(r'"([A-Z]{2,4}-[A-Za-z0-9]+)"', path.read_text(encoding="utf-8"))
        if found in known and not uses_of(found)
    ]
    assert not missing, "say in desk/law/uses.py where these rules are used"
    assert set(PAGES) <= known
    assert {rule for each in CALCULATORS.values() for rule in each.rules} <= known


def test_a_clock_that_names_a_rule_takes_its_number() -> None:
    wrong = []
    for procedure in procedures.values():
        for each in procedure.clocks:
            if not each.rule:
                continue
            rule = queries.rule(each.rule, date(2026, 11, 23))
            match each.length:
                case WorkingDays(number):
                    asked = (number, "working")
                case Days(number):
                    asked = (number, "calendar")
                case _:
                    continue
            if (rule.number, rule.day_kind) != asked:
                wrong.append(f"{procedure.key}.{each.key}: {asked}, the law says {rule.number_text}")
    assert not wrong


def test_no_share_of_the_law_is_written_into_a_page() -> None:
    shares = {queries.share_text(*rule.numbers) for rule in queries.rules() if rule.measure == "比"}
    allowed = (SOURCE / "kernel" / "law", SOURCE / "demo")
    found = [
        f"{named(path)}: {share}"
        for path in [*python_files(), *SOURCE.rglob("*.html")]
        if not any(folder in path.parents for folder in allowed)
        for share in shares
        if share in path.read_text(encoding="utf-8")
    ]
    assert not found, "ask the rule for its number (kernel.law.queries.rule(…).number_text)"


@pytest.fixture(scope="module")
def texts() -> list[str]:
    """Every text of the interface, as the catalogue has it (tests/docs/test_catalogue.py: it has all)."""
    return [text for message in messages.kept() if message.id for text in messages.strings(message.id)]


# numbers with a measure of the law that are none of the law's: what they are
OURS = {
    "30 天": "how long an import can be undone; sign-ins; a term that ends soon",
    "3 天": "an old poster beside the new one",
    "24 小时": "a code that opens a sheet",
    "90 天": "how long sign-ins are kept",
    "14 天": "how long a slip is good",
    "30 人": "how many have to answer before a question is judged",
    "12 个月": "over how long article 11 of the rule BEN-ALd, which the calculator cites, averages a wage",
    "1904 年": "where an old spreadsheet begins to count",
}
AMOUNT = re.compile(r"(?<![\d.{(%-])(\d[\d,.]* ?(?:个工作日|工作日|天|日内|周岁|人|名|个月|小时|%|‰|元|年))(?!\()")


def test_no_amount_of_the_law_is_written_into_a_text(texts: list[str]) -> None:
    samples = ("例如", "如“", "如：", "写成", "样子")
    found = {
        f"{amount}: {text}"
        for text in texts
        if not any(mark in text for mark in samples)
        for amount in AMOUNT.findall(text)
        if amount not in OURS
    }
    assert not found, "ask the rule for its number, or say in OURS what it is"


ARTICLE = re.compile(r"《[^》]+》（\d{4}）|第[一二三四五六七八九十百]+条")


def test_no_article_is_typed_by_hand(texts: list[str]) -> None:
    found = [text for text in texts if ARTICLE.search(text) and not text.startswith("例如")]
    assert not found, "cite the rule (kernel.law.queries.rule(…).cite()), so that it leads to its page"


def test_days_of_a_procedure_are_the_laws_or_said_to_be_ours() -> None:
    silent = [
        f"{named(path)}: {line.strip()}"
        for path in python_files()
        if path.stem == "procedure" or path.parent.name == "procedure"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.match(r"[A-Z_, ]*DAYS[A-Z_, ]* = \d", line) and "本会规定" not in line
    ]
    assert not silent


def test_an_office_is_held_as_long_as_the_law_lets_it() -> None:
    today = date(2026, 11, 23)
    termed = [office for office in offices.values() if office.term_years]
    assert termed
    for office in termed:
        assert office.term_years == queries.rule(office.basis, today).numbers
    assert all(queries.is_rule(office.basis) for office in offices.values() if office.basis)


@pytest.mark.usefixtures("db")
def test_a_refusal_leads_to_the_article_it_rests_on() -> None:
    (quorum,) = committees.why_not_quorum(90, 59, date(2026, 11, 23))
    assert quorum.text.endswith("依据《工会基层组织选举工作条例》（2016）第十七条"), "as text it is plain"
    drawn = Template("{% load ui %}{% why_not reasons %}").render(Context({"reasons": [quorum]}))
    assert '依据<a href="/law/ELE-QUO/">《工会基层组织选举工作条例》（2016）第十七条</a>' in drawn
    form = Form({})
    form.is_valid()
    shell.show(form, Refused(quorum))
    assert '<a href="/law/ELE-QUO/">' in str(form.non_field_errors())
    assert (
        "&lt;b&gt;"
        in queries.Sentence("%(who)s，%(law)s", who="<b>", law=queries.rule("TUL-16", date(2026, 1, 1)).cite()).html
    )
