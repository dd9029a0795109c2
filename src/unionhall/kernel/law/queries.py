"""Asking the law for a date.

The rules stand in ``rules.toml``: facts in our own words, each with law, version, article and how far its wording was
checked. National rules only; regional ones and the installation's own come with the law's rooms.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

RULES = Path(__file__).with_name("rules.toml")
DAY_KINDS = ("", "calendar", "working")
VERIFIED = ("yes", "part", "no")


@dataclass(frozen=True, slots=True)
class Rule:
    """One fact of law in one version. In force from ``since`` (inclusive) until ``until`` (exclusive; none = still)."""

    id: str
    fact: str  # what it says, in our own words
    numbers: tuple[int, ...]  # e.g. (25,), or (3, 5) where the law leaves a choice; empty where there is none
    measure: str  # what the numbers count: 人, 年, 日 …
    day_kind: str  # "" | "calendar" | "working", where the numbers are days
    law: str  # short title without brackets
    article: int
    version: str  # of the law's text, by year
    since: date
    until: date | None
    verified: str  # "yes": the article was read; "part" | "no": 待核实
    source: str  # where it was read

    @property
    def number(self) -> int | None:
        """The number, where there is exactly one."""
        return self.numbers[0] if len(self.numbers) == 1 else None

    @property
    def is_verified(self) -> bool:
        """Whether the article's own text was read; otherwise every page says 待核实."""
        return self.verified == "yes"

    @property
    def stamp(self) -> str:
        """Id and version, as it is frozen into due dates and the journal: "TUL-16@2021"."""
        return f"{self.id}@{self.version}"

    def cite(self) -> str:
        """The article as Chinese law is cited, e.g. 《工会法》（2021）第十六条; with 待核实 where it was not read."""
        cited = f"《{self.law}》（{self.version}）第{chinese_number(self.article)}条"
        return cited if self.is_verified else _("{article}（待核实）").format(article=cited)


def rule(rule_id: str, on: date) -> Rule:
    """The version of a rule that is in force on a day.

    Raises KeyError for an id that is not kept at all, LookupError where no version was in force on that day.
    """
    versions = _by_id()[rule_id]
    for version in versions:
        if version.since <= on and (version.until is None or on < version.until):
            return version
    raise LookupError(f"no version of {rule_id} is in force on {on}")


def is_rule(rule_id: str) -> bool:
    """Whether a rule of this id is kept, in whatever version."""
    return rule_id in _by_id()


def by_stamp(stamp: str) -> Rule | None:
    """The very version that was frozen somewhere as "id@version"; None if it is not kept any more."""
    rule_id, _at, version = stamp.partition("@")
    return next((found for found in _by_id().get(rule_id, []) if found.version == version), None)


def rules(on: date | None = None) -> list[Rule]:
    """All rules in the order of the file; those in force on a day, or every version."""
    found = [version for versions in _by_id().values() for version in versions]
    return [r for r in found if on is None or (r.since <= on and (r.until is None or on < r.until))]


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


@cache
def _by_id() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    data = tomllib.loads(RULES.read_text(encoding="utf-8"))
    for row in data["rule"]:
        made = _rule({**data["law"][row["law"]], **row}, data["law"][row["law"]]["title"])
        found.setdefault(made.id, []).append(made)
    return found


def _rule(row: dict[str, Any], title: str) -> Rule:
    made = Rule(
        id=row["id"],
        fact=row["fact"],
        numbers=tuple(row.get("numbers", ())),
        measure=row.get("measure", ""),
        day_kind=row.get("day_kind", ""),
        law=title,
        article=row["article"],
        version=row["version"],
        since=row["since"],
        until=row.get("until"),
        verified=row["verified"],
        source=row["source"],
    )
    if made.day_kind not in DAY_KINDS or made.verified not in VERIFIED:
        raise ValueError(f"rule {made.id} has an unknown day_kind or verified")
    return made
