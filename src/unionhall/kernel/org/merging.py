"""Merging and splitting unions: seen beforehand, done in one transaction, nothing rewritten.

What is kept at units (members, duties, links) is moved by those who registered for it in ``regrouping``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal import events as journal_events
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.org import queries, regrouping
from unionhall.kernel.org.actions import NewUnit, found_many
from unionhall.kernel.org.events import UnitsEnded, UnitsWentOver
from unionhall.kernel.org.models import Placement, Succession, Unit
from unionhall.kernel.org.moves import lock_tree, put_under
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.org.plans import Merger, Split, units_and_new, why_not
from unionhall.kernel.org.regrouping import Effect, Going, Regrouping, Section


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merger or a split would do; ``reasons`` are why it may not be done, empty means that it may."""

    regrouping: Regrouping
    effects: list[Effect]
    reasons: tuple[Reason, ...]


def preview(by: Actor, plan: Merger | Split) -> Preview:
    """What ``merge`` or ``split`` would do. Raises Denied without UNIT_MERGE at every unit of the plan."""
    _must(by, plan)
    seen = _as_regrouping(plan)
    effects = _own_effects(seen)
    for part in regrouping.parts():
        effects += part.effects(by, seen)
    order = list(Section)
    return Preview(
        seen,
        sorted(effects, key=lambda effect: order.index(effect.section)),
        tuple(_why_not(by, plan, seen)),
    )


def merge(by: Actor, plan: Merger) -> Unit:
    """Let ``plan.sources`` go over into ``plan.into``; returns that unit.

    Raises Denied without UNIT_MERGE at every unit of the plan, Refused with the reasons that ``preview`` shows.
    """
    return _regroup(by, plan).goings[0].target


def split(by: Actor, plan: Split) -> list[Unit]:
    """Split new unions off; returns them. Raises as ``merge``."""
    return [going.target for going in _regroup(by, plan).goings]


def _regroup(by: Actor, plan: Merger | Split) -> Regrouping:
    """Prepare everything, then do it in one short transaction."""
    _must(by, plan)
    seen = _as_regrouping(plan)
    _refuse(by, plan, seen)
    prepared = {part.key: part.prepare(seen) for part in regrouping.parts()}
    with transaction.atomic():
        lock_tree()
        _must(by, plan)
        seen = _as_regrouping(plan)  # the tree may have changed while this was prepared
        _refuse(by, plan, seen)
        done = _with_founded(by, plan, seen)
        _move_children(by, done)
        for part in regrouping.parts():
            if part.act is not None:
                part.act(by, done, prepared[part.key])
        _write(by, plan, done)
        _end_sources(by, done)
    return done


def _refuse(by: Actor, plan: Merger | Split, seen: Regrouping) -> None:
    reasons = _why_not(by, plan, seen)
    if not plan.reason.strip():
        reasons.append(Reason("org.reason", _("写上依据，例如批复的文号")))
    if reasons:
        raise Refused(*reasons)


def _must(by: Actor, plan: Merger | Split) -> None:
    """Raise Denied unless the actor may merge at every unit that is part of it, or at the one above a new unit."""
    sources, new = units_and_new(plan)
    places = queries.paths_of([unit.pk for unit in sources] + [each.parent.pk for each in new if each.parent])
    for place in places.values():
        by.must(OrgPermission.UNIT_MERGE, at=place)


def _as_regrouping(plan: Merger | Split) -> Regrouping:
    """The plan as its goings; a unit that is to be founded is there unsaved."""
    if isinstance(plan, Split):
        goings = [
            Going(plan.source, _unsaved(part.new), is_whole=False, children=part.children, person_ids=part.person_ids)
            for part in plan.parts
        ]
        return Regrouping(tuple(goings), plan.on, plan.reason)
    into = _unsaved(plan.into) if isinstance(plan.into, NewUnit) else plan.into
    below: dict[int, list[Unit]] = {}
    placed = Placement.objects.open().filter(parent__in=plan.sources).select_related("unit").order_by("path")
    for placement in placed:
        below.setdefault(placement.parent_id or 0, []).append(placement.unit)
    goings = [Going(source, into, is_whole=True, children=tuple(below.get(source.pk, ()))) for source in plan.sources]
    return Regrouping(tuple(goings), plan.on, plan.reason, plan.carried)


def _unsaved(new: NewUnit) -> Unit:
    return Unit(name=new.name.strip(), kind=new.kind, state=Unit.State.STANDING)


def _with_founded(by: Actor, plan: Merger | Split, seen: Regrouping) -> Regrouping:
    """The same goings, their new targets founded on the day."""
    _units, new = units_and_new(plan)
    if not new:
        return seen
    founded = found_many(by, [replace(each, since=plan.on, state=Unit.State.STANDING) for each in new])
    targets = founded if isinstance(plan, Split) else founded * len(seen.goings)
    goings = [replace(going, target=target) for going, target in zip(seen.goings, targets, strict=True)]
    return replace(seen, goings=tuple(goings))


def _move_children(by: Actor, done: Regrouping) -> None:
    """The unions below go over with everything below them."""
    placed = queries.placements_of({unit.pk for going in done.goings for unit in (going.target, *going.children)})
    moved: dict[int, int] = {}
    for going in done.goings:
        moved |= put_under([placed[child.pk] for child in going.children], placed[going.target.pk], done.on)
    if moved:
        journal_events.announce(UnitsWentOver(by, done.on, moved))


def _end_sources(by: Actor, done: Regrouping) -> None:
    Succession.objects.bulk_create(
        Succession(unit=going.source, successor=going.target, on=done.on, is_whole=going.is_whole)
        for going in done.goings
    )
    ids = tuple(going.source.pk for going in done.ending)
    if not ids:
        return
    # Whoever listens may still ask where the units stand, so they hear of it before the placements end.
    journal_events.announce(UnitsEnded(by, ids, done.on))
    Placement.objects.open().filter(unit_id__in=ids).update(until=done.on)
    Unit.objects.filter(pk__in=ids).update(state=Unit.State.ENDED)


def _write(by: Actor, plan: Merger | Split, done: Regrouping) -> None:
    """One line at every unit that is part of it, and one for each union below that goes over."""
    on, first = done.on.isoformat(), done.goings[0]
    lines = []
    if isinstance(plan, Split):
        parts = _("、").join(going.target.name for going in done.goings)
        lines.append(_line(plan, "org.split", plan.source, on=on, parts=parts))
        lines += [_line(plan, "org.split_off", each.target, on=on, source=plan.source.name) for each in done.goings]
    else:
        sources = _("、").join(going.source.name for going in done.goings)
        lines += [_line(plan, "org.merged_away", each.source, on=on, into=each.target.name) for each in done.goings]
        lines.append(_line(plan, "org.merged", first.target, on=on, sources=sources))
    for going in done.goings:
        data = {"on": on, "from": going.source.pk, "to": going.target.pk}
        lines += [_line(plan, "org.moved", child, **data) for child in going.children]
    journal.write_many(by, lines)


def _line(plan: Merger | Split, verb: str, unit: Unit, **data: Any) -> Entry:
    return Entry(verb, unit.pk, unit, data=data, reason=plan.reason)


def _own_effects(seen: Regrouping) -> list[Effect]:
    """What becomes of the units themselves."""
    effects = []
    for going in seen.goings:
        values = {"target": going.target.name, "on": seen.on.isoformat(), "source": going.source.name}
        if going.is_whole:
            text = _("%(on)s撤销，并入%(target)s") % values
            effects.append(Effect(Section.PEOPLE, going.source.name, 1, text))
        if going.children:
            label = _("%(source)s的下级单位") % values
            effects.append(Effect(Section.PEOPLE, label, len(going.children), _("改到%(target)s下面") % values))
    return effects


def _why_not(by: Actor, plan: Merger | Split, seen: Regrouping) -> list[Reason]:
    """Everything that speaks against it; each sentence once."""
    reasons = why_not(by, plan, seen)
    if not reasons:
        for part in regrouping.parts():
            reasons += part.why_not(seen)
    return list(dict.fromkeys(reasons))
