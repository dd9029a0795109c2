"""Handing in: by the worker, or by the clock when nobody comes back. Marks, facts, presence and one line, at once."""

import logging
import time

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.statements import Select, Update, all_together
from unionhall.modules.learning.actions.comparing import PAPERS_BESIDE, compare, is_compared
from unionhall.modules.learning.actions.counting import FINAL, count
from unionhall.modules.learning.actions.opening import ENDED
from unionhall.modules.learning.actions.sheets import VOIDED, about, as_actor
from unionhall.modules.learning.models import Sheet, grace
from unionhall.modules.learning.queries.content import Content, content_of
from unionhall.modules.learning.queries.marking import mark
from unionhall.modules.learning.queries.sitting import Sitting, is_over

BATCH = 50  # sheets that the clock hands in before it lets others write
PAUSE = 0.02  # seconds
_HANDED_IN = (
    "handed_in",
    "is_by_clock",
    "right",
    "marks",
    "is_passed",
    "edition",
    "counted_on",
    "is_set_aside",
    "is_kept",
    *FINAL,
)

log = logging.getLogger(__name__)


def hand_in(sitting: Sitting) -> Sheet:
    """Hand the sheet in as it was last saved: marks, facts, presence and one line in the journal, in one transaction.

    Handing in twice counts once and gives the same result. After the end and its grace it is as if the clock had done
    it. Raises Refused for a sheet without any answer once the time is over.
    """
    is_late = is_over(sitting)
    if sitting.sheet.voided is not None:
        raise Refused(Reason(VOIDED, _("这一份已经作废，不能再交")))
    if is_late and not sitting.sheet.seq and sitting.sheet.handed_in is None:
        raise Refused(Reason(ENDED, _("这次活动已经结束，这份卷子一道题也没答，不计数")))
    sitting.sheet = _hand_in(sitting.sheet.pk, sitting.content, None, is_by_clock=is_late)
    return sitting.sheet


def hand_in_ended(by: Actor) -> int:
    """Hand in every sheet with a saved answer whose end and time of grace are over; how many were handed in.

    Each in its own short transaction. One that fails is logged and left for the next time; the others go on.
    """
    latest = clock.now() - grace()
    # sheets of earlier days have no end of their own: theirs is the campaign's
    ended = Q(ends__lte=latest) | Q(ends=None, assignment__campaign__until__lt=timezone.localtime(latest).date())
    open_ones = Sheet.objects.filter(ended, handed_in=None, seq__gt=0, voided=None).order_by("pk")
    paper = "assignment__paper"
    found = list(open_ones.values_list("pk", f"{paper}_id", f"{paper}__version", f"{paper}__edition"))
    done = 0
    for place, (sheet_id, *which) in enumerate(found, start=1):
        try:
            _hand_in(sheet_id, content_of(*which), by, is_by_clock=True)
            done += 1
        except Exception:
            log.exception("sheet %s could not be handed in", sheet_id)
        if place % BATCH == 0:
            time.sleep(PAUSE)
    return done


def _hand_in(sheet_id: int, content: Content, clerk: Actor | None, *, is_by_clock: bool) -> Sheet:
    """``clerk``: who hands in for the worker; None: they do it themselves."""
    with transaction.atomic():
        found, papers = all_together((_HANDED, {"pk": sheet_id}), (PAPERS_BESIDE, {"sheet": sheet_id}))
        if not found:
            raise Sheet.DoesNotExist(f"sheet {sheet_id} is gone")
        sheet: Sheet = found[0]
        sheet.assignment.campaign = sheet.participant.enrolment.campaign  # the same
        if sheet.handed_in is not None:
            return sheet
        by = clerk or as_actor(sheet.participant)
        result = mark(content, sheet.answers, sheet.seed)
        sheet.handed_in, sheet.is_by_clock = clock.now(), is_by_clock
        sheet.right, sheet.marks, sheet.is_passed = result.right, result.marks, result.is_passed
        sheet.edition = content.edition
        is_counted = count(by, sheet, content)
        _DONE.later(pk=sheet.pk, **{name: getattr(sheet, name) for name in _HANDED_IN})
        if is_counted and is_compared(papers):
            compare(by, [sheet.participant.person_id], sheet.assignment.campaign_id)
        journal.write(
            by=by,
            verb="learning.handed_in_by_clock" if is_by_clock else "learning.handed_in",
            unit_id=sheet.unit_id,
            subject=sheet,
            about=about(sheet.participant),
            data={"title": content.title, "right": result.right, "of": result.of, "counted": is_counted},
        )
    return sheet


# of what lies around a sheet as much as is asked here; of a person the journal names, the name alone
_NEEDED = (
    *(field.attname for field in Sheet._meta.concrete_fields if field.attname != "receipts"),
    "assignment__campaign_id",
    *(f"participant__{name}" for name in ("name", "state", "enrolment_id", "person_id")),
    *(f"participant__{name}" for name in ("counted_on", "counted_source")),
    *("participant__person__name", "participant__enrolment__unit_id"),
    *(f"participant__enrolment__campaign__{name}" for name in ("until", "reckoning_id")),
)
_HANDED = Select(
    lambda pk: (
        Sheet.objects.filter(pk=pk)
        .select_related("participant__enrolment__campaign", "participant__person", "assignment")
        .only(*_NEEDED)
        .select_for_update(of=("self", "participant"))
    ),
    pk=int,
)
_DONE = Update(lambda pk: Sheet.objects.filter(pk=pk), _HANDED_IN, pk=int)
