"""Open work of a union that is merged goes over to its successor, clock and all; a split leaves it where it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section
from unionhall.kernel.procedures.declare import Procedural, Procedure, model_of, procedures
from unionhall.kernel.procedures.models import Duty, Rise


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """How many open matters of every kind go over."""
    found = []
    for going in regrouping.ending:
        for procedure in _following():
            if count := _open(procedure, going.source).count():
                label = f"{going.source.name}：{procedure.label}"
                text = _("交给%(to)s接着办，期限不变") % {"to": going.target.name}
                found.append(Effect(Section.WORK, label, count, text))
    return found


def act(by: Actor, regrouping: Regrouping, prepared: Any) -> None:
    """Open matters and their duties stand at the successor."""
    for going in regrouping.ending:
        for procedure in _following():
            ids = list(_open(procedure, going.source).values_list("pk", flat=True))
            if ids:
                items: Any = model_of(procedure.key)._default_manager  # every item has a unit; the abstract one not
                items.filter(pk__in=ids).update(unit=going.target)
                hand_over(list(Duty.objects.open().filter(procedure=procedure.key, item_id__in=ids)), going.target)


def hand_over(duties: Sequence[Duty], to: Unit) -> None:
    """Let open duties stand at another unit; what had risen to unions above rises anew from there.

    Inside the caller's transaction.
    """
    Rise.objects.filter(duty__in=duties).delete()
    for duty in duties:
        clock = procedures[duty.procedure].clock(duty.clock)
        duty.unit, duty.level = to, 0
        duty.next_rise = duty.due + timedelta(days=1) if duty.due and clock.rises else None
    Duty.objects.bulk_update(duties, ["unit", "level", "next_rise"], batch_size=500)


def _following() -> list[Procedure]:
    return [procedure for procedure in procedures.values() if procedure.follows_unit]


def _open(procedure: Procedure, unit: Unit) -> QuerySet[Procedural]:
    final = [state.key for state in procedure.states if state.final]
    found: QuerySet[Procedural] = model_of(procedure.key)._default_manager.exclude(state__in=final)
    return found.filter(unit=unit)  # type: ignore[misc]  # every item has one; the abstract class leaves it to them


PART = Part(key="procedures", effects=effects, act=act)
