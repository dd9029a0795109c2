"""A file of rules, as an administrator brings it: TOML like the shipped ones, or a table with a rule in every row.

A table is turned into the same TOML, so that one text is looked at, corrected and kept.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel.law.records import Rule, rule_of

MOST_RULES = 2000
_ID = re.compile(r"[A-Z][A-Z0-9]*-[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
# the columns of a table: what stands in their heads, and the key of the row
COLUMNS = {
    "编号": "id",
    "规则": "fact",
    "类别": "kind",
    "数": "numbers",
    "计量": "measure",
    "天数": "day_kind",
    "界限": "bound",
    "分母": "base",
    "从什么时候起算": "trigger",
    "法规": "title",
    "版本": "version",
    "条": "article",
    "施行": "since",
    "废止": "until",
    "代替": "over",
    "核实": "verified",
    "出处": "source",
    "说明": "note",
    "主题": "subject",
}
_WORDS = {
    "day_kind": {"自然日": "calendar", "日历日": "calendar", "工作日": "working"},
    "verified": {"是": "yes", "已核实": "yes", "部分": "part", "否": "no", "待核实": "no"},
}


@dataclass(slots=True)
class ReadRules:
    """What was read: the rules with their places in the file, and what is wrong, with the place, as sentences."""

    rules: list[tuple[int, Rule]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


def read(text: str, layer: str = "") -> ReadRules:
    """The rules of a TOML text. Nothing raises: what is wrong is told by row."""
    found = ReadRules()
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as wrong:
        found.wrong.append(_("这不是能读的规则文件：%(why)s") % {"why": wrong})
        return found
    laws, rows = data.get("law", {}), data.get("rule", [])
    if not isinstance(rows, list) or not rows or not isinstance(laws, dict):
        found.wrong.append(_("文件里没有规则：一条规则以 [[rule]] 开头"))
        return found
    if len(rows) > MOST_RULES:
        found.wrong.append(_("一次最多 %(n)s 条，分成几个文件") % {"n": f"{MOST_RULES:,}"})
        return found
    for place, row in enumerate(rows, start=1):
        try:
            found.rules.append((place, _rule(row, laws, str(data.get("subject", "")), layer)))
        except (ValueError, TypeError, KeyError, AttributeError) as wrong:
            known = row.get("id", "") if isinstance(row, dict) else ""
            found.wrong.append(_place(place, str(known)) + _say(wrong))
    found.wrong += _twice(found.rules)
    return found


def _rule(row: Any, laws: Mapping[str, Any], subject: str, layer: str) -> Rule:
    if not isinstance(row, dict):
        raise ValueError(_("一条规则以 [[rule]] 开头"))
    law = row.get("law", "")
    if law and law not in laws:
        raise ValueError(_("没有 [law.%(law)s]") % {"law": law})
    whole = {**laws.get(law, {}), **row}
    subject = whole.pop("subject", subject) or _("本单位的规定")
    found = rule_of(whole, layer, subject)
    if not _ID.fullmatch(found.id) or len(found.id) > 40:
        raise ValueError(_("编号写成“字母-数字”，如 QH-01"))
    if len(found.version) > 20:
        raise ValueError(_("版本写短一点，如 2026"))
    return found


def _say(wrong: Exception) -> str:
    return str(wrong) if isinstance(wrong, ValueError) else _("有一格的写法不对，照样本写")


def _place(place: int, rule_id: str) -> str:
    return _("第 %(n)s 条%(id)s：") % {"n": place, "id": f"（{rule_id}）" if rule_id else ""}


def _twice(rules: Sequence[tuple[int, Rule]]) -> list[str]:
    """Two versions of a rule that hold on the same day, or two rules that take the place of the same one."""
    wrong = []
    for at, (place, one) in enumerate(rules):
        for earlier, other in rules[:at]:
            shared = {one.id, *one.over} & {other.id, *other.over}
            if shared and (overlap(one, other) or one.stamp == other.stamp):
                values = {"n": earlier, "id": sorted(shared)[0]}
                wrong.append(
                    _place(place, one.id) + _("和第 %(n)s 条在同一天都管 %(id)s，改起止日期或者留一条") % values
                )
    return wrong


def overlap(one: Rule, other: Rule) -> bool:
    """Whether there is a day on which both are in force."""
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def from_table(rows: Iterable[Sequence[Any]]) -> str:
    """The rows of a table, heads first, as TOML. Raises ValueError where the heads are not those of the sample."""
    heads: list[str] = []
    blocks = []
    for row in rows:
        cells = [str(cell).strip() if cell is not None else "" for cell in row]
        if not heads:
            heads = [COLUMNS.get(cell, "") for cell in cells]
            if not {"id", "fact", "title"} <= set(heads):
                raise ValueError(_("第一行要有“编号”“规则”“法规”这些表头，下载样表照着填"))
            continue
        given = {key: _typed(key, cell) for key, cell in zip(heads, cells, strict=False) if key and cell}
        if given:
            blocks.append(given)
    return as_toml(blocks)


def _typed(key: str, cell: str) -> Any:
    if key in {"numbers", "article"}:
        found = [int(each) for each in re.findall(r"\d+", cell)]
        return found[0] if key == "article" and len(found) == 1 else found
    if key == "over":
        return [each for each in re.split(r"[\s,，、;；]+", cell) if each]
    if key in {"since", "until"}:
        parts = re.fullmatch(r"(\d{4})\D(\d{1,2})\D(\d{1,2})\D?.*", cell)
        try:
            return date(*map(int, parts.groups())) if parts else cell
        except ValueError:
            return cell
    if key == "version":
        return cell.removesuffix(".0")
    return _WORDS.get(key, {}).get(cell, cell)


def as_toml(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as TOML blocks, in the order of their keys."""
    return "\n\n".join(
        "\n".join(["[[rule]]", *(f"{key} = {_value(value)}" for key, value in row.items())]) for row in rows
    )


def _value(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return "[" + ", ".join(_value(each) for each in value) + "]"
        case dict():
            return "{ " + ", ".join(f"{key} = {_value(each)}" for key, each in value.items()) + " }"
    return '"' + re.sub(r"[\x00-\x1f\x7f]", " ", str(value)).replace("\\", "\\\\").replace('"', '\\"') + '"'


def row_of(rule: Rule) -> dict[str, Any]:
    """A rule as its row, without what is empty: ``rule_of`` reads it again."""
    row: dict[str, Any] = {
        "id": rule.id,
        "title": rule.law,
        "version": rule.version,
        "since": rule.since,
        "until": rule.until,
        "since_known": rule.since_known if rule.since_known != "day" else None,
        "is_practice": rule.is_practice,
        "article": list(rule.article),
        "article_part": rule.article_part,
        "article_range": rule.article_range,
        "kind": rule.kind,
        "fact": rule.fact,
        "numbers": list(rule.numbers),
        "is_range": rule.is_range,
        "scale": rule.scale if rule.scale != 1 else None,
        "measure": rule.measure,
        "day_kind": rule.day_kind,
        "bound": rule.bound,
        "base": rule.base,
        "bands": [_band_row(band) for band in rule.bands],
        "trigger": rule.trigger,
        "over": list(rule.over),
        "verified": rule.verified,
        "source": rule.source,
        "note": rule.note,
        "subject": rule.subject,
    }
    return {key: value for key, value in row.items() if value not in (None, "", [], False)}


def _band_row(band: Any) -> dict[str, int]:
    row = {"from": band.since, "to": band.until, "least": band.least, "most": band.most}
    steps = {"plus": band.plus, "per": band.per} if band.per else {}
    return {key: value for key, value in (row | steps).items() if value is not None}
