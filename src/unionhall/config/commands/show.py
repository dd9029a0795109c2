"""``show``: what is declared, printed for people to check."""

import argparse
import json
from collections.abc import Callable
from typing import Any

from unionhall.config.command import DONE, offer

Shown = list[dict[str, Any]]


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verb."""
    parser = offer(verbs, "show", run, "看这套系统里声明了什么")
    parser.add_argument("what", choices=list(TOPICS), help="结构、职务、权限、办事流程、统计项、法律条文")
    parser.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Print one topic."""
    collect, print_line = TOPICS[arguments.what]
    found = collect()
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        print("\n".join(print_line(one) for one in found))
    return DONE


def structure() -> Shown:
    """Kinds of units and which may stand directly under which."""
    from unionhall.kernel.org.declare import kinds

    return [
        {
            "key": kind.key,
            "label": str(kind.label),
            "can_be_top": kind.can_be_top,
            "is_grassroots": kind.is_grassroots,
            "children": list(kind.children),
        }
        for kind in kinds.values()
    ]


def offices() -> Shown:
    """Offices: where they may be held, their rights here and below, term and basis."""
    from unionhall.kernel.access.declare import offices as declared

    return [
        {
            "key": office.key,
            "label": str(office.label),
            "held_at": list(office.held_at),
            "here": [permission.value for permission in office.here],
            "below": [permission.value for permission in office.below],
            "term_years": list(office.term_years),
            "is_single": office.is_single,
            "basis": str(office.basis),
        }
        for office in declared.values()
    ]


def permissions() -> Shown:
    """Every permission with its sentence, and the offices that give it."""
    from unionhall.kernel.access.declare import offices as declared
    from unionhall.kernel.actor import known_permissions

    return [
        {
            "key": key,
            "label": str(permission.label),
            "offices": [office.key for office in declared.values() if office.permits(permission)],
        }
        for key, permission in known_permissions().items()
    ]


def procedures() -> Shown:
    """Procedures: states, steps with the right they need, clocks with their rule; and the diagram."""
    from unionhall.kernel.procedures import declare, queries

    return [
        {
            "key": procedure.key,
            "label": str(procedure.label),
            "states": {state.key: str(state.label) for state in procedure.states},
            "steps": [
                {
                    "key": step.key,
                    "label": str(step.label),
                    "from": list(step.sources),
                    "to": step.target,
                    "needs": str(step.needs or ""),
                }
                for step in procedure.steps
            ],
            "clocks": [
                {"key": c.key, "label": str(c.label), "opens_in": c.opens_in, "met_by": list(c.met_by), "rule": c.rule}
                for c in procedure.clocks
            ],
            "mermaid": queries.mermaid(procedure),
        }
        for procedure in declare.procedures.values()
    ]


def measures() -> Shown:
    """What is countable, and how it adds up."""
    from unionhall.kernel.facts.declare import measures as declared

    return [
        {
            "key": measure.key,
            "label": str(measure.label),
            "unit": str(measure.unit),
            "kind": measure.kind.value,
            "slices": {part.key: str(part.label) for part in measure.slices},
            "over": list(measure.over or ()),
            "is_result": measure.is_result,
        }
        for measure in declared.values()
    ]


def law() -> Shown:
    """The rules of law that are kept, with article, version and whether the wording was checked."""
    from unionhall.kernel.law import queries

    return [
        {
            "id": rule.id,
            "fact": rule.fact,
            "numbers": list(rule.numbers),
            "measure": rule.measure,
            "day_kind": rule.day_kind,
            "cited": rule.cite(),
            "since": rule.since.isoformat(),
            "until": rule.until.isoformat() if rule.until else None,
            "verified": rule.verified,
            "source": rule.source,
        }
        for rule in queries.rules()
    ]


def _structure_line(kind: dict[str, Any]) -> str:
    labels = {one["key"]: one["label"] for one in structure()}
    marks = "".join((" 可在最上面" if kind["can_be_top"] else "", " 有自己的会员" if kind["is_grassroots"] else ""))
    children = "、".join(labels[child] for child in kind["children"]) or "没有下级"
    return f"{kind['label']}（{kind['key']}）{marks}\n    下面可以有：{children}"


def _office_line(office: dict[str, Any]) -> str:
    labels = {one["key"]: one["label"] for one in structure()}
    names = {one["key"]: one["label"] for one in permissions()}
    years = " 或 ".join(str(number) for number in office["term_years"])
    term = f"，任期 {years} 年" if years else ""
    single = "，一个单位只有一位" if office["is_single"] else ""
    lines = [f"{office['label']}（{office['key']}）{term}{single}  {office['basis']}".rstrip()]
    lines.append(f"    设在：{'、'.join(labels[kind] for kind in office['held_at'])}")
    for place, title in (("here", "在本单位"), ("below", "在本单位和下级")):
        lines += [f"    {title}：{names.get(key, key)}（{key}）" for key in office[place]]
    return "\n".join(lines)


def _permission_line(permission: dict[str, Any]) -> str:
    return f"{permission['key']:<28} {permission['label']}  [{' '.join(permission['offices']) or '没有职务有它'}]"


def _procedure_line(procedure: dict[str, Any]) -> str:
    lines = [f"{procedure['label']}（{procedure['key']}）", f"    状态：{' · '.join(procedure['states'].values())}"]
    for step in procedure["steps"]:
        sources = "、".join(procedure["states"][key] for key in step["from"])
        target = procedure["states"][step["to"]]
        lines.append(f"    {step['label']}：{sources} → {target}  [{step['needs'] or '没有人可以'}]")
    lines += [f"    时限 {clock['label']}  {clock['rule']}".rstrip() for clock in procedure["clocks"]]
    return "\n".join(lines)


def _measure_line(measure: dict[str, Any]) -> str:
    slices = f"（{'、'.join(measure['slices'].values())}）" if measure["slices"] else ""
    over = f" = {' ÷ '.join(measure['over'])}" if measure["over"] else ""
    return f"{measure['key']:<28} {measure['label']}{slices}，{measure['unit']}，{measure['kind']}{over}"


def _law_line(rule: dict[str, Any]) -> str:
    return f"{rule['id']:<12} {rule['cited']}  {rule['fact']}"


TOPICS: dict[str, tuple[Callable[[], Shown], Callable[[dict[str, Any]], str]]] = {
    "structure": (structure, _structure_line),
    "offices": (offices, _office_line),
    "permissions": (permissions, _permission_line),
    "procedures": (procedures, _procedure_line),
    "measures": (measures, _measure_line),
    "law": (law, _law_line),
}
