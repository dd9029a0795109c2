"""The rules that come with the program: ``rules/<layer>/<subject>.toml``, read once.

A ``[law.KEY]`` gives what its rules share: title, version by year of the text, in force since (until), where it was
read; a rule may override them. ``numbers`` is left out where the law sets none; several are a choice, or with
``is_range`` from–to. ``over`` names the rules of the national layer in whose place a regional one stands.
``verified``: "yes" = the article's text was read in the source; "part" or "no" is shown as 待核实.

Sources by their short names: LRB github.com/LawRefBook/Laws at 2f4c5c2; FLK github.com/whthomas/china-laws at fa86d98;
JL github.com/ImCa0/just-laws at 5c000d2; XHF github.com/jianbingfang/xhf (the charter of 2008); LDL
github.com/littledsw/labor_lawyer at 07f43bd; LCR github.com/Ethon369/Labor-Compliance-RAG at 3c04ba0; others are web
pages as they were stored.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from unionhall.kernel.law.records import Rule, rule_of

RULES = Path(__file__).with_name("rules")
NATIONAL, ELSEWHERE = "national", "elsewhere"
LAYERS = {
    NATIONAL: _("国家"),
    "beijing": _("北京"),
    "shanghai": _("上海"),
    "zhejiang": _("浙江"),
    ELSEWHERE: _("各地做法"),  # for comparison; in force for nobody
}
REGIONS = tuple(key for key in LAYERS if key not in {NATIONAL, ELSEWHERE})


@cache
def shipped() -> dict[str, tuple[Rule, ...]]:
    """All versions of all rules by layer, in the order of the files. Raises ValueError for a row that is wrong."""
    files = {layer: _files(layer) for layer in LAYERS}
    laws: dict[str, dict[str, Any]] = {}
    for data in (data for each in files.values() for data in each):
        laws.update(data.get("law", {}))
    return {
        layer: tuple(
            _read(row, laws[row["law"]], layer, data["subject"]) for data in each for row in data.get("rule", ())
        )
        for layer, each in files.items()
    }


def _files(layer: str) -> list[dict[str, Any]]:
    found = sorted((RULES / layer).glob("*.toml"), key=lambda path: (_ORDER.index(path.stem), path.stem))
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in found]


def _read(row: dict[str, Any], law: dict[str, Any], layer: str, subject: str) -> Rule:
    try:
        return rule_of({**law, **row}, layer, subject)
    except ValueError as wrong:
        raise ValueError(f"{layer} {row.get('id')}: {wrong}") from wrong


_ORDER = (
    *("union", "charter", "elections", "membership", "bargaining", "democracy", "disputes", "safety", "aid", "mutual"),
    *("volunteering", "data", "benefits", "programmes", "statistics", "changes"),
)
