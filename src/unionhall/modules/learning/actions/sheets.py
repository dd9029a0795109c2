"""What a worker does at a sheet: open it, save answers, hand it in. The claim in their device is the permission."""

import logging
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import connection, transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.people.models import Person
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.campaigns.api import Participant
from unionhall.modules.learning.facts import fact_rows
from unionhall.modules.learning.models import Assignment, Sheet, grace
from unionhall.modules.learning.queries.answers import clean_answer, join_answers, numbered_answers, split_answers
from unionhall.modules.learning.queries.content import Content, content_of
from unionhall.modules.learning.queries.desk import sheet_for
from unionhall.modules.learning.queries.marking import mark
from unionhall.modules.learning.queries.sitting import Sitting, has_ended, tries_left

LONGEST_RECEIPTS = 20_000  # characters kept of a sheet's receipts, the latest
FURTHEST_AHEAD = 10_000  # by how much a device's sequence number may run ahead of the sheet's
MOST_RACES = 8  # how often a save is tried again when another one of the same sheet came between
BATCH = 50  # sheets that the clock hands in before it lets others write
PAUSE = 0.02  # seconds

log = logging.getLogger(__name__)

ENDED = "ended"
HANDED_IN = "handed_in"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What stands in the database once this is returned: the sheet's number, when it was saved, how much is answered.

    ``state`` is "older" where a newer save of the same question stands already; then nothing was changed.
    """

    state: Literal["saved", "older"]
    seq: int
    at: datetime
    answered: int


def open_sheet(participant: Participant, assignment: Assignment) -> Sheet:
    """The participant's latest sheet for an assignment of their campaign; a first one is made where there is none.

    Raises Refused for an assignment of another campaign, and for one that is over before it was begun.
    """
    if assignment.campaign_id != participant.enrolment.campaign_id:
        raise Refused(_("这份卷子不在您参加的活动里"))
    latest = Sheet.objects.filter(participant=participant, assignment=assignment).order_by("-attempt").first()
    if latest is not None:
        return latest
    if has_ended(assignment.campaign):
        raise Refused(Reason(ENDED, _("这次活动已经结束，不能再答了")))
    # two taps at once: the second finds what the first has made
    sheet, _is_new = Sheet.objects.get_or_create(
        participant=participant,
        assignment=assignment,
        attempt=1,
        defaults={"unit_id": participant.enrolment.unit_id, "opened": clock.now()},
    )
    return sheet


def finish_lesson(sitting: Sitting) -> None:
    """Note that the lesson was read to its end. The first time counts."""
    Sheet.objects.filter(pk=sitting.sheet.pk, lesson_read=None).update(lesson_read=clock.now())


def save(sitting: Sitting, changes: Mapping[int, Iterable[str]], seq: int | None = None) -> Receipt:
    """Save the answers of ``changes`` (by the question's place from 1) and return the receipt of what stands then.

    ``seq`` is the number the device gave to this save. Of one question the highest number stays, so a late or doubled
    message can not undo a newer one; the same save again gets its receipt again. A plain form post gives no number and
    takes the next. One UPDATE, guarded by the answers it was made from; without a transaction around it, it is
    committed when this returns.
    Raises Refused where the sheet is handed in or the time is over, ValueError for an answer that can not be.
    """
    content, sheet = sitting.content, sitting.sheet
    cleaned = _cleaned(content, changes)
    if has_ended(sitting.campaign):
        raise Refused(Reason(ENDED, _("交卷时间已过，以最后一次保存的为准")))
    for _race in range(MOST_RACES):
        if sheet.handed_in is not None:
            raise Refused(Reason(HANDED_IN, _("这份卷子已经交了，不能再改")))
        number = sheet.seq + 1 if seq is None else seq
        if not 0 < number <= sheet.seq + FURTHEST_AHEAD:
            raise ValueError("the number of this save can not be")
        stands = numbered_answers(sheet.answers, len(content.questions))
        newer = {place: letters for place, letters in cleaned.items() if stands[place - 1][1] < number}
        if not newer:
            is_same = all(stands[place - 1] == (letters, number) for place, letters in cleaned.items())
            return _receipt("saved" if is_same else "older", sheet)
        if _write(sheet, stands, newer, number):
            return _receipt("saved", sheet)
        sheet.refresh_from_db(fields=["answers", "seq", "saved_at", "receipts", "handed_in"])
    raise Refused(_("同时存了好几次，没存上。再点一次"))


def _cleaned(content: Content, changes: Mapping[int, Iterable[str]]) -> dict[int, str]:
    if not changes or not all(1 <= place <= len(content.questions) for place in changes):
        raise ValueError("the paper has no such question")
    return {place: clean_answer(content.questions[place - 1], given) for place, given in changes.items()}


def _write(sheet: Sheet, stands: list[tuple[str, int]], newer: Mapping[int, str], number: int) -> bool:
    """Put answers and receipt into the row if its answers still are as ``sheet`` was read."""
    for place, letters in newer.items():
        stands[place - 1] = (letters, number)
    now = clock.now()
    told = ",".join(f"{place}={letters}" for place, letters in sorted(newer.items()))
    receipts = f"{sheet.receipts}{number} {int(now.timestamp())} {told}\n"[-LONGEST_RECEIPTS:]
    changed = {
        "answers": join_answers(stands),
        "seq": max(sheet.seq, number),
        "saved_at": now,
        "receipts": receipts,
    }
    if not Sheet.objects.filter(pk=sheet.pk, answers=sheet.answers, handed_in=None).update(**changed):
        return False
    for name, value in changed.items():
        setattr(sheet, name, value)
    return True


def _receipt(state: Literal["saved", "older"], sheet: Sheet) -> Receipt:
    answered = sum(1 for letters in split_answers(sheet.answers, sheet.answers.count("|") + 1) if letters)
    return Receipt(state, sheet.seq, sheet.saved_at or sheet.opened, answered)


def hand_in(sitting: Sitting) -> Sheet:
    """Hand the sheet in as it was last saved: marks, facts, presence and one line in the journal, in one transaction.

    Handing in twice counts once and gives the same result. After the end and its grace it is as if the clock had done
    it. Raises Refused for a sheet without any answer once the time is over.
    """
    is_late = has_ended(sitting.campaign)
    if is_late and not sitting.sheet.seq and sitting.sheet.handed_in is None:
        raise Refused(Reason(ENDED, _("这次活动已经结束，这份卷子一道题也没答，不计数")))
    sitting.sheet = _hand_in(sitting.sheet.pk, sitting.content, _as_actor(sitting.participant), is_by_clock=is_late)
    return sitting.sheet


def hand_in_ended(by: Actor) -> int:
    """Hand in every sheet with a saved answer whose campaign and time of grace are over; how many were handed in.

    Each in its own short transaction. One that fails is logged and left for the next time; the others go on.
    """
    last_day_over = (clock.now() - grace()).date()
    ended = Sheet.objects.filter(handed_in=None, seq__gt=0, assignment__campaign__until__lt=last_day_over)
    found = list(ended.order_by("pk").values_list("pk", "assignment__paper_id", "assignment__paper__version"))
    done = 0
    for place, (sheet_id, paper_id, version) in enumerate(found, start=1):
        try:
            _hand_in(sheet_id, content_of(paper_id, version), by, is_by_clock=True)
            done += 1
        except Exception:
            log.exception("sheet %s could not be handed in", sheet_id)
        if place % BATCH == 0:
            time.sleep(PAUSE)
    return done


def _hand_in(sheet_id: int, content: Content, by: Actor, *, is_by_clock: bool) -> Sheet:
    with transaction.atomic():
        sheet = (
            Sheet.objects.select_related(
                "participant__enrolment__campaign", "participant__person", "assignment__campaign"
            )
            .select_for_update(of=("self", "participant"))
            .get(pk=sheet_id)
        )
        if sheet.handed_in is not None:
            return sheet
        result = mark(content, sheet.answers)
        sheet.handed_in, sheet.is_by_clock = clock.now(), is_by_clock
        sheet.right, sheet.marks, sheet.is_passed = result.right, result.marks, result.is_passed
        is_counted = _count(by, [sheet], content.tries)
        sheet.save(update_fields=["handed_in", "is_by_clock", "right", "marks", "is_passed", "counted_on"])
        journal.write(
            by=by,
            verb="learning.handed_in_by_clock" if is_by_clock else "learning.handed_in",
            unit_id=sheet.unit_id,
            subject=sheet,
            about=_about(sheet.participant),
            data={"title": content.title, "right": result.right, "of": len(content.questions), "counted": is_counted},
        )
    return sheet


def _count(by: Actor, sheets: list[Sheet], tries: int) -> bool:
    """Record the facts of handed-in sheets of one person at one assignment, as far as they count.

    A sheet counts where the person is on the roll; and of one person no more sheets than the paper allows tries, since
    a second device begins its own sheet and is not told of the first one.
    """
    participant = sheets[0].participant
    if not campaigns.is_counted(participant) or participant.person_id is None:
        return False
    left = tries - _counted_before(participant.person_id, sheets[0].assignment_id)
    counted = sheets[: max(left, 0)]
    for sheet in counted:
        sheet.counted_on = min(clock.today(), sheet.assignment.campaign.until)
    if not counted:
        return False
    facts.record(by, [row for sheet in counted for row in fact_rows(sheet)])
    campaigns.took_part(participant, subject_of(counted[0]))
    return True


def _counted_before(person_id: int, assignment_id: int) -> int:
    if connection.features.has_select_for_update:  # two devices of one person at the same moment
        Person.objects.select_for_update().get(pk=person_id)
    counted = Sheet.objects.filter(assignment_id=assignment_id, counted_on__isnull=False)
    return counted.filter(participant__person_id=person_id).count()


def count_kept(by: Actor, participant_id: int) -> int:
    """Count the sheets that a participant handed in before the chair confirmed them; how many count now.

    To be called once the participant is confirmed, in the same transaction. Calling it again counts nothing twice.
    """
    kept: dict[int, list[Sheet]] = {}
    found = Sheet.objects.select_related(
        "participant__enrolment__campaign", "assignment__campaign", "assignment__paper"
    )
    waiting = found.filter(participant_id=participant_id, handed_in__isnull=False, counted_on=None)
    with transaction.atomic():
        for sheet in waiting.select_for_update(of=("self", "participant")).order_by("attempt"):
            kept.setdefault(sheet.assignment_id, []).append(sheet)
        for sheets in kept.values():
            paper = sheets[0].assignment.paper
            _count(by, sheets, paper.tries if paper else 0)
            Sheet.objects.bulk_update(sheets, ["counted_on"])
    return sum(1 for sheets in kept.values() for sheet in sheets if sheet.counted_on)


def look_at_sheet(by: Actor, sheet_id: int) -> Sheet:
    """One sheet, for a dispute about it; the person it is about finds the sight in the journal. Raises Denied."""
    sheet = sheet_for(by, sheet_id)
    journal.write(
        by=by, verb="learning.sheet_seen", unit_id=sheet.unit_id, subject=sheet, about=_about(sheet.participant)
    )
    return sheet


def again(sitting: Sitting) -> Sheet:
    """Begin the next try at the same paper; where it was begun already, that one.

    Raises Refused while the last one is not handed in, when no try is left, and when the campaign is over.
    """
    if sitting.sheet.handed_in is None:
        raise Refused(_("先把这一份交了，再答下一次"))
    if has_ended(sitting.campaign):
        raise Refused(Reason(ENDED, _("这次活动已经结束，不能再答了")))
    if not tries_left(sitting):
        raise Refused(_("可以答的次数已经用完"))
    sheet, _is_new = Sheet.objects.get_or_create(
        participant=sitting.participant,
        assignment=sitting.assignment,
        attempt=sitting.sheet.attempt + 1,
        defaults={
            "unit_id": sitting.sheet.unit_id,
            "opened": clock.now(),
            "lesson_read": sitting.sheet.lesson_read,
        },
    )
    return sheet


def _as_actor(participant: Participant) -> Actor:
    """The worker as the journal names them: no office, no right beyond the sheet in their hands."""
    return Actor(name=participant.name, person_id=participant.person_id)


def _about(participant: Participant) -> list[Person]:
    return [participant.person] if participant.person is not None else []
