"""What the pages of an import put into their tables and sentences."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from unionhall.modules.membership import actions
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.queries import effects
from unionhall.modules.membership.queries import imports as standing
from unionhall.ui.words import thousands

ODD_UNITS = 3  # that a notice names


def outcomes(found: RollImport, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The table of effects: what, why, how many, which share of the file, and the way to the rows."""
    reasons = _("、").join(what for what, _n in standing.reasons(found.report.get("problem_rows", [])))
    known = (
        ("changed", "changed", _("更新"), _("名册里有，内容变了"), _("看 %(n)s 行"), ""),
        ("new", "new", _("新增"), _("名册里没有这个人"), _("看 %(n)s 行"), ""),
        ("moved", "moved", _("转入"), _("从您管的别的单位转来"), _("看 %(n)s 行"), ""),
        ("leavers", "leaver", _("离会"), _("在册的人，表里没有"), _("看 %(n)s 人"), ""),
        ("unchanged", "unchanged", _("不变"), _("和名册一样"), _("看 %(n)s 行"), ""),
        ("conflicts", "conflict", _("要人认一认"), _("像两个人，机器不敢定"), _("去认 %(n)s 行"), "question"),
        ("problems", "problem", _("导不进"), reasons, _("看 %(n)s 行"), "refused"),
    )
    return _lines(known, counts, must=("changed", "new"))


def happened(found: RollImport, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The table of what was done, counted from the database after the last commit."""
    reasons = _("、").join(what for what, _n in standing.reasons(found.report.get("problem_rows", [])))
    done = {**counts, **dict.fromkeys(("changed", "new", "moved", "leavers"), 0), **standing.written(found)}
    known = (
        ("changed", "changed", _("更新了"), _("名册改成了表里的"), _("看 %(n)s 行"), ""),
        ("new", "new", _("新增了"), _("记进了名册"), _("看 %(n)s 行"), ""),
        ("moved", "moved", _("转入了"), _("会籍从别的单位转来了"), _("看 %(n)s 行"), ""),
        ("leavers", "leaver", _("记了离会"), _("在册的人，表里没有"), _("看 %(n)s 人"), ""),
        ("unchanged", "unchanged", _("没动"), _("和名册一样"), _("看 %(n)s 行"), ""),
        ("conflicts", "conflict", _("还没写，等人认"), _("像两个人，机器不敢定"), _("去认 %(n)s 行"), "question"),
        ("problems", "problem", _("没写进去"), reasons, _("看 %(n)s 行"), "refused"),
    )
    return _lines(known, done, must=("changed", "new"))


def taken_back(undone: dict[str, int]) -> list[dict[str, Any]]:
    """The table of what undoing did, counted from the ledger after the last commit."""
    known = (
        ("restored", "", _("恢复了"), _("和导入以前一样"), "", ""),
        ("ended", "", _("改记离会"), _("参加过活动或者有账号，没有删"), "", "question"),
        ("kept", "", _("没有动"), _("写入以后又有人改过"), "", "refused"),
    )
    counts = {name: undone.get(name, 0) for name in ("restored", "ended", "kept")}
    return _lines(known, counts, must=("restored",))


def _lines(
    known: tuple[tuple[str, str, str, str, str, str], ...], counts: dict[str, int], must: tuple[str, ...]
) -> list[dict[str, Any]]:
    total = sum(counts[name] for name, *_rest in known)
    return [
        {
            "outcome": outcome,
            "label": label,
            "note": note,
            "n": counts[name],
            "share": 100 * counts[name] / total if total else 0,
            "way": way % {"n": thousands(counts[name])} if way else "",
            "kind": kind,
            "is_people": name == "leavers",
        }
        for name, outcome, label, note, way, kind in known
        if counts[name] or name in must
    ]


def rows_of(counts: dict[str, int]) -> int:
    """How many rows the file has; those who leave have none."""
    return sum(counts[name] for name in ("new", "changed", "moved", "unchanged", "conflicts", "problems"))


def writes_of(counts: dict[str, int]) -> int:
    """How many rows are written."""
    return counts["new"] + counts["changed"] + counts["moved"]


def sentence(counts: dict[str, int]) -> str:
    """What is written and what is not, in one breath."""
    written = _parts(
        (_("更新 %(n)s 行"), counts["changed"]),
        (_("新增 %(n)s 行"), counts["new"]),
        (_("转入 %(n)s 行"), counts["moved"]),
        (_("%(n)s 人记离会"), counts["leavers"]),
    )
    left = _parts(
        (_("不变的 %(n)s 行不动"), counts["unchanged"]),
        (_("要认的 %(n)s 行留着，回头再认"), counts["conflicts"]),
        (_("导不进的 %(n)s 行不写"), counts["problems"]),
    )
    return "".join(f"{part}。" for part in (_("，").join(written), _("；").join(left)) if part)


def _parts(*parts: tuple[str, int]) -> list[str]:
    return [text % {"n": thousands(n)} for text, n in parts if n]


def odd(found: RollImport) -> dict[str, Any]:
    """What changes so much that one should look twice: fields one by one, units together."""
    labels = {str(actions.field_label(key)): key for key in found.effects.get("fields", {})}
    much = [row for row in found.report.get("warning_rows", []) if not row["row"] and row["value"]]
    units = [row for row in much if row["value"] not in labels]
    return {
        "fields": [
            {"what": row["value"], "text": row["reason"], "field": labels[row["value"]]}
            for row in much
            if row["value"] in labels
        ],
        "units": units[:ODD_UNITS],
        "n": len(units),
    }


def by_difference(found: Iterable[effects.UnitEffect]) -> list[dict[str, Any]]:
    """Units before and after, those that change most first."""
    rows = [{"effect": one, "difference": signed(one.after - one.before)} for one in found]
    return sorted(rows, key=lambda row: -abs(row["effect"].after - row["effect"].before))


def unit_total(found: list[effects.UnitEffect]) -> dict[str, Any]:
    """All units together."""
    before, after = sum(one.before for one in found), sum(one.after for one in found)
    return {"n": len(found), "before": before, "after": after, "difference": signed(after - before)}


def signed(number: int) -> str:
    """A difference: +27, −3, 0."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{thousands(abs(number))}"
