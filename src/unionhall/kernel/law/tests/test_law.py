"""The law is asked for a date and a region, cites itself, and says where its wording was not checked."""

from datetime import date, timedelta
from itertools import groupby, pairwise

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from unionhall.kernel.law import queries
from unionhall.kernel.law.queries import Rule, Side
from unionhall.kernel.law.reading import overlap, row_of
from unionhall.kernel.law.records import KINDS, rule_of
from unionhall.kernel.law.shipped import LAYERS, REGIONS, shipped

TODAY = date(2026, 11, 23)
ALL = [rule for rows in shipped().values() for rule in rows]
IDS = sorted({rule.id for rule in ALL})
_BY_ID = sorted(ALL, key=lambda rule: (rule.layer, rule.id, rule.since))
SUPERSEDED = [
    (old, new) for _key, rows in groupby(_BY_ID, key=lambda rule: (rule.layer, rule.id)) for old, new in pairwise(rows)
]


@pytest.mark.parametrize(
    ("rule_id", "numbers", "measure", "cited", "text"),
    [
        ("TUL-11a", (25,), "人", "《工会法》（2021）第十一条", "至少 25 人"),
        ("TUL-16", (3, 5), "年", "《工会法》（2021）第十六条", "3 或 5 年"),
        ("TUL-16b", (5,), "年", "《工会法》（2021）第十六条", "5 年"),
        ("TUL-41", (3,), "日", "《工会法》（2021）第四十一条", "不超过 3 个工作日"),
        ("TUL-12", (), "", "《工会法》（2021）第十二条", ""),
        ("TUL-18b", (1, 2), "比", "《工会法》（2021）第十八条", "超过全体的二分之一"),
        ("ELE-QUO", (2, 3), "比", "《工会基层组织选举工作条例》（2016）第十七条", "至少应到会人数的三分之二"),
        ("ELE-SIZE", (), "人", "《工会基层组织选举工作条例》（2016）（待核实）", "按人数分档"),
        ("CB-32", (20,), "日", "《集体合同规定》（2004）第三十二条", "20 日内"),
        ("CB-38b", (3,), "月", "《集体合同规定》（2004）第三十八条", "期满前 3 个月内"),
        ("CB-DISP", (30,), "日", "《集体合同规定》（2004）第四十九、五十、五十二条", "30 日内"),
        ("WC-MGR", (20,), "%", "《企业民主管理规定》（2012）第九条（待核实）", "不超过 20%"),
        ("BEN-ALd", (2175,), "日", "《企业职工带薪年休假实施办法》（2008）第十一条", "21.75 日"),
        ("ACF-DUES", (5,), "%", "工发〔1978〕101号第一、四项（待核实）", "0.5%"),
        ("BCB-20", (), "", "《北京市集体合同条例》（2005）第二十至三十一条", ""),
        ("BJ-20a", (5,), "日", "《北京市实施〈工会法〉办法》（2026）第二十条", "提前 5 个工作日"),
        ("PI-45", (), "", "《个人信息保护法》（2021）第四十五条", ""),
    ],
)
def test_what_the_law_says_today(rule_id: str, numbers: tuple[int, ...], measure: str, cited: str, text: str) -> None:
    rule = queries.rule(rule_id, TODAY)
    assert (rule.numbers, rule.measure, rule.cite(), rule.number_text) == (numbers, measure, cited, text)


@pytest.mark.parametrize(
    ("rule_id", "text"),
    [
        ("TUL-11a", "at least 25 people"),
        ("TUL-16", "3 or 5 years"),
        ("TUL-18b", "more than 1/2 of all"),
        ("ELE-QUO", "at least 2/3 of those who should attend"),
        ("BJ-20a", "5 working days ahead"),
        ("SAF-83", "within 1 hour"),
    ],
)
def test_numbers_are_said_in_english(rule_id: str, text: str) -> None:
    rule = queries.rule(rule_id, TODAY)
    with translation.override("en"):
        assert rule.number_text == text


def test_a_rule_is_asked_for_a_date() -> None:
    assert queries.rule("TUL-16", date(2022, 1, 1)).stamp == "TUL-16@2021"
    with pytest.raises(LookupError, match="2021-12-31"):
        queries.rule("TUL-16", date(2021, 12, 31))
    with pytest.raises(KeyError):
        queries.rule("TUL-999", TODAY)


@pytest.mark.parametrize(("old", "new"), SUPERSEDED, ids=lambda rule: rule.stamp)
def test_a_new_version_begins_when_the_old_one_ends(old: Rule, new: Rule) -> None:
    assert old.until == new.since
    assert queries.rule(new.id, new.since, region="") == new
    assert queries.rule(old.id, new.since - timedelta(days=1), region="") == old


@pytest.mark.parametrize("rule", [rule for rule in ALL if rule.until is not None], ids=lambda rule: rule.stamp)
def test_what_has_ended_is_in_force_until_its_last_day(rule: Rule) -> None:
    assert rule.until is not None
    assert rule.last_day is not None
    assert rule.holds(rule.last_day)
    assert not rule.holds(rule.until)


def test_beijing_counts_women_who_are_members_since_may_2026() -> None:
    before, after = date(2026, 4, 30), date(2026, 5, 1)
    assert queries.rule("BJ-10b", before).number == 25
    assert queries.rule("BJ-10b", after).number == 10
    assert queries.rule("TUL-11c", after, region="").stamp == "TUL-11c@2021"
    assert queries.rule("TUL-11c", before, region="beijing").stamp == "BJ-10b@2015"
    assert queries.rule("TUL-11c", after, region="beijing").stamp == "BJ-10b@2026"
    assert queries.rule("BJ-x", before).holds(before)
    with pytest.raises(LookupError):
        queries.rule("BJ-x", after)


def test_the_region_of_the_installation_lies_over_the_national_text(settings: Settings) -> None:
    assert queries.rule("CB-35", TODAY).id == "CB-35"
    settings.UNIONHALL_REGION = "beijing"
    assert queries.rule("CB-35", TODAY).number_text == "不超过 60 日"
    assert queries.rule("CB-35", TODAY, region="shanghai").id == "CB-35"
    assert queries.rule("WC-REP", TODAY).id == "WC-REP"  # Beijing says nothing of it
    assert queries.rule("WC-REP", TODAY, region="shanghai").id == "SH-21"
    assert queries.rule("SH-21", TODAY).id == "SH-21"  # named itself, it answers anywhere


@given(
    rule_id=st.sampled_from(IDS),
    on=st.dates(date(1980, 1, 1), date(2035, 1, 1)),
    region=st.sampled_from(["", *REGIONS]),
)
@settings(max_examples=200)
def test_the_uppermost_layer_that_has_an_answer_gives_it(rule_id: str, on: date, region: str) -> None:
    def answers(layer: str) -> list[Rule]:
        return [each for each in shipped()[layer] if rule_id in (each.id, *each.over) and each.holds(on)]

    for layer in shipped():
        assert len(answers(layer)) <= 1, "at most one version is in force in a layer"
    expected = [*(answers(region) if region else []), *answers("national")]
    expected += [each for each in ALL if each.id == rule_id and each.holds(on)]
    try:
        found = queries.rule(rule_id, on, region=region)
    except LookupError:
        assert not expected
    else:
        assert found == expected[0]
        assert found.holds(on)


def test_the_files_are_whole() -> None:
    seen = set[str]()
    known = set(IDS)
    for rule in ALL:
        assert rule.stamp not in seen, f"{rule.stamp} is kept twice"
        seen.add(rule.stamp)
        assert rule.source
        assert bool(rule.numbers or rule.bands) == bool(rule.measure), rule.stamp
        assert set(rule.over) <= known, f"{rule.stamp} takes the place of what is not kept"
        assert not rule.over or rule.layer not in {"national", "elsewhere"}
        assert rule.cite()
        assert rule_of({k: v for k, v in row_of(rule).items() if k != "subject"}, rule.layer, rule.subject) == rule
    assert {rule.layer for rule in ALL} == set(LAYERS)
    assert {rule.kind for rule in ALL} <= set(KINDS)


def test_no_two_rules_of_a_layer_take_the_same_place_on_a_day() -> None:
    for rows in shipped().values():
        for at, one in enumerate(rows):
            for other in rows[:at]:
                if {one.id, *one.over} & {other.id, *other.over}:
                    assert not overlap(one, other), f"{one.stamp} and {other.stamp}"


def test_tables_have_no_gap_and_no_overlap() -> None:
    gaps = {"ELE-SIZE-SZ"}  # a local table of which rows are missing where it was read
    for rule in ALL:
        for one, following in pairwise(rule.bands):
            assert one.until is not None
            assert following.since == one.until + 1 or (rule.id in gaps and following.since > one.until), rule.id


def test_a_stamp_finds_the_very_version() -> None:
    old = queries.by_stamp("BJ-10b@2015")
    assert old is not None
    assert old.number == 25
    assert queries.by_stamp("TUL-16@1950") is None
    assert queries.by_stamp("NO-1@2020") is None
    assert queries.is_rule("BCB-07")
    assert not queries.is_rule("NO-1")


def test_sides_are_compared_question_by_question() -> None:
    pairs = queries.compare(Side("", TODAY), Side("beijing", TODAY))
    found = {pair.left.id: pair for pair in pairs if pair.left}
    assert found["CB-35"].right is not None
    assert found["CB-35"].right.id == "BCB-37"
    assert found["CB-35"].differs
    assert not found["CB-32"].differs  # twenty days in both
    assert found["PI-45"].left == found["PI-45"].right
    assert any(pair.left is None and pair.right and pair.right.id == "BJ-12" for pair in pairs)
    over_time = queries.compare(Side("beijing", date(2026, 4, 30)), Side("beijing", date(2026, 5, 1)))
    women = next(pair for pair in over_time if pair.right and pair.right.id == "BJ-10b")
    assert women.left is not None
    assert (women.left.number, women.right.number if women.right else 0, women.differs) == (25, 10, True)


def test_only_what_holds_here_may_be_cited(settings: Settings) -> None:
    def ids() -> set[str]:
        return {rule.id for _subject, rows in queries.citable(TODAY) for rule in rows}

    assert {"TUL-16", "CB-35"} <= ids()
    assert not {"BJ-12", "SH-21", "AID-QD", "CHG-01"} & ids()
    settings.UNIONHALL_REGION = "beijing"
    assert "BJ-12" in ids()
    assert "BJ-x" not in ids()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"kind": "wish"}, "类别"),
        ({"numbers": [3], "measure": ""}, "计量"),
        ({"numbers": [4, 3], "measure": "比"}, "比"),
        ({"until": date(2000, 1, 1)}, "止的日子"),
        ({"article": [0]}, "条号"),
        ({"since": "2026"}, "日期"),
        ({"verified": "maybe"}, "核实"),
        ({"colour": "red"}, "colour"),
        ({"title": ""}, "title"),
    ],
)
def test_a_wrong_row_says_what_is_wrong(change: dict[str, object], why: str) -> None:
    row = {"id": "QH-1", "fact": "甲", "title": "乙", "version": "2026", "since": date(2026, 1, 1), "verified": "yes"}
    rule_of(row, "own", "")
    with pytest.raises(ValueError, match=why):
        rule_of(row | change, "own", "")


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "一"),
        (10, "十"),
        (16, "十六"),
        (20, "二十"),
        (41, "四十一"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (999, "九百九十九"),
    ],
)
def test_articles_are_numbered_in_chinese(n: int, text: str) -> None:
    assert queries.chinese_number(n) == text


def test_there_is_no_article_nought() -> None:
    with pytest.raises(ValueError, match="no article"):
        queries.chinese_number(0)
