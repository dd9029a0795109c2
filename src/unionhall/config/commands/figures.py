"""``figures`` and ``recount``: what was counted, and whether the books are right."""

import argparse
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from unionhall.config.command import DONE, FOUND, offer

if TYPE_CHECKING:
    from unionhall.kernel.actor import Actor
    from unionhall.kernel.facts.models import Reckoning
    from unionhall.kernel.facts.queries import Figure
    from unionhall.kernel.org.models import Unit


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Offer the verbs."""
    figures = offer(verbs, "figures", run_figures, "一个单位和它下级的数字")
    figures.add_argument("unit", help="单位代码")
    figures.add_argument("--campaign", help="只看一个活动：活动编号")
    figures.add_argument("--json", action="store_true", help="输出 JSON")
    recount = offer(verbs, "recount", run_recount, "从原始记录重新数一遍，和账上的数字对")
    recount.add_argument("--fix", action="store_true", help="把对不上的合计改对（原始记录和截止数不动）")
    recount.add_argument("--json", action="store_true", help="输出 JSON")


def run_figures(arguments: argparse.Namespace) -> int:
    """Print the figures of one unit: what holds today, and what each campaign counted."""
    from unionhall.kernel import clock
    from unionhall.kernel.actor import Actor, Refused
    from unionhall.kernel.org.models import Unit

    unit = Unit.objects.filter(code=arguments.unit).first()
    if unit is None:
        raise Refused(f"没有代码为 {arguments.unit} 的单位。")
    by = Actor.system("命令行 figures")
    found = {
        "unit": unit.code,
        "name": unit.name,
        "as_of": clock.now().isoformat(timespec="seconds"),
        "today": _today(by, unit),
        "reckonings": [_of_reckoning(by, unit, reckoning) for reckoning in _reckonings(by, unit, arguments.campaign)],
    }
    print(json.dumps(found, ensure_ascii=False, indent=2) if arguments.json else _as_text(found))
    return DONE


def _reckonings(by: "Actor", unit: "Unit", campaign: str | None) -> "list[Reckoning]":
    """What asked this unit or one below it, the newest first; one campaign's alone if asked. Raises Refused."""
    from unionhall.kernel.actor import Refused
    from unionhall.kernel.facts import queries

    found = queries.asking(by, unit)
    if campaign is None:
        return list(found)
    one = found.filter(key=f"campaigns:{campaign}").first()
    if one is None:
        raise Refused(f"没有编号为 {campaign} 的活动，或者它没有叫到 {unit.name} 下面的单位。")
    return [one]


def _today(by: "Actor", unit: "Unit") -> dict[str, Any]:
    from unionhall.kernel.facts import queries
    from unionhall.kernel.facts.declare import Kind, measures

    gauges = [measure.key for measure in measures.values() if measure.kind is Kind.GAUGE]
    return {key: _as_dict(queries.figure(by, key, unit)) for key in gauges}


def _of_reckoning(by: "Actor", unit: "Unit", reckoning: "Reckoning") -> dict[str, Any]:
    from unionhall.kernel.facts import queries
    from unionhall.kernel.facts.declare import Kind, measures

    counted = [measure for measure in measures.values() if measure.kind is not Kind.GAUGE]
    terms = [term for m in counted for term in (m.key, *(f"{m.key}/{part.key}" for part in m.slices))]
    found = queries.figures(by, terms, unit, reckoning)
    stored = [measure.key for measure in counted if measure.kind in (Kind.ADDITIVE, Kind.DISTINCT)]
    return {
        "key": reckoning.key,
        "title": reckoning.title,
        "since": reckoning.since.isoformat(),
        "until": reckoning.until.isoformat(),
        "is_closed": reckoning.closed is not None,
        "closing": reckoning.edition if reckoning.closed is not None else None,
        "late": queries.late_figures(by, stored, unit, reckoning) if reckoning.closed is not None else {},
        "figures": {term: _as_dict(figure) for term, figure in found.items()},
    }


def _as_dict(figure: "Figure") -> dict[str, Any]:
    from unionhall.kernel.facts.declare import measures

    value = float(figure.value) if isinstance(figure.value, Decimal) else figure.value
    label = str(measures[figure.measure].label)
    parts = {part.key: str(part.label) for part in measures[figure.measure].slices}
    if figure.slice:
        label = f"{label}·{parts[figure.slice]}"
    return {
        "label": label,
        "unit": str(measures[figure.measure].unit),
        "value": value,
        "kind": str(measures[figure.measure].kind),
        "n": figure.n,
        "m": figure.m,
        "as_of": figure.as_of.isoformat(timespec="seconds"),
        "source": figure.source,  # live, or the snapshot of a closing
        "origin": "reported" if measures[figure.measure].is_reported else "counted",
    }


def _as_text(found: dict[str, Any]) -> str:
    lines = [f"{found['name']}（{found['unit']}） 截至 {found['as_of']}"]
    lines += [f"  {_line(figure)}" for figure in found["today"].values()]
    for reckoning in found["reckonings"]:
        closed = "，已截止" if reckoning["is_closed"] else ""
        lines.append(f"{reckoning['title']}（{reckoning['since']} 至 {reckoning['until']}{closed}）")
        lines += [f"  {_line(figure)}" for figure in reckoning["figures"].values()]
        labels = {key: figure["label"] for key, figure in reckoning["figures"].items()}
        lines += [f"  截止以后才来的（不算在内）{labels[key]}：{value:+,}" for key, value in reckoning["late"].items()]
    return "\n".join(lines)


def _line(figure: dict[str, Any]) -> str:
    if figure["value"] is None:
        text = "还没有单位报"
    elif isinstance(figure["value"], float):
        is_share = figure["unit"] == "%"
        text = f"{figure['value']:.1%}" if is_share else f"{figure['value']:.1f} {figure['unit']}"
    else:
        text = f"{figure['value']:,} {figure['unit']}"
    rests_on = f"（{figure['m']} 个单位中 {figure['n']} 个已报）" if figure["m"] else ""
    origin = "（上报）" if figure["origin"] == "reported" else ""
    return f"{figure['label']}{origin}：{text}{rests_on}"


def run_recount(arguments: argparse.Namespace) -> int:
    """Compare, print every difference, exit with 1 if there was one."""
    from unionhall.kernel.actor import Actor
    from unionhall.kernel.facts import actions

    found = actions.recount(by=Actor.system("命令行 recount"), fix=arguments.fix)
    sentences = [str(difference) for difference in found]
    if arguments.json:
        print(json.dumps({"differences": sentences}, ensure_ascii=False, indent=2))
    else:
        print("\n".join(sentences) if sentences else "账上的数字都对。")
    return FOUND if found else DONE
