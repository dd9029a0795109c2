"""What is countable about learning, and how it is derived again from the sheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

PAPERS = "learning.papers"
PASSED = "learning.passed"
PASS_RATE = "learning.pass_rate"  # noqa: S105 -- no password
PASSED_SLICE, FAILED_SLICE = "passed", "failed"
TIMES, MARKS, MEAN = "learning.times", "learning.marks", "learning.mean"
COMPARED, LEARNT, TO_LEARN, GAIN = "learning.compared", "learning.learnt", "learning.to_learn", "learning.gain"
GAINS = (COMPARED, LEARNT, TO_LEARN)
TOLD = (PAPERS, PASSED, TIMES, MARKS)
MEASURES = (*TOLD, *GAINS)  # all that rests on a sheet


def fact_rows(sheet: Sheet) -> list[FactRow]:
    """The facts of one counted sheet: a paper handed in, in so many tries, its marks, and where it passed, that it did.

    The sheet's campaign must be loaded. Of one person's tries at a paper one counts, by the paper's rule, and passed
    and marks are what all of them come to.
    Raises ValueError for a sheet that does not count.
    """
    measured = [
        (PAPERS, PASSED_SLICE if sheet.final_passed else FAILED_SLICE, 1),
        (PASSED, "", 1 if sheet.final_passed else None),
        (TIMES, "", sheet.final_tries),
        (MARKS, "", sheet.final_marks),
    ]
    return _rows(sheet, measured)


def gain_rows(sheet: Sheet) -> list[FactRow]:
    """The facts of what was gained by one counted sheet; none where nothing could be compared."""
    compared = None if sheet.learnt is None else 1
    return _rows(sheet, [(COMPARED, "", compared), (LEARNT, "", sheet.learnt), (TO_LEARN, "", sheet.to_learn)])


def _rows(sheet: Sheet, measured: Sequence[tuple[str, str, int | None]]) -> list[FactRow]:
    if sheet.counted_on is None:
        raise ValueError(f"{sheet} does not count")
    return [
        FactRow(
            measure=measure,
            unit_id=sheet.unit_id,
            day=sheet.counted_on,
            value=value,
            source=subject_of(sheet),
            reckoning_id=sheet.assignment.campaign.reckoning_id,
            slice=in_slice,
        )
        for measure, in_slice, value in measured
        if value is not None
    ]


def _deriving(measure: str) -> Callable[[], Iterator[FactRow]]:
    """What derives all facts of a measure again, from the sheets."""
    return partial(_derive, measure)


def _derive(measure: str) -> Iterator[FactRow]:
    told = gain_rows if measure in GAINS else fact_rows
    counted = Sheet.objects.filter(counted_on__isnull=False).select_related("assignment__campaign")
    for sheet in counted.defer("answers", "receipts").iterator(chunk_size=2000):
        yield from (row for row in told(sheet) if row.measure == measure)


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
            derive=_deriving(PAPERS),
            describe=describe,
            names_permission=LearningPermission.RESULTS_READ,
        ),
        Measure(
            PASSED,
            gettext_lazy("合格的答卷"),
            gettext_lazy("份"),
            derive=_deriving(PASSED),
            is_result=True,
            base=PAPERS,
            describe=describe,
            names_permission=LearningPermission.RESULTS_READ,
        ),
        Measure(PASS_RATE, gettext_lazy("合格率"), "%", kind=RATIO, over=(PASSED, PAPERS), is_result=True),
        _counted(TIMES, gettext_lazy("答卷人次"), gettext_lazy("人次")),
        _counted(MARKS, gettext_lazy("得分合计"), gettext_lazy("分"), base=PAPERS),
        Measure(
            MEAN,
            gettext_lazy("平均分"),
            gettext_lazy("分"),
            kind=RATIO,
            over=(MARKS, PAPERS),
            is_result=True,
            is_mean=True,
        ),
        _counted(COMPARED, gettext_lazy("学前学后都答了的"), gettext_lazy("份")),
        _counted(LEARNT, gettext_lazy("学后多答对的题"), gettext_lazy("道"), base=COMPARED),
        _counted(TO_LEARN, gettext_lazy("学前没答对的题"), gettext_lazy("道"), base=COMPARED),
        Measure(
            GAIN, gettext_lazy("学习提升"), "%", kind=RATIO, over=(LEARNT, TO_LEARN), is_result=True, base=COMPARED
        ),
    )


def _counted(key: str, label: "StrOrPromise", unit: "StrOrPromise", *, base: str = "") -> Measure:
    """Something that a counted sheet says; with ``base``, a result of those who are counted there."""
    return Measure(
        key,
        label,
        unit,
        derive=_deriving(key),
        describe=describe,
        names_permission=LearningPermission.RESULTS_READ,
        is_result=bool(base),
        base=base,
    )
