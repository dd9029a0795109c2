"""``import-roll``: a union's members from a spreadsheet."""

import argparse
import json
from pathlib import Path
from typing import Any

from unionhall.config.command import DONE, offer


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "import-roll", run, "导入会员名册")
    parser.add_argument("file", type=Path, help="xlsx 文件")
    parser.add_argument("--unit", required=True, help="单位代码：名册里的单位都在它下面")
    parser.add_argument("--dry-run", action="store_true", help="只检查，不写入")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Import and print what came of it."""
    from unionhall.kernel.actor import Actor, Refused
    from unionhall.kernel.org.models import Unit
    from unionhall.modules.membership import actions

    unit = Unit.objects.filter(code=arguments.unit).first()
    if unit is None:
        raise Refused(f"没有代码为 {arguments.unit} 的单位。")
    by = Actor.system("命令行 import-roll")
    report = actions.import_roll(by, arguments.file, unit, dry_run=arguments.dry_run)
    print(json.dumps(report.as_dict(), ensure_ascii=False, indent=2) if arguments.json else _as_text(report.as_dict()))
    return DONE


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


def _as_text(report: dict[str, Any]) -> str:
    lines = ["，".join(f"{label} {report[key]}" for key, label in _COUNTS.items() if report[key]) or "表里没有人。"]
    for kind in ("problem_rows", "conflict_rows", "warning_rows"):
        lines += ["  " + " ".join(str(value) for value in row.values() if value) for row in report[kind]]
    return "\n".join(lines)
