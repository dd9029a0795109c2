"""What merging two files means for offices, and what a person is told of theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.queries import office_label
from unionhall.kernel.actor import Reason
from unionhall.kernel.people.declare import Holding, Told
from unionhall.kernel.people.models import Person


def _of(person: Person) -> list[Appointment]:
    return list(Appointment.objects.filter(person=person).select_related("unit").order_by("since", "pk"))


def _against(kept: Person, gone: Person) -> list[Reason]:
    """The same office at the same unit on the same days can be held once."""
    other = [row for row in _of(gone) if row.until is None or row.until > row.since]
    return [
        Reason("office", _("两份都在任%(unit)s%(office)s，先免去一份") % _values(mine))
        for mine in _of(kept)
        if any((row.unit_id, row.office) == (mine.unit_id, mine.office) and _overlap(row, mine) for row in other)
    ]


def _overlap(one: Appointment, other: Appointment) -> bool:
    end = date.max
    return one.since < (other.until or end) and other.since < (one.until or end)


def _effects(kept: Person, gone: Person) -> list[str]:
    return [
        _("职务转到留下的这份：%(unit)s%(office)s，%(since)s 起") % {**_values(row), "since": row.since.isoformat()}
        for row in _of(gone)
    ]


def _tell(ids: Collection[int]) -> Sequence[Told]:
    rows = Appointment.objects.filter(person_id__in=ids).select_related("unit").order_by("-since", "-pk")
    return [Told(_("任%(unit)s%(office)s，%(days)s") % {**_values(row), "days": _days(row)}) for row in rows]


def _days(row: Appointment) -> str:
    if row.until is None:
        return _("%(since)s 起") % {"since": row.since.isoformat()}
    return _("%(since)s 到 %(until)s") % {"since": row.since.isoformat(), "until": row.until.isoformat()}


def _values(row: Appointment) -> dict[str, str]:
    return {"unit": row.unit.name, "office": str(office_label(row.office))}


OFFICES = Holding(
    key="access.offices",
    label=gettext_lazy("职务"),
    against=_against,
    effects=_effects,
    tell=_tell,
    kept_because=gettext_lazy("任职是单位的公开事项，谁在什么时候办的事要查得到"),
)
