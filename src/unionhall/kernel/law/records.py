"""One rule of law as a record, read from a table row, and how its number and its article are said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import get_language, gettext_lazy, npgettext, npgettext_lazy, pgettext
from django.utils.translation import gettext as _

from unionhall.kernel.law.citing import Citation

KINDS = {
    "deadline": gettext_lazy("期限"),
    "quorum": gettext_lazy("到会人数"),
    "majority": gettext_lazy("通过人数"),
    "table": gettext_lazy("分档"),
    "cap": gettext_lazy("上限"),
    "floor": gettext_lazy("下限"),
    "threshold": gettext_lazy("界限"),
    "rate": gettext_lazy("比例和金额"),
    "term": gettext_lazy("期间"),
    "frequency": gettext_lazy("次数"),
    "list": gettext_lazy("清单"),
    "duty": gettext_lazy("要求"),
    "right": gettext_lazy("权利"),
    "ban": gettext_lazy("不准"),
    "change": gettext_lazy("法律变动"),
}
BASES = {
    "all": gettext_lazy("全体"),
    "due": gettext_lazy("应到会人数"),
    "present": gettext_lazy("到会人数"),
    "ward": gettext_lazy("选举单位全体"),
}
DAY_KINDS = ("", "calendar", "working")
VERIFIED = ("yes", "part", "no")
BOUNDS = ("", "least", "most", "over", "below", "within", "before", "window")  # window: so long before it is over
_BOUND_OF = {"deadline": "within", "quorum": "least", "majority": "least", "cap": "most", "floor": "least"}
KNOWN_SINCE = ("day", "year", "no")  # how far it is known from when a rule is in force
# what the numbers of the shipped layers count; another word, of an installation's own layer, stands as it was written
_AMOUNTS = {
    "人": npgettext_lazy("rule", "%(n)s 人", "%(n)s 人", "many"),
    "级": npgettext_lazy("rule", "%(n)s 级", "%(n)s 级", "many"),
    "分": npgettext_lazy("rule", "%(n)s 分", "%(n)s 分", "many"),
    "元": npgettext_lazy("rule", "%(n)s 元", "%(n)s 元", "many"),
    "倍": npgettext_lazy("rule", "%(n)s 倍", "%(n)s 倍", "many"),
    "次": npgettext_lazy("rule", "%(n)s 次", "%(n)s 次", "many"),
    "岁": npgettext_lazy("rule", "%(n)s 岁", "%(n)s 岁", "many"),
    "年": npgettext_lazy("rule", "%(n)s 年", "%(n)s 年", "many"),
    "月": npgettext_lazy("rule", "%(n)s 个月", "%(n)s 个月", "many"),
    "日": npgettext_lazy("rule", "%(n)s 日", "%(n)s 日", "many"),
    "小时": npgettext_lazy("rule", "%(n)s 小时", "%(n)s 小时", "many"),
}
_HAN_GAP = re.compile(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_KEYS = {
    *("id", "law", "title", "is_practice", "version", "since", "since_known", "until", "article", "article_range"),
    *("article_part", "kind", "fact", "numbers", "is_range", "scale", "measure", "day_kind", "bound", "base", "bands"),
    *("trigger", "over", "verified", "source", "note"),
}


@dataclass(frozen=True, slots=True)
class Band:
    """One row of a table: for ``since`` to ``until`` (none: and more) it is ``least`` to ``most``.

    ``plus`` more for every ``per`` above the base, where the law counts on by steps.
    """

    since: int
    until: int | None
    least: int | None
    most: int | None
    plus: int = 0
    per: int = 0

    def covers(self, n: int) -> bool:
        """Whether the row is the one for ``n``."""
        return self.since <= n and (self.until is None or n <= self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """One fact of law in one version. In force from ``since`` (inclusive) until ``until`` (exclusive; none = still)."""

    id: str
    fact: str  # what it says, in our own words
    numbers: tuple[int, ...]  # e.g. (25,), or (3, 5) where the law leaves a choice; (2, 3) with measure 比 is 2/3
    measure: str  # what the numbers count: 人, 年, 日, 比 …
    day_kind: str  # "" | "calendar" | "working", where the number is a length of time
    law: str  # short title without brackets
    article: tuple[int, ...]  # none where it was not seen
    version: str  # of the law's text, by year
    since: date
    until: date | None
    verified: str  # "yes": the article was read; "part" | "no": 待核实
    source: str  # where it was read
    kind: str = "duty"  # one of KINDS
    bound: str = ""  # one of BOUNDS; "" = as usual for the kind
    base: str = ""  # of what a share is taken: one of BASES, "" where it is none
    scale: int = 1  # the numbers are divided by it: 2175 with 100 is 21.75
    is_range: bool = False  # two numbers are from–to; otherwise a choice
    bands: tuple[Band, ...] = ()  # the rows of a table
    trigger: str = ""  # from when a deadline runs
    over: tuple[str, ...] = ()  # ids of the rules it takes the place of, for whom its layer holds
    note: str = ""
    layer: str = "national"  # a shipped layer's key, or "own-<pk>"
    subject: str = ""
    since_known: str = "day"  # one of KNOWN_SINCE: whether the day it begins was read, the year alone, or nothing
    is_practice: bool = False  # no document: a usual practice, a plan, a table; cited without brackets
    article_part: str = ""  # 项 where it is an item; "" = 条
    article_range: bool = False

    @property
    def number(self) -> int | None:
        """The number, where there is exactly one and it is whole."""
        return self.numbers[0] if len(self.numbers) == 1 and self.scale == 1 else None

    @property
    def is_verified(self) -> bool:
        """Whether the article's own text was read; otherwise every page says 待核实."""
        return self.verified == "yes"

    @property
    def stamp(self) -> str:
        """Id and version, as it is frozen into due dates and the journal: "TUL-16@2021"."""
        return f"{self.id}@{self.version}"

    @property
    def url(self) -> str:
        """The public page of the rule (the room ``law`` of the desk answers it)."""
        return f"/law/{self.id}/"

    @property
    def last_day(self) -> date | None:
        """The last day on which it is in force; None while it is."""
        return None if self.until is None else self.until - timedelta(days=1)

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.since <= on and (self.until is None or on < self.until)

    def bare_cite(self) -> str:
        """The article as it is cited, without 待核实."""
        inner = self.law.replace("《", "〈").replace("》", "〉")
        title = self.law if self.is_practice or "〔" in self.law else f"《{inner}》"
        return f"{title}{'' if '〔' in self.law else f'（{self.version}）'}{self.article_text}"

    @property
    def article_text(self) -> str:
        """The articles in Chinese: 第十六条, 第四十九、五十条, 第二十至三十一条; "" where none was seen."""
        if not self.article:
            return ""
        joint = "至" if self.article_range else "、"
        return f"第{joint.join(map(chinese_number, self.article))}{self.article_part or '条'}"

    def cite(self) -> Citation:
        """The article as Chinese law is cited, e.g. 《工会法》（2021）第十六条; with 待核实 where it was not read."""
        cited = self.bare_cite()
        text = cited if self.is_verified else _("{article}（待核实）").format(article=cited)
        return Citation(text, self.url, not self.is_verified)

    @property
    def number_text(self) -> str:
        """The number in words of a page: "至少 25 人", "3 或 5 年", "15 个工作日内", "应到会人数的三分之二以上"."""
        if self.bands:
            return _("按人数分档") if self.measure == "人" else _("分档")
        if not self.numbers:
            return ""
        bound = "" if self.is_range else self.bound or _BOUND_OF.get(self.kind, "")
        if self.measure == "比":
            share = share_text(*self.numbers)
            amount = _("%(base)s的%(share)s") % {"base": BASES[self.base], "share": share} if self.base else share
            return _HAN_GAP.sub("", _bounded(bound, amount, self.trigger))
        return _bounded(bound, self._amount(), self.trigger)

    def _amount(self) -> str:
        texts = [_plain(n, self.scale) for n in self.numbers]
        joint = "–" if self.is_range else _(" 或 ")
        number = joint.join(texts)
        if self.measure in {"%", "‰", "℃"}:
            return f"{number}{self.measure}"
        if self.measure == "日" and self.day_kind == "working":
            many = 1 if texts == ["1"] else 2
            return npgettext("rule", "%(n)s 个工作日", "%(n)s 个工作日", many) % {"n": number}
        return amount_text(number, self.measure)


def amount_text(number: str, measure: str) -> str:
    """A number that was written already, with what it counts: "3 或 5 年", in English "3 or 5 years"."""
    if measure in _AMOUNTS:
        return str(_AMOUNTS[measure] % {"n": number, "many": 1 if number == "1" else 2})
    return f"{number} {measure}"


def share_text(part: int, whole: int) -> str:
    """A share in words: 2, 3 is 三分之二; 1, 2 is 二分之一; in English a fraction in figures."""
    written = chinese_number if (get_language() or "zh").startswith("zh") else str
    return pgettext("share", "%(whole)s分之%(part)s") % {"whole": written(whole), "part": written(part)}


def _plain(n: int, scale: int) -> str:
    return f"{n:,}" if scale == 1 else f"{n / scale:g}"


def _bounded(bound: str, amount: str, trigger: str) -> str:
    forms = {
        "": "%(n)s",
        "least": _("至少 %(n)s"),
        "most": _("不超过 %(n)s"),
        "over": _("超过 %(n)s"),
        "below": _("不到 %(n)s"),
        "within": _("%(n)s内"),
        "before": _("提前 %(n)s"),
        "window": _("%(trigger)s前 %(n)s内"),
    }
    return forms[bound] % {"n": amount, "trigger": trigger}


def chinese_number(n: int) -> str:
    """A number from 1 to 999 as articles are numbered: 16 is 十六, 110 一百一十, 205 二百零五."""
    if not 0 < n < 1000:
        raise ValueError(f"{n} is no article")
    digits = "零一二三四五六七八九"
    hundreds, rest = divmod(n, 100)
    tens, ones = divmod(rest, 10)
    text = f"{digits[hundreds]}百" if hundreds else ""
    if hundreds and rest and not tens:
        text += "零"
    if tens:
        text += ("" if tens == 1 and not hundreds else digits[tens]) + "十"
    return text + (digits[ones] if ones else "")


def rule_of(row: Mapping[str, Any], layer: str, subject: str) -> Rule:
    """A rule from a row of a table whose law's fields are filled in. Raises ValueError with what is wrong, in words."""
    if missing := [key for key in ("id", "fact", "title", "version", "since", "verified") if not row.get(key)]:
        raise ValueError(_("缺 %(keys)s") % {"keys": "、".join(missing)})
    if strange := sorted(set(row) - _KEYS):
        raise ValueError(_("不认得 %(keys)s") % {"keys": "、".join(strange)})
    article = row.get("article") or ()
    made = Rule(
        id=str(row["id"]),
        fact=str(row["fact"]),
        numbers=tuple(row.get("numbers", ())),
        measure=row.get("measure", ""),
        day_kind=row.get("day_kind", ""),
        law=str(row["title"]),
        article=(article,) if isinstance(article, int) else tuple(article),
        version=str(row["version"]),
        since=row["since"],
        until=row.get("until"),
        verified=row["verified"],
        source=row.get("source", ""),
        kind=row.get("kind", "duty"),
        bound=row.get("bound", ""),
        base=row.get("base", ""),
        scale=row.get("scale", 1),
        is_range=bool(row.get("is_range", False)),
        bands=tuple(_band(each) for each in row.get("bands", ())),
        trigger=row.get("trigger", ""),
        over=tuple(row.get("over", ())),
        note=row.get("note", ""),
        layer=layer,
        subject=subject,
        since_known=row.get("since_known", "day"),
        is_practice=bool(row.get("is_practice", False)),
        article_part=row.get("article_part", ""),
        article_range=bool(row.get("article_range", False)),
    )
    if wrong := mistake(made):
        raise ValueError(wrong)
    return made


def _band(row: Mapping[str, int]) -> Band:
    return Band(row["from"], row.get("to"), row.get("least"), row.get("most"), row.get("plus", 0), row.get("per", 0))


def mistake(rule: Rule) -> str:
    """What is wrong with a rule by itself, as a sentence; "" if nothing is."""
    checks = (
        (rule.kind in KINDS, _("类别要是 %(words)s 之一") % {"words": "、".join(KINDS)}),
        (rule.day_kind in DAY_KINDS, _("天数要么是自然日（calendar），要么是工作日（working）")),
        (rule.verified in VERIFIED, _("核实要是 yes、part、no 之一")),
        (rule.bound in BOUNDS, _("界限要是 %(words)s 之一") % {"words": "、".join(filter(None, BOUNDS))}),
        (not rule.base or rule.base in BASES, _("分母要是 %(words)s 之一") % {"words": "、".join(BASES)}),
        (isinstance(rule.since, date) and _is_day(rule.until), _("起止要写成日期，如 2026-05-01")),
        (all(isinstance(n, int) and n >= 0 for n in rule.numbers), _("数要写成整数")),
        (all(isinstance(n, int) and 0 < n < 1000 for n in rule.article), _("条号要是 1 到 999 的整数")),
        (not rule.numbers or bool(rule.measure), _("有数就要写计量，如人、日、年")),
        (rule.measure != "比" or _is_share(rule.numbers), _("“比”要写两个数：几份、一共几份，如 2、3")),
        (rule.since_known in KNOWN_SINCE, _("起的日子要么知道（day），要么只知道年（year），要么不知道（no）")),
        (isinstance(rule.scale, int) and rule.scale > 0, _("除数要是正整数")),
    )
    for holds, words in checks:
        if not holds:
            return words
    if rule.until is not None and rule.until <= rule.since:
        return _("止的日子要在起的日子后面")
    return ""


def _is_day(value: object) -> bool:
    return value is None or isinstance(value, date)


def _is_share(numbers: tuple[int, ...]) -> bool:
    return len(numbers) == 2 and 0 < numbers[0] <= numbers[1]
