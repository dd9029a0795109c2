"""Founding and changing units. What moves or ends whole subtrees is in ``moves``."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal import events as journal_events
from unionhall.kernel.org import declare, queries
from unionhall.kernel.org.codes import check_uscc, next_codes
from unionhall.kernel.org.events import UnitChanged, UnitsFounded
from unionhall.kernel.org.models import Placement, Unit
from unionhall.kernel.org.moves import Effects, end, lock_tree, move, preview_end, preview_move, why_not_from_above
from unionhall.kernel.org.permissions import OrgPermission

__all__ = [
    "Effects",
    "NewUnit",
    "edit",
    "end",
    "found",
    "found_many",
    "move",
    "preview_end",
    "preview_move",
    "rename",
    "set_uscc",
    "stand",
]

BATCH = 500


@dataclass(frozen=True, slots=True)
class NewUnit:
    """A unit to be founded. ``code`` "" takes the next free one under the parent; ``since`` None is today."""

    name: str
    kind: str
    parent: Unit | None
    code: str = ""
    uscc: str = ""
    state: str = Unit.State.STANDING
    since: date | None = None
    trade: str = ""


def found(
    by: Actor,
    *,
    name: str,
    kind: str,
    parent: Unit | None,
    code: str = "",
    uscc: str = "",
    state: str = Unit.State.STANDING,
    since: date | None = None,
    trade: str = "",
) -> Unit:
    """Found one unit under ``parent`` (None: at the top, which only the system may do). See ``found_many``."""
    return found_many(by, [NewUnit(name, kind, parent, code, uscc, state, since, trade)])[0]


def found_many(by: Actor, rows: Sequence[NewUnit]) -> list[Unit]:
    """Found units, in the given order, with a number of queries that does not grow with their number.

    Parents must exist already, so a tree is founded level by level. Raises Denied without UNIT_FOUND at every parent,
    Refused if a row breaks a rule; then none is founded.
    """
    if not rows:
        return []
    with transaction.atomic():
        lock_tree()
        above = queries.placements_of({row.parent.pk for row in rows if row.parent})
        for place in {_path_above(row, above) for row in rows}:
            by.must(OrgPermission.UNIT_FOUND, at=place)
        _refuse_unsound(rows, above)
        units = _create(rows)
        Placement.objects.bulk_create(
            [
                Placement(
                    unit=unit, parent=row.parent, path=paths.child(_path_above(row, above), unit.pk), since=_since(row)
                )
                for row, unit in zip(rows, units, strict=True)
            ],
            batch_size=BATCH,
        )
        journal.write_many(
            by, [journal.Entry(verb="org.founded", unit_id=u.pk, subject=u, data={"kind": u.kind}) for u in units]
        )
        journal_events.announce(UnitsFounded(by, tuple(units)))
    return units


def stand(by: Actor, unit: Unit, on: date | None = None) -> Unit:
    """A union that was being founded now stands, as approved above. Needs UNIT_FOUND there and at the union above.

    Raises Refused without the latter or in any other state.
    """
    path = queries.path_of(unit)
    by.must(OrgPermission.UNIT_FOUND, at=path)
    if reasons := why_not_from_above(by, OrgPermission.UNIT_FOUND, path):
        raise Refused(*reasons)
    with transaction.atomic():
        unit = _locked(unit)
        if unit.state != Unit.State.FOUNDING:
            raise Refused(_("%(unit)s不在筹建中") % {"unit": unit.name})
        unit.state = Unit.State.STANDING
        day = (on or clock.today()).isoformat()
        return _save(by, unit, "state", verb="org.stood", reason="", data={"on": day})


def rename(by: Actor, unit: Unit, *, name: str, reason: str = "") -> Unit:
    """Give a unit another name. Needs UNIT_CHANGE there. Raises Refused for an empty or unchanged name."""
    by.must(OrgPermission.UNIT_CHANGE, at=queries.path_of(unit))
    name = name.strip()
    with transaction.atomic():
        unit = _locked(unit)
        if not name:
            raise Refused(_("写上单位的新名称"))
        if name == unit.name:
            raise Refused(_("新名称和原来的一样"))
        was, unit.name = unit.name, name
        return _save(by, unit, "name", verb="org.renamed", reason=reason, data={"was": was, "now": name})


def set_uscc(by: Actor, unit: Unit, *, uscc: str) -> Unit:
    """Set the unified social credit code (统一社会信用代码). Needs UNIT_CHANGE. Refused if it is wrong or taken."""
    by.must(OrgPermission.UNIT_CHANGE, at=queries.path_of(unit))
    checked = _checked_uscc(uscc)
    with transaction.atomic():
        unit = _locked(unit)
        if checked and Unit.objects.filter(uscc=checked).exclude(pk=unit.pk).exists():
            raise Refused(_("统一社会信用代码%(uscc)s已经有单位在用") % {"uscc": checked})
        was, unit.uscc = unit.uscc, checked
        return _save(by, unit, "uscc", verb="org.numbered", reason="", data={"was": was, "now": checked})


def edit(by: Actor, unit: Unit, *, uscc: str, trade: str) -> Unit:
    """Put the number and the trade of a unit right. Needs UNIT_CHANGE. Raises Refused as ``set_uscc``, and for a trade
    that is not declared."""
    by.must(OrgPermission.UNIT_CHANGE, at=queries.path_of(unit))
    if trade and trade not in declare.trades:
        raise Refused(_("没有“%(trade)s”这个行业") % {"trade": trade})
    with transaction.atomic():
        if _checked_uscc(uscc) != unit.uscc:
            unit = set_uscc(by, unit, uscc=uscc)
        unit = _locked(unit)
        if unit.trade != trade:
            was, unit.trade = unit.trade, trade
            return _save(by, unit, "trade", verb="org.classed", reason="", data={"was": was, "now": trade})
    return unit


def _create(rows: Sequence[NewUnit]) -> list[Unit]:
    codes = next_codes([(row.parent, row.code.strip()) for row in rows])
    units = [
        Unit(
            code=code,
            name=row.name.strip(),
            kind=row.kind,
            uscc=_checked_uscc(row.uscc),
            state=row.state,
            trade=row.trade,
        )
        for row, code in zip(rows, codes, strict=True)
    ]
    try:
        with transaction.atomic():
            return Unit.objects.bulk_create(units, batch_size=BATCH)
    except IntegrityError as error:
        raise Refused(_("单位代码或统一社会信用代码已经有单位在用")) from error


def why_not_found(rows: Sequence[NewUnit]) -> list[Reason]:
    """Why these may not be founded as they are written: for a preview; empty, if nothing speaks against them."""
    try:
        _refuse_unsound(rows, queries.placements_of({row.parent.pk for row in rows if row.parent}))
    except Refused as refused:
        return list(refused.reasons)
    return []


def _refuse_unsound(rows: Sequence[NewUnit], above: dict[int, Placement]) -> None:
    """Raise Refused for the first row that may not be founded as it is written."""
    for row in rows:
        kind = declare.kinds.get(row.kind)
        values = {"name": row.name, "kind": kind.label if kind else row.kind}
        if not row.name.strip():
            raise Refused(_("写上单位名称"))
        if kind is None:
            raise Refused(_("没有“%(kind)s”这类单位") % values)
        if row.trade and row.trade not in declare.trades:
            raise Refused(_("没有“%(trade)s”这个行业") % {"trade": row.trade})
        if row.state not in (Unit.State.FOUNDING, Unit.State.STANDING):
            raise Refused(_("新单位只能是筹建中或正常"))
        if _since(row) > clock.today():
            raise Refused(_("%(name)s的成立日期还没到") % values)
        if row.parent is not None:
            _refuse_under(row, row.parent, above.get(row.parent.pk))
        elif not kind.can_be_top:
            raise Refused(_("%(kind)s要有上级工会") % values)
        elif not row.code.strip():
            raise Refused(_("最上级的单位要写单位代码"))


def _refuse_under(row: NewUnit, parent: Unit, placed: Placement | None) -> None:
    """Raise Refused if ``parent`` can not have this unit below it at that time."""
    values = {"name": row.name, "kind": declare.kinds[row.kind].label, "parent": parent.name}
    if placed is None:
        raise Refused(_("%(parent)s已经撤销") % values)
    if row.kind not in declare.kinds[parent.kind].children:
        raise Refused(_("%(parent)s下面不设%(kind)s") % values)
    if _since(row) < placed.since:
        values |= {"since": placed.since.isoformat()}
        raise Refused(_("%(parent)s从%(since)s起才在现在的位置，%(name)s不能早于这一天") % values)


def _path_above(row: NewUnit, above: dict[int, Placement]) -> str:
    if row.parent is None:
        return paths.ROOT
    placed = above.get(row.parent.pk)
    return placed.path if placed else queries.path_of(row.parent)


def _since(row: NewUnit) -> date:
    return row.since or clock.today()


def _checked_uscc(text: str) -> str:
    try:
        return check_uscc(text) if text.strip() else ""
    except ValueError as error:
        raise Refused(str(error)) from error


def _locked(unit: Unit) -> Unit:
    fresh = Unit.objects.select_for_update(of=("self",), no_key=True).get(pk=unit.pk)
    if fresh.state == Unit.State.ENDED:
        raise Refused(_("%(unit)s已经撤销") % {"unit": fresh.name})
    return fresh


def _save(by: Actor, unit: Unit, field: str, *, verb: str, reason: str, data: dict[str, str]) -> Unit:
    unit.save(update_fields=[field])
    journal.write(by=by, verb=verb, unit_id=unit.pk, subject=unit, reason=reason, data=data)
    journal_events.announce(UnitChanged(by, unit))
    return unit
