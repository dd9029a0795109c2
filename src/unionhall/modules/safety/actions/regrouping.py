"""What a merger means for inspections: the codes on walls and machines and the checklists go over to the successor."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from unionhall.kernel.actor import Actor
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.regrouping import Effect, Part, Regrouping, Section
from unionhall.modules.safety.models import Checklist, Spot

LONGEST_NAME = 60


def effects(by: Actor, regrouping: Regrouping) -> list[Effect]:
    """How many codes and checklists go over."""
    found = []
    for going in regrouping.ending:
        told = {"unit": going.source.name}
        kept = ((_spots, _("%(unit)s的检查二维码") % told), (_lists, _("%(unit)s的检查表") % told))
        for rows, label in kept:
            if count := rows(going.source).count():
                text = _("归%(to)s，贴着的码照样能扫") % {"to": going.target.name}
                found.append(Effect(Section.WORK, label, count, text))
    return found


def act(by: Actor, regrouping: Regrouping, prepared: Any) -> None:
    """They stand at the successor; a name that is taken there says where it came from. Inside its transaction."""
    for going in regrouping.ending:
        for rows in (_lists, _spots):
            _hand_over(list(rows(going.source)), rows(going.target), going.source, going.target)


def _hand_over(coming: list[Any], there: QuerySet[Checklist] | QuerySet[Spot], source: Unit, target: Unit) -> None:
    taken = set(there.values_list("name", flat=True))
    for row in coming:
        name, number = row.name, 1
        while name in taken:
            number += 1
            mark = f"（{source.name[:20]}{number if number > 2 else ''}）"
            name = f"{row.name[: LONGEST_NAME - len(mark)]}{mark}"
        taken.add(name)
        row.unit, row.name = target, name
    if coming:
        type(coming[0])._default_manager.bulk_update(coming, ["unit", "name"])


def _spots(unit: Unit) -> QuerySet[Spot]:
    return Spot.objects.filter(unit=unit, retired=None).order_by("pk")


def _lists(unit: Unit) -> QuerySet[Checklist]:
    return Checklist.objects.filter(unit=unit, retired=None).order_by("pk")


PART = Part(key="safety", effects=effects, act=act)
