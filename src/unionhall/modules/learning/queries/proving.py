"""What learning can prove of people to whoever requires it: that they passed a paper. See ``kernel.requirements``."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from unionhall.kernel.requirements import Proof, Prover
from unionhall.modules.learning.models import Paper, Sheet

MOST_OFFERED = 100


def _offers(unit_ids: Collection[int]) -> Sequence[tuple[str, str]]:
    papers = Paper.objects.filter(unit_id__in=list(unit_ids), fixed_at__isnull=False, is_practice=False)
    rows = papers.order_by("-pk").values_list("pk", "title")[:MOST_OFFERED]
    return [(str(pk), _("《%(title)s》") % {"title": title}) for pk, title in rows]


def _label(rest: str) -> str:
    title = Paper.objects.filter(pk=int(rest)).values_list("title", flat=True).first() if rest.isdigit() else None
    return _("《%(title)s》") % {"title": title} if title else ""


def _prove(rest: str, person_ids: Collection[int], on: date) -> Mapping[int, Proof]:
    """Who passed by the paper's own rule over all tries, as themselves: matched with the roll, not void."""
    if not rest.isdigit():
        return {}
    passed = Sheet.objects.filter(
        assignment__paper_id=int(rest),
        participant__person_id__in=list(person_ids),
        counted_on__isnull=False,
        final_passed=True,
        handed_in__isnull=False,
    )
    found: dict[int, Proof] = {}
    rows = passed.order_by("handed_in").values_list("participant__person_id", "handed_in", "assignment__paper__title")
    for person_id, handed_in, title in rows:
        day = timezone.localtime(handed_in).date()
        if day <= on:
            found[person_id] = Proof(day, _("《%(title)s》答卷合格") % {"title": title})
    return found


PASSED_PAPER = Prover("learning.paper", gettext_lazy("答卷合格"), _offers, _label, _prove)
