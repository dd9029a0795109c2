"""The rules as documents: plain data for ``--json``, lines for a terminal, docs/reference/law.md by layer."""

from __future__ import annotations

from dataclasses import asdict
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from unionhall.kernel.law.queries import layers, rules
from unionhall.kernel.law.records import KINDS, Rule, amount_text
from unionhall.kernel.law.shipped import LAYERS, shipped

_INTRO = """\
# Rules of law

What the program knows of the law, by layer; every version of a rule is a row. 待核实: the article's own text was not
read. `unionhall show law` prints the same, `--json` with all fields; the room `/desk/law/` searches and compares them.
Generated: `make docs` writes it anew."""


def data() -> list[dict[str, Any]]:
    """Every version of every rule with all that is known of it, shipped and the installation's own."""
    return [_plain(each) for each in rules()]


def _plain(rule: Rule) -> dict[str, Any]:
    row = asdict(rule)
    row["since"] = rule.since.isoformat()
    row["until"] = rule.until.isoformat() if rule.until else None
    return row | {"stamp": rule.stamp, "cited": rule.cite(), "number_text": rule.number_text}


def text() -> str:
    """One line a rule, by layer."""
    names = layers()
    parts = []
    for layer, rows in groupby(rules(), key=lambda each: each.layer):
        lines = [f"{each.id:<12} {each.cite()}  {_said(each)}{_span(each)}" for each in rows]
        parts.append("\n".join([f"== {names[layer]} ==", *lines]))
    return "\n\n".join(parts)


def page() -> str:
    """The shipped rules as Markdown, a table for every subject of every layer."""
    parts = [_INTRO]
    for layer, rows in shipped().items():
        parts.append(f"## {LAYERS[layer]} (`{layer}`)")
        for subject, group in groupby(rows, key=lambda each: each.subject):
            parts.append(f"### {subject}" if layer == "national" else f"### {LAYERS[layer]}：{subject}")
            head = ("| id | kind | what it says | number | law | in force |", "|---|---|---|---|---|---|")
            parts.append("\n".join([*head, *map(_row, group)]))
    return "\n\n".join(parts) + "\n"


def _row(rule: Rule) -> str:
    over = f"（代替 {'、'.join(rule.over)}）" if rule.over else ""
    cells = (rule.id, KINDS[rule.kind], rule.fact + over, _number(rule), rule.cite(), _days(rule))
    return "| " + " | ".join(str(cell).replace("|", "\\|") for cell in cells) + " |"


def _said(rule: Rule) -> str:
    return f"{rule.fact}（{_number(rule)}）" if rule.number_text else rule.fact


def _number(rule: Rule) -> str:
    return "；".join(bands(rule)) if rule.bands else rule.number_text


def bands(rule: Rule) -> list[str]:
    """The rows of a table in words: "201–1000：7–15 人"."""
    found = []
    for band in rule.bands:
        span = f"{band.since}–{band.until}" if band.until is not None else f"≥{band.since}"
        if band.least == band.most:
            amount = f"{band.least}"
        elif band.most is None:
            amount = f"≥{band.least}" + (f"+{band.plus}/{band.per}" if band.per else "")
        else:
            amount = f"≤{band.most}" if band.least is None else f"{band.least}–{band.most}"
        found.append(f"{span}{_('：')}{amount_text(amount, rule.measure)}")
    return found


def _days(rule: Rule) -> str:
    since = {"day": rule.since.isoformat(), "year": f"{rule.since.year}", "no": "?"}[rule.since_known]
    return f"{since} – {rule.last_day}" if rule.last_day else f"{since} –"


def _span(rule: Rule) -> str:
    return f"  [{_days(rule)}]" if rule.until else ""
