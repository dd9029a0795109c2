"""What is countable about inspections and inspectors."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from unionhall.kernel import path as paths
from unionhall.kernel.facts.declare import ADDITIVE, GAUGE, FactRow, Measure, Slice
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.org.models import Placement
from unionhall.modules.safety.models import Inspection, Inspector, VisitKind
from unionhall.modules.safety.permissions import InspectionPermission

INSPECTIONS, INSPECTORS = "safety.inspections", "safety.inspectors"


def inspection_row(inspection: Inspection) -> FactRow:
    """The fact that a unit was inspected: at that unit, whoever came."""
    return FactRow(
        measure=INSPECTIONS,
        unit_id=inspection.unit_id,
        day=timezone.localtime(inspection.ended).date(),
        value=1,
        source=subject_of(inspection),
        reckoning_id=inspection.campaign.reckoning_id if inspection.campaign else None,
        slice=inspection.kind,
    )


def _derive() -> Iterator[FactRow]:
    for inspection in Inspection.objects.select_related("campaign").iterator(chunk_size=2000):
        yield inspection_row(inspection)


def _describe(sources: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    ids = {int(source.rpartition(":")[2]): source for source in sources}
    rows = Inspection.objects.filter(pk__in=ids).select_related("unit", "edition__checklist")
    return {
        ids[row.pk]: (
            f"{row.unit.name} {row.edition.checklist.name} {timezone.localtime(row.ended):%Y-%m-%d}",
            row.get_absolute_url(),
        )
        for row in rows
    }


def serving(on: date) -> QuerySet[Inspector]:
    """The inspectors whose card and office hold on a day."""
    office = Q(appointment__until=None) | Q(appointment__until__gt=on)
    in_time = Q(ended_on=None) | Q(ended_on__gt=on)
    return Inspector.objects.filter(in_time & office, appointed_on__lte=on, valid_until__gte=on)


def _count_many(tops: Sequence[str], on: date) -> Mapping[str, int]:
    """How many serve at each of these paths and below, by where their union stood that day; two queries."""
    held = Counter(serving(on).order_by().values_list("of_id", flat=True))
    places = dict(Placement.objects.on(on).filter(unit_id__in=held).values_list("path", "unit_id"))
    return {top: sum(held[unit] for path, unit in places.items() if paths.covers(top, path)) for top in tops}


def _count(top: str, on: date) -> int:
    return _count_many([top], on)[top]


INSPECTIONS_MADE = Measure(
    key=INSPECTIONS,
    label=_("监督检查"),
    unit=_("次"),
    kind=ADDITIVE,
    slices=tuple(Slice(kind.value, kind.label) for kind in VisitKind),
    derive=_derive,
    describe=_describe,
    names_permission=InspectionPermission.READ,
)
INSPECTORS_SERVING = Measure(
    key=INSPECTORS,
    label=_("持证的劳动保护监督检查员"),
    unit=_("人"),
    kind=GAUGE,
    compute=_count,
    compute_many=_count_many,
)
