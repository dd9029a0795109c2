"""What a worker does at a sheet: open it, save answers, hand it in. The claim in their device is the permission."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.people.models import Person
from unionhall.kernel.statements import Update
from unionhall.modules.campaigns.api import CampaignPermission, Participant
from unionhall.modules.learning.actions.beginning import beginning, content_at, rules_of, shut_by
from unionhall.modules.learning.actions.opening import ENDED, SHEET
from unionhall.modules.learning.models import ReceiptPage, Sheet, end_of
from unionhall.modules.learning.queries.answers import clean_answer, join_answers, numbered_answers, split_answers
from unionhall.modules.learning.queries.content import Content
from unionhall.modules.learning.queries.desk import sheet_for
from unionhall.modules.learning.queries.gates import last_moment
from unionhall.modules.learning.queries.sitting import Sitting, is_over, tries_left
from unionhall.ui import words

LONGEST_RECEIPTS = 8_000  # characters of receipts in a sheet's own row; older ones go on to pages
MOST_PAGES = 100  # of receipts: whoever saves more often than that is no person
FURTHEST_AHEAD = 10_000  # by how much a device's sequence number may run ahead of the sheet's
MOST_RACES = 8  # how often a save is tried again when another one of the same sheet came between
MOST_EXTRA = 240  # minutes that may be given to one sheet

VOIDED = "voided"
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


def note_learned(sitting: Sitting) -> None:
    """Note that the lesson was read to its end; the first time counts. The paper is begun with it, if it may be."""
    sheet = sitting.sheet
    if sheet.lesson_read is None:
        sheet.lesson_read = clock.now()
        begins = sheet.began is None and sitting.has_paper and shut_by(sheet, rules_of(sitting)) == ""
        changed = beginning(sheet, rules_of(sitting)) if begins else {}
        stands = {"began": sheet.began, "ends": sheet.ends, "seed": sheet.seed, **changed}
        _READ.run(pk=sheet.pk, lesson_read=sheet.lesson_read, **stands)
        for name, value in changed.items():
            setattr(sheet, name, value)


def begin(sitting: Sitting) -> Sheet:
    """The first question is opened: from here the time limit runs, and what this sheet asks is drawn.

    Does nothing for a sheet that was begun. Raises Refused outside the open period, before the lesson is learned where
    that comes first, and when no try is left.
    """
    sheet = sitting.sheet
    if sheet.began is not None:
        return sheet
    rules = rules_of(sitting)
    if shut := shut_by(sheet, rules):
        raise Refused(Reason(shut, _why(shut, sitting.content)))
    changed = beginning(sheet, rules)
    if Sheet.objects.filter(pk=sheet.pk, began=None).update(**changed):
        for name, value in changed.items():
            setattr(sheet, name, value)
    else:  # another tab was first
        sheet.refresh_from_db(fields=list(changed))
    return sheet


def _why(shut: str, content: Content) -> str:
    if shut == "not_yet" and content.opens is not None:
        return _("这份卷子 %(at)s 才开始答") % {"at": words.moment(content.opens)}
    told = {
        "learn_first": _("先把课学完，答对课里的题，再答这份卷子"),
        "no_try_left": _("可以答的次数已经用完"),
    }
    return told.get(shut, _("答卷的时间已经过了，不能再答了"))


def save(sitting: Sitting, changes: Mapping[int, Iterable[str]], seq: int | None = None) -> Receipt:
    """Save the answers of ``changes`` (by the question's place from 1) and return the receipt of what stands then.

    ``seq`` is the number the device gave to this save. Of one question the highest number stays, so a late or doubled
    message can not undo a newer one; the same save again gets its receipt again. A plain form post gives no number and
    takes the next. One UPDATE, guarded by the answers it was made from; without a transaction around it, it is
    committed when this returns.
    Raises Refused where the sheet is handed in or the time is over, ValueError for an answer that can not be.
    """
    content, sheet = sitting.content, begin(sitting)
    cleaned = _cleaned(content, changes)
    if sheet.voided is not None:
        raise Refused(Reason(VOIDED, _("这一份已经作废，不能再答")))
    if is_over(sitting):
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
    told = ",".join([f"{place}={letters}" for place, letters in sorted(newer.items())])
    line = f"{number} {int(now.timestamp())} {told}\n"
    is_full = len(sheet.receipts) + len(line) > LONGEST_RECEIPTS
    changed = {
        "answers": join_answers(stands),
        "seq": max(sheet.seq, number),
        "saved_at": now,
        "receipts": line if is_full else sheet.receipts + line,
    }
    if not (_turn_page(sheet, changed) if is_full else _SAVE.run(pk=sheet.pk, stood=sheet.answers, **changed)):
        return False
    for name, value in changed.items():
        setattr(sheet, name, value)
    return True


def _turn_page(sheet: Sheet, changed: Mapping[str, Any]) -> int:
    """The same with the row's receipts put away first: no receipt is thrown away. Raises Refused for no end of them."""
    if ReceiptPage.objects.filter(sheet=sheet).count() >= MOST_PAGES:
        raise Refused(_("这份卷子存的次数太多了。已经存好的都在，现在交卷。"))
    with transaction.atomic():
        rows = _SAVE.run(pk=sheet.pk, stood=sheet.answers, **changed)
        if rows:
            ReceiptPage.objects.create(sheet=sheet, text=sheet.receipts)
    return rows


_READ = Update(
    lambda pk: Sheet.objects.filter(pk=pk, lesson_read=None), ("lesson_read", "began", "ends", "seed"), pk=int
)
# the answers it was made from still stand, and nobody has handed in or given up the sheet
_SAVE = Update(
    lambda pk, stood: Sheet.objects.filter(pk=pk, answers=stood, handed_in=None, voided=None),
    ("answers", "seq", "saved_at", "receipts"),
    pk=int,
    stood=str,
)


def _receipt(state: Literal["saved", "older"], sheet: Sheet) -> Receipt:
    answered = sum([1 for letters in split_answers(sheet.answers, sheet.answers.count("|") + 1) if letters])
    return Receipt(state, sheet.seq, sheet.saved_at or sheet.opened, answered)


def look_at_sheet(by: Actor, sheet_id: int) -> Sheet:
    """One sheet, for a dispute about it; the person it is about finds the sight in the journal. Raises Denied."""
    sheet = sheet_for(by, sheet_id)
    journal.write(
        by=by, verb="learning.sheet_seen", unit_id=sheet.unit_id, subject=sheet, about=about(sheet.participant)
    )
    return sheet


def give_time(by: Actor, sheet_id: int, minutes: int) -> Sheet:
    """Let one sheet be answered for so many minutes more, for who needs it. Journalled; nobody else sees it.

    Needs RESULTS_READ and the right to send the unit's link. Raises Denied, and Refused for a sheet that is handed in,
    a paper without a time limit, and too much.
    """
    sheet = sheet_for(by, sheet_id)
    by.must(CampaignPermission.ENROL, at=org_queries.path_of(sheet.unit))
    content = content_at(sheet)
    if content.minutes is None:
        raise Refused(Reason("minutes", _("这份卷子不限时，不用多给时间")))
    if not 0 < minutes <= MOST_EXTRA - sheet.extra_minutes:
        raise Refused(Reason("minutes", _("一份卷子一共最多多给 %(most)d 分钟") % {"most": MOST_EXTRA}))
    with transaction.atomic():
        fresh = Sheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
        if fresh.handed_in is not None or fresh.voided is not None:
            raise Refused(Reason("minutes", _("这份卷子已经交了")))
        fresh.extra_minutes += minutes
        if fresh.ends is not None:
            last = last_moment(content, end_of(sheet.assignment.campaign))
            fresh.ends = min(last, fresh.ends + timedelta(minutes=minutes))
        fresh.save(update_fields=["extra_minutes", "ends"])
        journal.write(
            by=by,
            verb="learning.time_given",
            unit_id=sheet.unit_id,
            subject=sheet,
            about=about(sheet.participant),
            data={"minutes": minutes},
        )
    return fresh


def again(sitting: Sitting) -> Sheet:
    """Begin the next try at the same paper; where it was begun already, that one.

    Raises Refused while the last one is not handed in, when no try is left, and when the campaign is over.
    """
    if sitting.sheet.handed_in is None:
        raise Refused(_("先把这一份交了，再答下一次"))
    if clock.now() >= last_moment(sitting.content, sitting.campaign_ends):
        raise Refused(Reason(ENDED, _("答卷的时间已经过了，不能再答了")))
    if not tries_left(sitting):
        raise Refused(_("可以答的次数已经用完"))
    following = SHEET.new(
        participant=sitting.participant,
        assignment=sitting.assignment,
        unit_id=sitting.sheet.unit_id,
        attempt=sitting.sheet.attempt + 1,
        opened=clock.now(),
        lesson_read=sitting.sheet.lesson_read,
        extra_minutes=sitting.sheet.extra_minutes,
    )
    rules = rules_of(sitting)
    for name, value in (beginning(following, rules) if shut_by(following, rules) == "" else {}).items():
        setattr(following, name, value)
    if SHEET.save_if_new(following):
        return following
    return Sheet.objects.get(
        participant=sitting.participant, assignment=sitting.assignment, attempt=sitting.sheet.attempt + 1
    )


def as_actor(participant: Participant) -> Actor:
    """The worker as the journal names them: no office, no right beyond the sheet in their hands."""
    return Actor(name=participant.name, person_id=participant.person_id)


def about(participant: Participant) -> list[Person]:
    """Whom a line about a participant's sheet is about: nobody, until they are known."""
    return [participant.person] if participant.person is not None else []
