"""Which handed-in sheets count, and their facts: of one person at one paper one, of one device, by the paper's rule."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.journal.actions import Entry
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.people.models import Person
from unionhall.kernel.statements import Select, Update
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.campaigns.api import Participant
from unionhall.modules.learning.actions.comparing import compare, hold
from unionhall.modules.learning.actions.extra_time import lengthen
from unionhall.modules.learning.facts import GAINS, MEASURES, TOLD, fact_rows
from unionhall.modules.learning.models import Sheet
from unionhall.modules.learning.queries.content import Content, content_for
from unionhall.modules.learning.queries.holding import Tried, counting, holder
from unionhall.modules.learning.queries.marking import of_hundred

FINAL = ("final_passed", "final_marks", "final_tries")  # what a person's tries at a paper come to
FLAGS = ("counted_on", "is_set_aside", "is_kept", *FINAL)
_LIGHT = (
    "pk",
    "participant_id",
    "assignment_id",
    "unit_id",
    "seed",
    "began",
    "opened",
    "handed_in",
    "is_by_clock",
    "marks",
    "is_passed",
    *FLAGS,
)
_AT_ONCE = 20  # people in one transaction, so that nobody waits long
_OURS = subject_of(Sheet(pk=0)).removesuffix("0")  # with what the source of a presence begins that rests on a sheet


def count(by: Actor, sheet: Sheet, content: Content) -> bool:
    """Decide whether a sheet that is being handed in counts, and record its facts; whether it does.

    ``sheet`` comes with participant, enrolment, campaign and assignment, is not saved here and has ``handed_in`` set;
    Where it changes which other try counts, here or on another device, that is put right too.
    """
    participant = sheet.participant
    if not campaigns.is_counted(participant) or participant.person_id is None:
        return False
    hold([participant.person_id])
    rows = [
        sheet if row.pk == sheet.pk else row
        for row in sorted(_OF_ONE.all(person=participant.person_id, assignment=sheet.assignment_id), key=_by_key)
    ]
    if sheet not in rows:
        rows.append(sheet)  # handed in without an answer
    counted_before = {row.pk for row in rows if row.counted_on}
    others = [row for row in _decide(rows, content) if row is not sheet]
    if others and all(row.participant_id == participant.pk for row in rows):
        _move(by, sheet, others, counted_before)
        return sheet.counted_on is not None
    if others:
        # rarer: of several devices another one counted until now
        sheet.counted_on, sheet.is_set_aside, sheet.is_kept = None, False, False
        _forget(sheet)
        sheet.save()
        settle(by, [participant.person_id])
        sheet.refresh_from_db(fields=FLAGS)
        return sheet.counted_on is not None
    if sheet.counted_on is None:
        return False
    campaigns.took_part(participant, subject_of(sheet), also=fact_rows(sheet))
    return True


def _move(by: Actor, sheet: Sheet, others: Sequence[Sheet], counted_before: Collection[int]) -> None:
    """Another try on the same device counts now, or tells something else; ``sheet`` itself is saved by the caller."""
    counted = [row for row in others if row.pk in counted_before]
    facts.withdraw(by, TOLD, [subject_of(row) for row in counted])
    facts.withdraw(by, GAINS, [subject_of(row) for row in counted if not row.counted_on])
    for row in others:
        row.assignment = sheet.assignment
        which = _AS_DECIDED if row.counted_on else _FORGOTTEN
        which.run(pk=row.pk, **{name: getattr(row, name) for name in FLAGS}, learnt=None, to_learn=None)
    again = [row for row in (sheet, *others) if row.counted_on]
    campaigns.took_part(sheet.participant, subject_of(sheet), also=[fact for row in again for fact in fact_rows(row)])


def settle(by: Actor, people: Collection[int], *, moves_presence: bool = True) -> int:
    """Work out anew what counts of these people's sheets, with all facts; how many count newly.

    Inside the caller's transaction. Without ``moves_presence`` that they took part stays counted as it is.
    """
    if not people:
        return 0
    hold(people)
    found = _answered(people).select_related(
        "participant__enrolment__campaign", "participant__person", "assignment__campaign", "assignment__paper"
    )
    groups: dict[tuple[int | None, int], list[Sheet]] = {}
    for sheet in found.defer("answers", "receipts", "assignment__paper__content"):
        groups.setdefault((sheet.participant.person_id, sheet.assignment_id), []).append(sheet)
    changed: list[Sheet] = []
    counts_now: set[int] = set()
    counted_before = {sheet.pk for sheets in groups.values() for sheet in sheets if sheet.counted_on}
    for sheets in groups.values():
        paper = sheets[0].assignment.paper
        changed += _decide(sheets, content_for(paper) if paper else None)
        counts_now |= {sheet.participant_id for sheet in sheets if sheet.counted_on}
    counted = [sheet for sheet in changed if sheet.pk in counted_before]
    facts.withdraw(by, TOLD, [subject_of(sheet) for sheet in counted if sheet.counted_on])  # what they gained stands
    _take_back(by, [sheet for sheet in counted if not sheet.counted_on], moves_presence, counts_now)
    Sheet.objects.bulk_update(changed, [*FLAGS, "learnt", "to_learn"], batch_size=100)
    newly = [sheet for sheet in changed if sheet.counted_on and sheet.pk not in counted_before]
    facts.record(by, [row for sheet in changed if sheet.counted_on for row in fact_rows(sheet)])
    for sheet in (sheet for sheets in groups.values() for sheet in sheets if sheet.counted_on and moves_presence):
        campaigns.took_part(sheet.participant, subject_of(sheet))
    compare(by, people)
    return len(newly)


def settle_left(by: Actor) -> int:
    """Work out what their tries come to for sheets that count since before that was kept; of how many people. Daily.

    An upgrade adds the columns and leaves them empty; until this is done a recount tells them as differences.
    """
    left = Sheet.objects.filter(counted_on__isnull=False, final_tries=None, participant__person__isnull=False)
    people = sorted(set(left.values_list("participant__person_id", flat=True)))
    for start in range(0, len(people), _AT_ONCE):
        with transaction.atomic():
            settle(by, people[start : start + _AT_ONCE], moves_presence=False)
    return len(people)


def count_kept(by: Actor, participant_ids: Iterable[int]) -> int:
    """Count what people handed in before the chair said who they are; how many sheets count newly.

    To be called once they are settled, in the same transaction. Calling it again counts nothing twice.
    """
    settled = Participant.objects.filter(pk__in=list(participant_ids)).exclude(person=None)
    people = set(settled.values_list("person_id", flat=True))
    with transaction.atomic():
        known = [person_id for person_id in people if person_id is not None]
        newly = settle(by, known)
        lengthen(known)  # what was given beforehand to who came in unknown
        # both phones say which one counts; where nobody has settled anything, no page may tell that there is another
        one_of_two = Sheet.objects.filter(Q(is_kept=True) | Q(is_set_aside=True), participant__person_id__in=people)
        one_of_two.update(is_told=True)
    return newly


def count_as_before(by: Actor, flags: Mapping[int, Sequence[Any]]) -> None:
    """Let sheets count again as they did (``FLAGS`` by sheet), with their facts; that people took part is not touched.

    Inside the caller's transaction. Sheets that were voided since stay void.
    """
    found = Sheet.objects.filter(pk__in=flags, voided=None).select_related(
        "assignment__campaign", "assignment__paper", "participant"
    )
    sheets = list(found.defer("answers", "receipts", "assignment__paper__content").select_for_update(of=("self",)))
    _take_back(by, [sheet for sheet in sheets if sheet.counted_on], False)
    for sheet in sheets:
        for name, value in zip(FLAGS, flags[sheet.pk], strict=False):
            setattr(sheet, name, value)
    Sheet.objects.bulk_update(sheets, FLAGS, batch_size=100)
    facts.record(by, [row for sheet in sheets if sheet.counted_on for row in fact_rows(sheet)])
    compare(by, {sheet.participant.person_id for sheet in sheets} - {None})


def void_sheets(participant_id: int) -> int:
    """ "这不是我": what was answered by this participant counts nowhere and holds nothing; how many sheets.

    Inside the transaction in which it was said, which has journalled it.
    """
    by = Actor.system("learning")
    with transaction.atomic():
        found = Sheet.objects.select_related("participant__person", "participant__enrolment__campaign")
        sheets = list(found.filter(participant_id=participant_id, voided=None).select_for_update(of=("self",)))
        if not sheets:
            return 0
        _take_back(by, [sheet for sheet in sheets if sheet.counted_on])
        for sheet in sheets:
            sheet.voided, sheet.counted_on = clock.now(), None
            _forget(sheet)
        Sheet.objects.bulk_update(sheets, ["voided", "counted_on", *FINAL, "learnt", "to_learn"])
        kept = [sheet for sheet in sheets if sheet.seq]
        journal.write_many(by, [Entry("learning.voided", sheet.unit_id, sheet, _about(sheet)) for sheet in kept])
        people = {sheet.participant.person_id for sheet in sheets} - {None}
        settle(by, [person_id for person_id in people if person_id is not None])
    return len(sheets)


def _decide(sheets: Sequence[Sheet], content: Content | None) -> list[Sheet]:
    """Set what counts and what is set aside among one person's sheets of one paper; those that changed."""
    tries = [
        Tried(
            sheet.pk,
            sheet.participant_id,
            sheet.began or sheet.opened,
            bool(sheet.handed_in),
            sheet.is_by_clock,
            sheet.marks or 0,
            bool(sheet.is_passed),
        )
        for sheet in sheets
    ]
    found = counting(tries, content.counted_tries, content.counts, content.pass_marks) if content else None
    holds = holder(tries)
    is_one_of_several = len({one.device for one in tries}) > 1
    changed = []
    for sheet in sheets:
        was = [getattr(sheet, name) for name in FLAGS]
        if content is None or found is None or found.sheet_id != sheet.pk:
            sheet.counted_on = None
            _forget(sheet)
        else:
            sheet.final_passed, sheet.final_tries = found.is_passed, found.tries
            sheet.final_marks = of_hundred(content, found.marks, sheet.seed)
        if sheet.final_passed is not None and sheet.counted_on is None:
            sheet.counted_on = min(clock.today(), sheet.assignment.campaign.until)
        sheet.is_set_aside = bool(sheet.handed_in) and sheet.participant_id != holds
        sheet.is_kept = is_one_of_several and sheet.counted_on is not None
        if was != [getattr(sheet, name) for name in FLAGS]:
            changed.append(sheet)
    return changed


def _forget(sheet: Sheet) -> None:
    """It counts nowhere: nothing is told by it."""
    sheet.final_passed = sheet.final_marks = sheet.final_tries = sheet.learnt = sheet.to_learn = None


def _answered(people: Collection[int]) -> QuerySet[Sheet]:
    return Sheet.objects.filter(_BEGUN, participant__person_id__in=people, voided=None).order_by("pk")


def _by_key(sheet: Sheet) -> int:
    return int(sheet.pk)


_BEGUN = Q(seq__gt=0) | Q(handed_in__isnull=False)
# From the person to their sheets, sorted by the caller: asked otherwise, SQLite reads every sheet of the assignment.
_OF_ONE = Select(
    lambda person, assignment: (
        Sheet.objects.filter(_BEGUN, assignment_id=assignment, voided=None)
        .filter(participant__in=Participant.objects.filter(person_id=person).values("pk"))
        .order_by()
        .only(*_LIGHT)
    ),
    person=int,
    assignment=int,
)


_AS_DECIDED = Update(lambda pk: Sheet.objects.filter(pk=pk), FLAGS, pk=int)
_FORGOTTEN = Update(lambda pk: Sheet.objects.filter(pk=pk), (*FLAGS, "learnt", "to_learn"), pk=int)


def _take_back(
    by: Actor, sheets: Sequence[Sheet], moves_presence: bool = True, counts_now: Collection[int] = ()
) -> None:
    """Withdraw the facts of sheets, and that those took part of whom no sheet counts now (participants' keys)."""
    if not sheets:
        return
    sources = [subject_of(sheet) for sheet in sheets]
    facts.withdraw(by, MEASURES, sources)
    if not moves_presence:
        return
    rested = {sheet.participant_id: sheet.participant for sheet in sheets}
    campaigns.took_no_part(
        by, [one for key, one in rested.items() if one.counted_source.startswith(_OURS) and key not in counts_now]
    )


def _about(sheet: Sheet) -> list[Person]:
    return [sheet.participant.person] if sheet.participant.person is not None else []
