"""A campaign's figures by level of the tree: the union, the unions below it, and every unit that was asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.declare import Kind, measures
from unionhall.kernel.facts.queries import Figure
from unionhall.kernel.org.models import Unit
from unionhall.modules.briefings.models import Briefing, Citation
from unionhall.modules.briefings.queries.citing import reader


@dataclass(frozen=True, slots=True)
class Level:
    """The units of one level with their figures by term."""

    title: str
    rows: tuple[tuple[Unit, dict[str, Figure]], ...]


def terms_of(citations: Sequence[Citation]) -> list[str]:
    """What a briefing's workbook has in its columns: every measure that is cited of its campaign."""
    counted = [each for each in citations if measures[each.measure].kind is not Kind.GAUGE]
    return list(dict.fromkeys(f"{each.measure}/{each.slice}" if each.slice else each.measure for each in counted))


def levels(briefing: Briefing, terms: Sequence[str]) -> list[Level]:
    """The figures of the briefing's campaign now, level by level; none without a campaign. Few queries a level."""
    unit, reckoning = briefing.unit, briefing.reckoning
    if reckoning is None or not terms:
        return []
    by = reader(unit)
    asked = facts.by_asked_unit(by, terms, unit, reckoning)
    units = {each.pk: each for each in Unit.objects.filter(pk__in=asked).order_by("code")}
    children = [
        (each, told)
        for each, told in facts.by_child(by, terms, unit, reckoning)
        if any(figure.m or figure.value is not None for figure in told.values())
    ]
    found = [
        Level(_("本级"), ((unit, facts.figures(by, terms, unit, reckoning)),)),
        Level(_("下一级"), tuple(children)),
    ]
    if {child.pk for child, _told in children} != set(units):
        found.append(Level(_("各报名单位"), tuple((each, asked[pk]) for pk, each in units.items())))
    return found
