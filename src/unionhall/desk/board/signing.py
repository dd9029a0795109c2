"""Closing a campaign's figures: what is still open, the signature, and what opening them again has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from unionhall.desk.board.queries import columns, reported
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import queries as facts
from unionhall.kernel.facts.checks import Check
from unionhall.kernel.facts.declare import Kind, Measure
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.org.models import Unit

UNITS_SHOWN = 20
SIGNED = ("facts.closed", "facts.reopened")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the check list: how many are still open, and at which units."""

    check: Check
    total: int
    units: list[tuple[Unit, int]]  # the most first
    more: int  # units that are not listed


@dataclass(frozen=True, slots=True)
class Change:
    """One measure as it was signed before, and as it is now."""

    measure: Measure
    was: facts.Figure
    now: facts.Figure

    @property
    def difference(self) -> int | None:
        """Now less before; None for ratios, whose difference would mislead, and where one of both is not known."""
        if self.measure.kind is Kind.RATIO or self.was.is_hidden or self.now.is_hidden:
            return None
        return int(self.now.value or 0) - int(self.was.value or 0)


def check_list(by: Actor, reckoning: Reckoning) -> list[Item]:
    """What modules say is still open; a line also where nothing is, so that one sees it was looked at."""
    found = facts.unfinished(by, reckoning)
    units = Unit.objects.in_bulk({pk for _check, counts in found for pk in counts})
    return [_item(check, counts, units) for check, counts in found]


def _item(check: Check, counts: dict[int, int], units: dict[int, Unit]) -> Item:
    most = sorted(counts.items(), key=lambda each: (-each[1], units[each[0]].code))
    shown = [(units[pk], number) for pk, number in most[:UNITS_SHOWN]]
    return Item(check, sum(counts.values()), shown, max(0, len(most) - UNITS_SHOWN))


def signatures(by: Actor, reckoning: Reckoning) -> list[journal.Shown]:
    """Who closed and opened it again, when, why; the first one first."""
    return journal.shown(journal.lines_of(reckoning, by).filter(verb__in=SIGNED), by)


def changes(by: Actor, unit: Unit, reckoning: Reckoning) -> list[Change]:
    """What the former closing said and what holds now; empty where there was none before."""
    if reckoning.edition == 1:
        return []
    shown = [*columns(), *reported()]
    keys = [measure.key for measure in shown]
    was = facts.figures(by, keys, unit, reckoning, edition=reckoning.edition - 1)
    now = facts.figures(by, keys, unit, reckoning)
    return [Change(measure, was[measure.key], now[measure.key]) for measure in shown]


def changed_children(by: Actor, unit: Unit, reckoning: Reckoning) -> list[tuple[Unit, Sequence[Change]]]:
    """The units directly below that are counted otherwise than the former closing said, with what differs."""
    if reckoning.edition == 1:
        return []
    shown = [measure for measure in (*columns(), *reported()) if measure.kind is not Kind.RATIO]
    keys = [measure.key for measure in shown]
    was = {child.pk: told for child, told in facts.by_child(by, keys, unit, reckoning, edition=reckoning.edition - 1)}
    found: list[tuple[Unit, Sequence[Change]]] = []
    for child, now in facts.by_child(by, keys, unit, reckoning):
        before = was.get(child.pk)
        both = [Change(m, before[m.key], now[m.key]) for m in shown] if before else []
        differing = [change for change in both if change.difference]
        if differing:
            found.append((child, differing))
    return found
