"""Arranging visits: who goes where until when, and who comes along to learn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.safety.models import Checklist, Inspector, Visit, VisitKind, VisitMember
from unionhall.modules.safety.permissions import InspectionPermission
from unionhall.modules.safety.procedure.inspecting import DROP
from unionhall.modules.safety.queries.inspectors import available

MOST_MEMBERS, LONGEST_WORDS = 12, 200


@dataclass(frozen=True, slots=True)
class NewVisit:
    """What is arranged. The first of ``leads`` leads, the others join; ``learns`` look on."""

    at: Unit
    on: date
    kind: str = VisitKind.OWN
    leads: Sequence[Inspector] = ()
    learns: Sequence[Inspector] = ()
    checklist: Checklist | None = None
    campaign_id: int | None = None
    words: str = ""


def arrange(by: Actor, unit: Unit, new: NewVisit) -> Visit:
    """Send inspectors of ``unit`` and below to a unit below it. Needs ARRANGE at ``unit``.

    Raises Refused with what stands against it: a joint visit of one union, a cross visit by one's own people.
    """
    by.must(InspectionPermission.ARRANGE, at=org_queries.path_of(unit))
    by.must(InspectionPermission.ARRANGE, at=org_queries.path_of(new.at))
    free = {one.pk: one for one in available(by, unit)}
    if reasons := _against(new, free):
        raise Refused(*reasons)
    visit = Visit(
        unit=unit,
        at=new.at,
        kind=new.kind,
        on=new.on,
        checklist=new.checklist,
        campaign_id=new.campaign_id,
        words=new.words.strip(),
    )
    with transaction.atomic():
        procedures.begin(by, visit, data={"at": new.at.name})
        VisitMember.objects.bulk_create(
            [
                *(
                    VisitMember(visit=visit, person_id=one.person_id, role=_role(place))
                    for place, one in enumerate(new.leads)
                ),
                *(
                    VisitMember(visit=visit, person_id=one.person_id, role=VisitMember.Role.LEARNS)
                    for one in new.learns
                ),
            ]
        )
    return visit


def drop(by: Actor, visit: Visit, *, reason: str) -> Visit:
    """Do not go after all. Needs ARRANGE at the unit that arranged it; raises Refused without a reason."""
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不去了，同去的人看得到")))
    return procedures.take(by, visit, DROP, reason=reason.strip()[:LONGEST_WORDS])


def _role(place: int) -> str:
    return VisitMember.Role.JOINS if place else VisitMember.Role.LEADS


def _against(new: NewVisit, free: dict[int, Inspector]) -> list[Reason]:
    people = [one.person_id for one in (*new.leads, *new.learns)]
    unions = {one.of_id for one in new.leads}
    is_joint, is_cross = new.kind == VisitKind.JOINT, new.kind == VisitKind.CROSS
    checks = (
        ("kind", new.kind not in VisitKind.values, _("选一种检查")),
        ("on", new.on < clock.today(), _("这一天已经过去了")),
        ("leads", not new.leads, _("选谁去")),
        ("leads", any(one.pk not in free for one in (*new.leads, *new.learns)), _("有人的检查证已经无效，重新选")),
        ("learns", len(set(people)) < len(people), _("同一个人选了两次")),
        ("leads", len(people) > MOST_MEMBERS, _("一次最多去 %(n)d 个人") % {"n": MOST_MEMBERS}),
        ("leads", is_joint and len(unions) == 1, _("联合检查至少两家工会的检查员一起去")),
        ("leads", is_cross and new.at.pk in unions, _("交叉检查由别家的检查员去，不派本单位的")),
        ("learns", new.kind == VisitKind.LEARN and not new.learns, _("选来学习的人")),
        ("words", len(new.words.strip()) > LONGEST_WORDS, _("写短些，不超过 %(n)d 个字") % {"n": LONGEST_WORDS}),
    )
    return [Reason(code, text) for code, is_wrong, text in checks if is_wrong]
