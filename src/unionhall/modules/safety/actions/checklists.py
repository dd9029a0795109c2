"""Writing checklists, and the codes of places and machines."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety.models import Checklist, Edition, Hazard, Item, Spot
from unionhall.modules.safety.permissions import InspectionPermission

LONGEST_ITEM, LONGEST_PART, LONGEST_BASIS, LONGEST_NAME = 200, 30, 100, 60
MOST_ITEMS = 200  # nobody fills in more on a phone


def write_checklist(
    by: Actor, unit: Unit, *, name: str, items: Sequence[Item], trade: str = "", is_shared: bool = False
) -> Edition:
    """A new list of ``unit`` with its first edition. Needs CHECKLISTS there; raises Refused with what is wrong."""
    by.must(InspectionPermission.CHECKLISTS, at=org_queries.path_of(unit))
    if reasons := [*_against_name(name), *why_not_items(items)]:
        raise Refused(*reasons)
    now = clock.now()
    try:
        with transaction.atomic():
            made = Checklist.objects.create(unit=unit, name=name.strip(), trade=trade, is_shared=is_shared, created=now)
            edition = Edition.objects.create(checklist=made, number=1, rows=Edition.rows_of(items), written=now)
            _note(by, "safety.checklist_written", made, number=1, items=len(items))
    except IntegrityError:
        raise Refused(Reason("name", _("本单位已经有一张“%(name)s”，换个名字") % {"name": name.strip()})) from None
    return edition


def revise_checklist(by: Actor, checklist: Checklist, *, items: Sequence[Item]) -> Edition:
    """A new edition; inspections by the former ones stay what they were. Items that are the same change nothing."""
    by.must(InspectionPermission.CHECKLISTS, at=org_queries.path_of(checklist.unit))
    if reasons := why_not_items(items):
        raise Refused(*reasons)
    rows = Edition.rows_of(items)
    with transaction.atomic():
        locked = Checklist.objects.select_for_update(of=("self",)).select_related("unit").get(pk=checklist.pk)
        last = locked.editions.latest("number")
        if locked.retired:
            raise Refused(Reason("retired", _("这张表已经停用")))
        if last.rows == rows:
            return last
        made = Edition.objects.create(checklist=locked, number=last.number + 1, rows=rows, written=clock.now())
        _note(by, "safety.checklist_written", locked, number=made.number, items=len(rows))
    return made


def share_checklist(by: Actor, checklist: Checklist, *, is_shared: bool) -> None:
    """Let the units below use a list, or no longer. Needs CHECKLISTS at its unit."""
    by.must(InspectionPermission.CHECKLISTS, at=org_queries.path_of(checklist.unit))
    with transaction.atomic():
        changed = Checklist.objects.filter(pk=checklist.pk).exclude(is_shared=is_shared).update(is_shared=is_shared)
        if changed:
            _note(by, "safety.checklist_shared" if is_shared else "safety.checklist_unshared", checklist)
    checklist.is_shared = is_shared


def retire_checklist(by: Actor, checklist: Checklist) -> None:
    """Use a list no longer. Needs CHECKLISTS at its unit."""
    by.must(InspectionPermission.CHECKLISTS, at=org_queries.path_of(checklist.unit))
    with transaction.atomic():
        if Checklist.objects.filter(pk=checklist.pk, retired=None).update(retired=clock.now()):
            _note(by, "safety.checklist_retired", checklist)


def add_spot(by: Actor, unit: Unit, *, name: str, kind: str, checklist: Checklist | None = None) -> Spot:
    """A place or machine of ``unit`` that gets a code. Needs CHECKLISTS there. Raises Refused for a name in use."""
    by.must(InspectionPermission.CHECKLISTS, at=org_queries.path_of(unit))
    reasons = _against_name(name)
    if kind not in Spot.Kind.values:
        reasons.append(Reason("kind", _("选是场所还是设备")))
    if reasons:
        raise Refused(*reasons)
    try:
        with transaction.atomic():
            spot = Spot.objects.create(
                unit=unit, name=name.strip(), kind=kind, checklist=checklist, created=clock.now()
            )
            data = {"name": spot.name}
            journal.write(by=by, verb="safety.spot_added", unit_id=unit.pk, subject=spot, data=data)
    except IntegrityError:
        raise Refused(Reason("name", _("已经有一个“%(name)s”了") % {"name": name.strip()})) from None
    return spot


def retire_spot(by: Actor, spot: Spot) -> None:
    """Its code opens nothing any more. Needs CHECKLISTS at its unit."""
    by.must(InspectionPermission.CHECKLISTS, at=org_queries.path_of(spot.unit))
    with transaction.atomic():
        if Spot.objects.filter(pk=spot.pk, retired=None).update(retired=clock.now()):
            data = {"name": spot.name}
            journal.write(by=by, verb="safety.spot_retired", unit_id=spot.unit_id, subject=spot, data=data)


def why_not_items(items: Sequence[Item]) -> list[Reason]:
    """Why these can not be a list; each reason names its item."""
    if not items:
        return [Reason("items", _("一项也没有，至少写一项"))]
    if len(items) > MOST_ITEMS:
        return [Reason("items", _("一张表最多 %(n)d 项，分成几张") % {"n": MOST_ITEMS})]
    reasons, seen = [], dict[tuple[str, str], int]()
    for number, item in enumerate(items, start=1):
        told = {"n": number}
        if not item.text:
            reasons.append(Reason("items", _("第 %(n)d 项没写查什么") % told))
        for text, most in ((item.text, LONGEST_ITEM), (item.part, LONGEST_PART), (item.basis, LONGEST_BASIS)):
            if len(text) > most:
                reasons.append(Reason("items", _("第 %(n)d 项写短些，不超过 %(most)d 个字") % {**told, "most": most}))
        if item.kind and item.kind not in Hazard.Kind.values:
            reasons.append(Reason("items", _("第 %(n)d 项的隐患类别不认识") % told))
        first = seen.setdefault((item.part, item.text), number)
        if first != number:
            reasons.append(Reason("items", _("第 %(n)d 项和第 %(first)d 项一样，留一个") % {**told, "first": first}))
    return reasons


def _against_name(name: str) -> list[Reason]:
    if not name.strip():
        return [Reason("name", _("写上名称"))]
    if len(name.strip()) > LONGEST_NAME:
        return [Reason("name", _("名称写短些，不超过 %(n)d 个字") % {"n": LONGEST_NAME})]
    return []


def _note(by: Actor, verb: str, checklist: Checklist, **data: object) -> None:
    told = {"name": checklist.name, **data}
    journal.write(by=by, verb=verb, unit_id=checklist.unit_id, subject=checklist, data=told)
