"""What is countable about learning, and how it is derived again from the sheets."""

from collections.abc import Iterator, Mapping, Sequence

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.facts.checks import Check, register_check
from unionhall.kernel.facts.declare import RATIO, FactRow, Measure, Slice, register_measures
from unionhall.kernel.facts.models import Reckoning
from unionhall.kernel.journal.queries import subject_of
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.permissions import LearningPermission

PAPERS = "learning.papers"
PASSED = "learning.passed"
PASS_RATE = "learning.pass_rate"  # noqa: S105 -- no password
PASSED_SLICE, FAILED_SLICE = "passed", "failed"


def fact_rows(sheet: Sheet) -> list[FactRow]:
    """The facts of one counted sheet: a paper handed in, and where it passed, a paper passed.

    The sheet's campaign must be loaded. Of one person's tries at a paper one counts, by the paper's rule, and passed
    is what all of them come to.
    Raises ValueError for a sheet that does not count.
    """
    if sheet.counted_on is None:
        raise ValueError(f"{sheet} does not count")
    slice_ = PASSED_SLICE if sheet.final_passed else FAILED_SLICE
    measured = [(PAPERS, slice_), (PASSED, "")] if sheet.final_passed else [(PAPERS, slice_)]
    return [
        FactRow(
            measure=measure,
            unit_id=sheet.unit_id,
            day=sheet.counted_on,
            value=1,
            source=subject_of(sheet),
            reckoning_id=sheet.assignment.campaign.reckoning_id,
            slice=in_slice,
        )
        for measure, in_slice in measured
    ]


def _derive(measure: str) -> Iterator[FactRow]:
    counted = Sheet.objects.filter(counted_on__isnull=False).select_related("assignment__campaign")
    for sheet in counted.defer("answers", "receipts").iterator(chunk_size=2000):
        yield from (row for row in fact_rows(sheet) if row.measure == measure)


def derive_papers() -> Iterator[FactRow]:
    """All facts of PAPERS again, from the sheets."""
    return _derive(PAPERS)


def derive_passed() -> Iterator[FactRow]:
    """All facts of PASSED again, from the sheets."""
    return _derive(PASSED)


def describe(sources: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    """What stands behind facts: which paper with which result, and where the sheet is shown. Without names."""
    prefix = subject_of(Sheet(pk=0)).removesuffix("0")
    ids = [int(source.removeprefix(prefix)) for source in sources if source.startswith(prefix)]
    sheets = Sheet.objects.filter(pk__in=ids).select_related("assignment__paper").defer("answers", "receipts")
    return {subject_of(sheet): (_label(sheet), reverse("learning:sheet", args=[sheet.pk])) for sheet in sheets}


def _label(sheet: Sheet) -> str:
    told = {"title": sheet.assignment.paper.title if sheet.assignment.paper else "", "marks": sheet.marks}
    return (
        _("《%(title)s》%(marks)s 分，合格") if sheet.final_passed else _("《%(title)s》%(marks)s 分，没合格")
    ) % told


def _open_sheets(reckoning: Reckoning) -> dict[int, int]:
    answered = Sheet.objects.filter(handed_in=None, seq__gt=0, voided=None, is_set_aside=False)
    rows = answered.filter(assignment__campaign__reckoning=reckoning).order_by().values_list("unit_id")
    return dict(rows.annotate(n=Count("pk")))


def register() -> None:
    """Declare the measures, and what is looked at before figures are closed; called once, when the app is ready."""
    register_check(
        Check(
            key="learning.open_sheets",
            label=gettext_lazy("答了没交的卷子"),
            unit=gettext_lazy("份"),
            hint=gettext_lazy("截止后才交的，单独列出，不算进签认的数"),
            count=_open_sheets,
        )
    )
    register_measures(
        Measure(
            PAPERS,
            gettext_lazy("交来的答卷"),
            gettext_lazy("份"),
            slices=(
                Slice(PASSED_SLICE, gettext_lazy("合格"), is_result=True),
                Slice(FAILED_SLICE, gettext_lazy("没合格"), is_result=True),
            ),
            derive=derive_papers,
            describe=describe,
            names_permission=LearningPermission.RESULTS_READ,
        ),
        Measure(
            PASSED,
            gettext_lazy("合格的答卷"),
            gettext_lazy("份"),
            derive=derive_passed,
            is_result=True,
            base=PAPERS,
            describe=describe,
            names_permission=LearningPermission.RESULTS_READ,
        ),
        Measure(PASS_RATE, gettext_lazy("合格率"), "%", kind=RATIO, over=(PASSED, PAPERS), is_result=True),
    )
