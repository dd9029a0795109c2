"""The law is asked for a date, cites itself, and says where its wording was not checked."""

import re
from dataclasses import replace
from datetime import date

import pytest

from unionhall.kernel.law import queries

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rule_id", "numbers", "measure", "cited"),
    [
        ("TUL-11a", (25,), "人", "《工会法》（2021）第十一条"),
        ("TUL-16", (3, 5), "年", "《工会法》（2021）第十六条"),
        ("TUL-16b", (5,), "年", "《工会法》（2021）第十六条"),
        ("TUL-41", (3,), "日", "《工会法》（2021）第四十一条"),
        ("TUL-12", (), "", "《工会法》（2021）第十二条"),
        ("PI-45", (), "", "《个人信息保护法》（2021）第四十五条"),
    ],
)
def test_what_the_law_says_today(rule_id: str, numbers: tuple[int, ...], measure: str, cited: str) -> None:
    rule = queries.rule(rule_id, TODAY)
    assert (rule.numbers, rule.measure, rule.cite()) == (numbers, measure, cited)
    assert rule.number == (numbers[0] if len(numbers) == 1 else None)


def test_a_rule_is_asked_for_a_date() -> None:
    assert queries.rule("TUL-16", date(2022, 1, 1)).stamp == "TUL-16@2021"
    with pytest.raises(LookupError, match="2021-12-31"):
        queries.rule("TUL-16", date(2021, 12, 31))
    with pytest.raises(KeyError):
        queries.rule("TUL-999", TODAY)


def test_versions_follow_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    new = queries.rule("TUL-16", TODAY)
    old = replace(new, version="2009", article=15, since=date(2009, 8, 27), until=new.since)
    monkeypatch.setattr(queries, "_by_id", lambda: {"TUL-16": [old, new]})
    assert queries.rule("TUL-16", date(2021, 12, 31)) == old
    assert queries.rule("TUL-16", new.since) == new
    assert queries.rules(on=TODAY) == [new]
    assert queries.by_stamp("TUL-16@2009") == old
    assert queries.by_stamp("TUL-16@1950") is None


@pytest.mark.parametrize("verified", ["part", "no"])
def test_what_was_not_read_says_so(verified: str) -> None:
    rule = replace(queries.rule("TUL-16", TODAY), verified=verified)
    assert rule.cite() == "《工会法》（2021）第十六条（待核实）"
    assert not rule.is_verified


def test_the_file_is_whole() -> None:
    seen = set()
    for rule in queries.rules():
        assert re.fullmatch(r"[A-Z]+-(\d+[a-z]?|[A-Z]+)", rule.id)
        assert rule.stamp not in seen
        seen.add(rule.stamp)
        assert rule.fact
        assert rule.source
        assert bool(rule.numbers) == bool(rule.measure)
        assert rule.until is None or rule.since < rule.until
        assert rule.cite()


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
