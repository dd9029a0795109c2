"""People counted twice who are one: in what is still counted, the later presence goes; what is closed stays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.facts import counting, withdrawing
from unionhall.kernel.facts.declare import PresenceRow, measures
from unionhall.kernel.facts.models import Presence
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person


def _twice(kept: Person, gone: Person) -> list[tuple[Presence, Presence]]:
    """(of kept, of gone) for every measure and reckoning in which both were counted."""
    rows = Presence.objects.filter(person__in=(kept, gone)).select_related("reckoning", "placement").order_by("pk")
    both: dict[tuple[str, int], dict[int, Presence]] = defaultdict(dict)
    for row in rows:
        both[row.measure, row.reckoning_id][row.person_id] = row
    return [(found[kept.pk], found[gone.pk]) for found in both.values() if len(found) == 2]


def _effects(kept: Person, gone: Person) -> list[str]:
    twice = _twice(kept, gone)
    still = [pair for pair in twice if pair[0].reckoning.closed is None]
    said = []
    if still:
        titles = _("、").join(sorted({pair[0].reckoning.title for pair in still}))
        said.append(_("“%(titles)s”里两份各算了一个人，合并后只算一个人，以先参加的为准") % {"titles": titles})
    if len(still) < len(twice):
        titles = _("、").join(sorted({pair[0].reckoning.title for pair in twice if pair not in still}))
        said.append(_("“%(titles)s”已经截止，人数不再改") % {"titles": titles})
    return said


def _merge(kept: Person, gone: Person) -> dict[str, Any]:
    """Of two presences in an open reckoning the later one is taken back; the others go along with the person."""
    taken, staying = [], []
    for mine, other in _twice(kept, gone):
        if mine.reckoning.closed is not None:
            staying.append(other.pk)
            continue
        taken.append(max((mine, other), key=lambda row: (row.day, row.pk)))
    withdrawing.withdraw_presences([row.pk for row in taken])
    moved = Presence.objects.filter(person=gone).exclude(pk__in=staying)
    ids = list(moved.order_by("pk").values_list("pk", flat=True))
    Presence.objects.filter(pk__in=ids).update(person=kept)
    return {"moved": ids, "taken": [_kept_of(row) for row in taken]}


def _unmerge(kept: Person, gone: Person, data: dict[str, Any]) -> None:
    Presence.objects.filter(pk__in=data["moved"], person=kept).update(person=gone)
    counting.mark_present([PresenceRow(**{**row, "day": date.fromisoformat(row["day"])}) for row in data["taken"]])


def _kept_of(row: Presence) -> dict[str, Any]:
    return {
        "measure": row.measure,
        "reckoning_id": row.reckoning_id,
        "person_id": row.person_id,
        "unit_id": row.placement.unit_id,
        "day": row.day.isoformat(),
        "source": row.source,
    }


def _tell(ids: Collection[int]) -> Sequence[Told]:
    rows = Presence.objects.filter(person_id__in=ids).select_related("reckoning").order_by("-day", "-pk")
    return [
        Told(
            _("%(day)s，“%(title)s”里算一个%(what)s")
            % {"day": row.day.isoformat(), "title": row.reckoning.title, "what": measures[row.measure].label}
        )
        for row in rows
    ]


PRESENCES = Holding(
    key="facts.presences",
    label=gettext_lazy("统计里的人数"),
    stays=("facts.Presence.person",),
    effects=_effects,
    merge=_merge,
    unmerge=_unmerge,
    tell=_tell,
    kept_because=gettext_lazy("只是一个数，不显示姓名。删了，已经上报的数就对不上了"),
)
