"""Moving and ending subtrees: placements end and begin, nothing is rewritten, and all of it can be seen beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Permission, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal import events as journal_events
from unionhall.kernel.org import declare, queries
from unionhall.kernel.org.events import UnitMoved, UnitsEnded
from unionhall.kernel.org.models import Placement, Unit, below
from unionhall.kernel.org.permissions import OrgPermission

BATCH = 500


@dataclass(frozen=True, slots=True)
class Effects:
    """What a move or an ending would touch. ``reasons`` are why it may not be done; empty means that it may."""

    units: int  # the unit itself and everything below it
    counts: list[tuple[str | Promise, int]]  # what the modules count there, e.g. members, people in office, open work
    leaves: tuple[Unit, ...]  # unions above that will no longer have it below them, the top first
    joins: tuple[Unit, ...]  # unions above that will newly have it below them
    reasons: tuple[Reason, ...]


def preview_move(by: Actor, unit: Unit, to: Unit, on: date | None = None) -> Effects:
    """What ``move`` would do. Raises Denied without UNIT_MOVE at both places."""
    placement, target = _movable(by, unit, to)
    now, then = paths.unit_ids(placement.path)[:-1], paths.unit_ids(target.path)
    above = Unit.objects.in_bulk({*now, *then})
    subtree = subtree_at(placement.path)
    return Effects(
        units=len(subtree),
        counts=declare.count_effects([placement.path]),
        leaves=tuple(above[pk] for pk in now if pk not in then),
        joins=tuple(above[pk] for pk in then if pk not in now),
        reasons=tuple(_why_not_move(by, placement, target, subtree, on or clock.today())),
    )


def preview_end(by: Actor, unit: Unit, on: date | None = None) -> Effects:
    """What ``end`` would do. Raises Denied without UNIT_END there."""
    placement = _endable(by, unit)
    above = Unit.objects.in_bulk(paths.unit_ids(placement.path)[:-1])
    subtree = subtree_at(placement.path)
    return Effects(
        units=len(subtree),
        counts=declare.count_effects([placement.path]),
        leaves=tuple(above[pk] for pk in paths.unit_ids(placement.path)[:-1]),
        joins=(),
        reasons=tuple(_why_not_end(by, placement, subtree, on or clock.today())),
    )


def move(by: Actor, unit: Unit, *, to: Unit, on: date, reason: str) -> Unit:
    """Put ``unit`` with everything below it under ``to``, from ``on`` (today or earlier) on.

    Raises Denied without UNIT_MOVE at both places, Refused where the tree's rules or its history forbid it.
    """
    _movable(by, unit, to)
    with transaction.atomic():
        lock_tree()
        placement, target = _movable(by, unit, to)
        subtree = subtree_at(placement.path)
        reasons = _why_not_move(by, placement, target, subtree, on)
        if not reason.strip():
            reasons.append(Reason("org.reason", _("写上为什么改隶属")))
        if reasons:
            raise Refused(*reasons)
        path = paths.child(target.path, unit.pk)
        placements = put_under([placement], target, on)
        journal.write(
            by=by,
            verb="org.moved",
            unit_id=unit.pk,
            subject=unit,
            reason=reason,
            data={"from": placement.parent_id, "to": to.pk, "on": on.isoformat(), "units": len(subtree)},
        )
        journal_events.announce(UnitMoved(by, unit, on, placement.path, path, placements))
    return unit


def end(by: Actor, unit: Unit, *, on: date, reason: str) -> Unit:
    """Dissolve ``unit`` and everything below it, from ``on`` (today or earlier) on.

    Raises Denied without UNIT_END there, Refused if the history of the subtree goes beyond ``on``.
    """
    _endable(by, unit)
    with transaction.atomic():
        lock_tree()
        placement = _endable(by, unit)
        subtree = subtree_at(placement.path)
        reasons = _why_not_end(by, placement, subtree, on)
        if not reason.strip():
            reasons.append(Reason("org.reason", _("写上为什么撤销")))
        if reasons:
            raise Refused(*reasons)
        unit_ids = tuple(p.unit_id for p in subtree)
        journal.write(
            by=by,
            verb="org.ended",
            unit_id=unit.pk,
            subject=unit,
            reason=reason,
            data={"on": on.isoformat(), "unit_ids": list(unit_ids)},
        )
        # Whoever listens may still ask where the units stand, so they hear of it before the placements end.
        journal_events.announce(UnitsEnded(by, unit_ids, on))
        Placement.objects.open().below(placement.path).update(until=on)
        Unit.objects.filter(pk__in=unit_ids).update(state=Unit.State.ENDED)
    unit.state = Unit.State.ENDED
    return unit


def lock_tree() -> None:
    """Let changes of the tree's shape wait for each other until the transaction ends, readers not.

    A path hangs on all paths above it, so two changes at once could leave a unit under a place that is gone. On
    PostgreSQL the rows of the top units are the lock; on SQLite writers are serial anyway.
    """
    tops = Placement.objects.open().filter(parent=None).values("unit_id")
    list(Unit.objects.filter(pk__in=tops).order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))


def _movable(by: Actor, unit: Unit, to: Unit) -> tuple[Placement, Placement]:
    """The open placements of both, if the actor may move from the one to the other."""
    placed = queries.placements_of((unit.pk, to.pk))
    for each in (unit, to):
        by.must(OrgPermission.UNIT_MOVE, at=placed[each.pk].path if each.pk in placed else queries.path_of(each))
        if each.pk not in placed:
            raise Refused(Reason("org.ended", _("%(unit)s已经撤销") % {"unit": each.name}))
    return placed[unit.pk], placed[to.pk]


def _endable(by: Actor, unit: Unit) -> Placement:
    by.must(OrgPermission.UNIT_END, at=queries.path_of(unit))
    try:
        return queries.placement_of(unit)
    except Placement.DoesNotExist:
        raise Refused(Reason("org.ended", _("%(unit)s已经撤销") % {"unit": unit.name})) from None


def subtree_at(path: str) -> list[Placement]:
    """The open placements at ``path`` and below it, the top first."""
    return list(Placement.objects.open().below(path).order_by("path"))


def why_not_from_above(by: Actor, permission: Permission, path: str) -> list[Reason]:
    """Why the actor may not decide on the unit itself: whether it stands, where and whether at all, is decided above.

    Law: approval by the union above, 工会法 (2021) art. 12.
    """
    if by.may(permission, at=paths.parent(path)):
        return []
    return [Reason("org.above", _("这件事由上级工会来办"))]


def _why_not_end(by: Actor, placement: Placement, subtree: list[Placement], on: date) -> list[Reason]:
    return why_not_from_above(by, OrgPermission.UNIT_END, placement.path) + why_not_on([placement], subtree, on)


def _why_not_move(
    by: Actor, placement: Placement, target: Placement, subtree: list[Placement], on: date
) -> list[Reason]:
    unit, to = placement.unit, target.unit
    values = {"unit": unit.name, "to": to.name, "kind": declare.kinds[unit.kind].label}
    reasons = why_not_from_above(by, OrgPermission.UNIT_MOVE, placement.path)
    if paths.covers(placement.path, target.path):
        reasons.append(Reason("org.under_itself", _("%(unit)s不能改到自己下面") % values))
    elif placement.parent_id == to.pk:
        reasons.append(Reason("org.same_parent", _("%(unit)s已经在%(to)s下面") % values))
    if unit.kind not in declare.kinds[to.kind].children:
        reasons.append(Reason("org.kind", _("%(to)s下面不设%(kind)s") % values))
    deepest = max(paths.depth(p.path) for p in subtree)
    if deepest - paths.depth(placement.path) + 1 + paths.depth(target.path) > deepest_possible():
        reasons.append(Reason("org.depth", _("这样层级太多，单位放不下")))
    return reasons + why_not_on([placement], [*subtree, target], on)


def why_not_on(tops: Sequence[Placement], touched: Sequence[Placement], on: date) -> list[Reason]:
    """Why a change of ``tops`` can not take effect on ``on``: the future is not placed, history not rewritten.

    Neither may it begin before what it touches came to stand where it stands, nor before what has left the subtrees
    left them: on the days between, that would have no place.
    """
    if on > clock.today():
        return [Reason("org.future", _("日期还没到，到那一天再办"))]
    latest = max(touched, key=lambda placement: placement.since)
    if on < latest.since:
        values = {"unit": latest.unit.name, "since": latest.since.isoformat()}
        return [Reason("org.history", _("%(unit)s从%(since)s起才在现在的位置，不能早于这一天") % values)]
    left = Placement.objects.filter(at_or_below(tops), until__gt=on).select_related("unit").order_by("-until").first()
    if left is not None:
        values = {"unit": left.unit.name, "until": str(left.until)}
        return [Reason("org.history", _("%(unit)s到%(until)s才离开这里，不能早于这一天") % values)]
    return []


def at_or_below(tops: Sequence[Placement]) -> Q:
    """The condition that a placement is one of ``tops`` or stands below one; none of them matches nothing."""
    condition = Q(pk__in=[])
    for top in tops:
        condition |= below(top.path)
    return condition


def put_under(tops: Sequence[Placement], target: Placement, on: date) -> dict[int, int]:
    """End the placements of ``tops`` with all below them, and begin new ones under ``target``; old → new by id.

    ``tops`` stand under one parent. The number of statements does not grow with the units.
    """
    if not tops:
        return {}
    subtrees = list(Placement.objects.open().filter(at_or_below(tops)).order_by("path"))
    Placement.objects.open().filter(at_or_below(tops)).update(until=on)
    heads = {top.pk for top in tops}
    cut = len(paths.parent(tops[0].path))
    begun = Placement.objects.bulk_create(
        [
            Placement(
                unit_id=old.unit_id,
                parent_id=target.unit_id if old.pk in heads else old.parent_id,
                path=target.path + old.path[cut:],
                since=on,
            )
            for old in subtrees
        ],
        batch_size=BATCH,
    )
    return {old.pk: new.pk for old, new in zip(subtrees, begun, strict=True)}


def deepest_possible() -> int:
    """How many levels a path has room for."""
    return int(Placement._meta.get_field("path").max_length or 0) // paths.SEGMENT
