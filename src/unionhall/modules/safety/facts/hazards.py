"""What is countable about hazards, at the union that got them.

One that is kept from the people it is about is in no figure: a figure is the same for all who may read it, and who
holds an office above would find it there (ADR 19).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from statistics import median

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.actor import Scope
from unionhall.kernel.facts.declare import ADDITIVE, GAUGE, FactRow, Measure, Slice
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.safety.models import Hazard
from unionhall.modules.safety.procedure import CLOSED, DISMISSED, JOINED
from unionhall.modules.safety.queries.hazards import overdue_at

FOUND, GRADED, PUT_RIGHT, REPEATED = "safety.found", "safety.graded", "safety.put_right", "safety.repeated"
OVERDUE, MEDIAN_DAYS = "safety.overdue", "safety.median_days"
YEAR = 365  # days back that the median looks

_KINDS = tuple(Slice(value, label) for value, label in Hazard.Kind.choices)
_GRADES = tuple(Slice(value, label) for value, label in Hazard.Grade.choices)


def found_row(hazard: Hazard) -> FactRow:
    """The fact that a hazard was found."""
    return _row(FOUND, hazard, hazard.found_on, hazard.kind)


def graded_row(hazard: Hazard) -> FactRow:
    """The fact that it is of a grade."""
    return _row(GRADED, hazard, hazard.found_on, hazard.grade)


def put_right_row(hazard: Hazard) -> FactRow:
    """The fact that it was put right and re-checked. Raises ValueError for one that is not closed."""
    if hazard.closed_on is None:
        raise ValueError(f"{hazard.pk} is not closed")
    return _row(PUT_RIGHT, hazard, hazard.closed_on, hazard.grade)


def repeated_row(hazard: Hazard) -> FactRow:
    """The fact that it was there before."""
    return _row(REPEATED, hazard, hazard.found_on, "")


def _row(measure: str, hazard: Hazard, day: date, part: str) -> FactRow:
    return FactRow(measure, hazard.counted_at_id, day, 1, subject_of(hazard), slice=part)


def counted() -> QuerySet[Hazard]:
    """The hazards that count: not those that were none, the same as another, or kept from somebody."""
    return Hazard.objects.filter(is_shielded=False).exclude(state__in=(DISMISSED, JOINED))


def _derive(row: Callable[[Hazard], FactRow], **only: object) -> Callable[[], Iterator[FactRow]]:
    def derive() -> Iterator[FactRow]:
        yield from map(row, counted().filter(**only).iterator())

    return derive


def _below(path: str) -> QuerySet[Hazard]:
    return Hazard.objects.filter(is_shielded=False, counted_at_id__in=org_queries.ids_ever_within(Scope(below=(path,))))


def _overdue(path: str, day: date) -> QuerySet[Hazard]:
    return _below(path).filter(overdue_at(day))


def days_to_close(hazards: QuerySet[Hazard]) -> int | None:
    """The median of days from finding to closing, halves rounded down; None for none."""
    spans = [(closed - found).days for closed, found in hazards.values_list("closed_on", "found_on") if closed]
    return int(median(spans)) if spans else None


def _closed(path: str, day: date) -> QuerySet[Hazard]:
    return _below(path).filter(state=CLOSED, closed_on__lte=day, closed_on__gt=date.fromordinal(day.toordinal() - YEAR))


def _describe(sources: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    ids = {int(source.rpartition(":")[2]): source for source in sources}
    found = Hazard.objects.filter(pk__in=ids)
    return {ids[hazard.pk]: (hazard.number or str(_("还没编号")), hazard.get_absolute_url()) for hazard in found}


MEASURES = (
    Measure(FOUND, _("发现的隐患"), _("件"), ADDITIVE, _KINDS, derive=_derive(found_row), describe=_describe),
    Measure(
        GRADED,
        _("定了级的隐患"),
        _("件"),
        ADDITIVE,
        _GRADES,
        derive=_derive(graded_row, grade__gt=""),
        describe=_describe,
    ),
    Measure(
        PUT_RIGHT,
        _("改好的隐患"),
        _("件"),
        ADDITIVE,
        _GRADES,
        derive=_derive(put_right_row, state=CLOSED),
        describe=_describe,
    ),
    Measure(
        REPEATED,
        _("又出现的隐患"),
        _("件"),
        ADDITIVE,
        derive=_derive(repeated_row, again_of__isnull=False),
        describe=_describe,
    ),
    Measure(
        OVERDUE,
        _("超期没改的隐患"),
        _("件"),
        GAUGE,
        compute=lambda path, day: _overdue(path, day).count(),
    ),
    Measure(
        MEDIAN_DAYS,
        _("改好一件的天数（中位数，近一年）"),
        _("天"),
        GAUGE,
        compute=lambda path, day: days_to_close(_closed(path, day)) or 0,
    ),
)
