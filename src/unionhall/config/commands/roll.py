"""``import-roll`` and ``undo-import``: a union's members from a spreadsheet, and taking that back."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from unionhall.config.command import DONE, offer

if TYPE_CHECKING:
    from unionhall.kernel.org.models import Unit


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verbs."""
    parser = offer(verbs, "import-roll", run, "导入会员名册")
    parser.add_argument("file", type=Path, help="表格文件：xlsx、xls、ods 或 csv")
    parser.add_argument("--unit", required=True, help="单位代码：名册里的单位都在它下面")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--replace", action="store_true", help="以表为准：表里有的单位，不在表里的会员算离会")
    parser.add_argument(
        "--leavers", action="append", default=[], metavar="代码=人数", help="离会超过一成的单位，照着写出人数"
    )
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    parser = offer(verbs, "undo-import", undo, "撤销一次导入，写入后 30 天内可以")
    parser.add_argument("id", type=int, help="导入的编号，import-roll --json 里的 import_id")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Import and print what came of it."""
    from unionhall.kernel.actor import Actor
    from unionhall.modules.membership import actions
    from unionhall.modules.membership.models import RollImport

    unit = _unit(arguments.unit)
    by = Actor.system("命令行 import-roll")
    mode = RollImport.Mode.REPLACE if arguments.replace else RollImport.Mode.ADD
    leavers = {_unit(code).pk: number for code, number in map(_leavers, arguments.leavers)}
    report = actions.import_roll(
        by, arguments.file, unit, dry_run=arguments.dry_run, mode=mode, confirm_leavers=leavers
    )
    print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) if arguments.json else _as_text(report.as_dict()))
    return DONE


def undo(arguments: argparse.Namespace) -> int:
    """Take an import back and print what was left, and why."""
    from unionhall.kernel.actor import Actor, Refused
    from unionhall.modules.membership import actions
    from unionhall.modules.membership.models import RollImport

    found = RollImport.objects.select_related("unit").filter(pk=arguments.id).first()
    if found is None:
        raise Refused(f"没有编号为 {arguments.id} 的导入。")
    begin = actions.go_on if found.state == RollImport.State.UNDOING else actions.start_undo
    actions.work_off(begin(Actor.system("命令行 undo-import"), found))
    found.refresh_from_db()
    undone = found.report["undone"]
    if arguments.json:
        print(json.dumps(undone, ensure_ascii=False, indent=2))
        return DONE
    print(f"恢复 {undone['restored']}，改记离会 {undone['ended']}，没动 {undone['kept']}")
    for row in undone["kept_rows"]:
        print(f"  {row['sheet']} 第 {row['row']} 行 {row['reason']}")
    return DONE


def _unit(code: str) -> "Unit":
    from unionhall.kernel.actor import Refused
    from unionhall.kernel.org.models import Unit

    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Refused(f"没有代码为 {code} 的单位。")
    return unit


def _leavers(text: str) -> tuple[str, int]:
    from unionhall.kernel.actor import Refused

    code, _sign, number = text.rpartition("=")
    if not code or not number.isdecimal():
        raise Refused(f"--leavers 写成 代码=人数，不是“{text}”。")
    return code, int(number)


_COUNTS = {
    "new": "新增",
    "changed": "改了资料",
    "moved": "转来",
    "leavers": "离开",
    "unchanged": "没有变化",
    "conflicts": "要人判断",
    "problems": "没有收下",
    "warnings": "收下了但有疑问",
}

_SHOWN = ("sheet", "row", "column", "value", "reason")


def _as_text(report: dict[str, Any]) -> str:
    lines = ["，".join(f"{label} {report[key]}" for key, label in _COUNTS.items() if report[key]) or "表里没有人。"]
    for kind in ("problem_rows", "conflict_rows", "warning_rows"):
        lines += ["  " + " ".join(str(row[key]) for key in _SHOWN if row.get(key)) for row in report[kind]]
    if report["import_id"] and report["written"]:
        lines.append(f"写错了，30 天内可以撤销：unionhall undo-import {report['import_id']}")
    return "\n".join(lines)
