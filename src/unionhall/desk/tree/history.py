"""What has become of a unit, with dates: founded, stood, moved, renamed, merged, split, ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.journal.models import Line
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Placement, Unit
from unionhall.ui.words import fullday


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a unit, as the timeline draws it."""

    on: date
    title: str
    text: str = ""


def timeline(by: Actor, unit: Unit) -> list[dict[str, str]]:
    """``of`` as the timeline draws it."""
    return [
        {"state": "done", "title": each.title, "when": fullday(each.on), "text": each.text} for each in of(by, unit)
    ]


def of(by: Actor, unit: Unit) -> list[Event]:
    """Everything, the latest first. For a page that has checked that ``by`` may see the unit; four queries."""
    reasons: dict[tuple[str, str], str] = {}
    from_lines: list[Event] = []
    for line in journal.lines_of(unit, by).filter(verb__startswith="org."):
        on = str(line.data.get("on", ""))
        reasons[line.verb, on] = line.reason
        from_lines += _from_line(line)
    placed = list(unit.placements.select_related("parent").order_by("since", "pk"))
    was_prepared = unit.state == Unit.State.FOUNDING or any(verb == "org.stood" for verb, _on in reasons)
    told = [*_from_placements(unit, placed, reasons, was_prepared=was_prepared), *from_lines]
    told += _from_successions(unit, reasons)
    told.sort(key=lambda event: event.on)
    return told[::-1]


def _from_line(line: Line) -> Iterable[Event]:
    day = timezone.localtime(line.at).date()
    if line.verb == "org.renamed":
        yield Event(day, _("“%(was)s”改名为“%(now)s”") % line.data, line.reason)
    elif line.verb == "org.stood":
        yield Event(date.fromisoformat(line.data["on"]), _("批准成立"), line.reason)


def _from_placements(
    unit: Unit, placed: list[Placement], reasons: dict[tuple[str, str], str], *, was_prepared: bool
) -> Iterable[Event]:
    before: int | None = 0
    for number, placement in enumerate(placed):
        if number and placement.since == placement.until:  # changed again on the same day: it held on no day
            continue
        values = {"parent": placement.parent.name if placement.parent else ""}
        reason = reasons.get(("org.moved", placement.since.isoformat()), "")
        if number == 0:
            title = _("建立，隶属%(parent)s") if placement.parent else _("建立，最上面的一级")
            yield Event(placement.since, (_("开始筹建，隶属%(parent)s") if was_prepared else title) % values)
        elif placement.parent_id != before:
            yield Event(placement.since, _("改隶属%(parent)s") % values, reason)
        before = placement.parent_id
    last = placed[-1] if placed else None
    if unit.state == Unit.State.ENDED and last is not None and last.until is not None:
        merged = any(went.is_whole and went.unit_id == unit.pk for went in org.successions([unit.pk]))
        if not merged:
            yield Event(last.until, _("撤销"), reasons.get(("org.ended", last.until.isoformat()), ""))


def _from_successions(unit: Unit, reasons: dict[tuple[str, str], str]) -> Iterable[Event]:
    for went in org.successions([unit.pk]):
        is_source = went.unit_id == unit.pk
        values = {"unit": went.unit.name, "to": went.successor.name}
        if went.is_whole:
            title, verb = (_("并入%(to)s"), "org.merged_away") if is_source else (_("%(unit)s并入"), "org.merged")
        else:
            title, verb = (_("分出%(to)s"), "org.split") if is_source else (_("从%(unit)s分出"), "org.split_off")
        yield Event(went.on, title % values, reasons.get((verb, went.on.isoformat()), ""))
