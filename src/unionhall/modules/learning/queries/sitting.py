"""What a worker at a sheet may see. The key to it is the claim that their device holds, not a permission."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet

from unionhall.kernel import clock
from unionhall.kernel.statements import Select
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.campaigns.api import Campaign, Participant
from unionhall.modules.learning.models import Assignment, Sheet, end_of, grace
from unionhall.modules.learning.queries.answers import Post, given_of, numbered_answers, split_answers
from unionhall.modules.learning.queries.arranging import Arrangement, arranged
from unionhall.modules.learning.queries.content import Content, content_of
from unionhall.modules.learning.queries.marking import Marks, Outcome, outcome


class Known(NamedTuple):
    """What every page of a sheet needs to know of what lies around it, as plain values of the same one query."""

    claim_hash: str
    link_token: str
    until: date  # the campaign's last day
    campaign_id: int
    lesson_id: int | None
    paper_id: int | None
    version: int | None  # of the paper
    edition: int | None


@dataclass(slots=True)
class Sitting:
    """A sheet in the hands of the person whose device holds the claim to it.

    ``participant`` and ``assignment``, with all that they lead to, are read when they are first asked for: the pages
    that thousands open at once do without.
    """

    sheet: Sheet
    known: Known

    def whole(self) -> Sheet:
        """The sheet with assignment, paper, participant, enrolment, campaign and link read, in one query."""
        if not Sheet.assignment.is_cached(self.sheet):
            found = _AROUND.first(pk=self.sheet.pk)
            if found is None:
                raise Sheet.DoesNotExist(f"{self.sheet} is gone")
            self.sheet.assignment, self.sheet.participant = found.assignment, found.participant
        return self.sheet

    @property
    def participant(self) -> Participant:
        """Who takes part."""
        return self.whole().participant

    @property
    def assignment(self) -> Assignment:
        """What is to be read and answered."""
        return self.whole().assignment

    @property
    def campaign(self) -> Campaign:
        """For which campaign."""
        return self.participant.enrolment.campaign

    @property
    def has_paper(self) -> bool:
        """Whether there is anything to be answered."""
        return self.known.paper_id is not None

    @property
    def content(self) -> Content:
        """The paper. Raises ValueError for an assignment that has none."""
        known = self.known
        if known.paper_id is None or known.version is None or known.edition is None:
            raise ValueError(f"assignment {self.sheet.assignment_id} has no paper")
        return content_of(known.paper_id, known.version, known.edition)

    @property
    def answers(self) -> list[str]:
        """What is answered so far, by question."""
        return split_answers(self.sheet.answers, len(self.content.questions))

    @property
    def arrangement(self) -> Arrangement:
        """Which of the paper's questions this sheet asks, and in which order."""
        return arranged(self.content, self.sheet.seed)

    @property
    def ends(self) -> datetime:
        """The moment until which it is to be handed in: its own once it was begun."""
        return self.sheet.ends or self.campaign_ends

    @property
    def campaign_ends(self) -> datetime:
        """The moment at which the campaign's last day is over."""
        return end_of(self.known)


def sitting_for(cookie: str, public: str) -> Sitting | None:
    """The sheet named ``public`` if a claim in a device's ``cookie`` holds it, else None. One query."""
    hashes = campaigns.claim_hashes(cookie)
    held = _HELD if len(hashes) == 1 else _HELD_BY_ONE_OF
    sheet: Any = held.first(public=public, **campaigns.claim_values(hashes)) if hashes else None
    if sheet is None:
        return None
    return Sitting(sheet, Known(*(getattr(sheet, f"known_{name}") for name in _KNOWN)))


_KNOWN = {
    "claim_hash": "participant__claim_hash",
    "link_token": "participant__link__token",
    "until": "participant__enrolment__campaign__until",
    "campaign_id": "assignment__campaign_id",
    "lesson_id": "assignment__lesson_id",
    "paper_id": "assignment__paper_id",
    "version": "assignment__paper__version",
    "edition": "assignment__paper__edition",
}


# what is worked out when it is handed in: no page of a sheet asks for it
_COUNTED = ("counted_on", "is_kept", "final_passed", "final_marks", "final_tries", "learnt", "to_learn")


def _held(public: str, **claims: str) -> QuerySet[Sheet]:
    own = Q(participant__left=None, participant__claim_hash__in=list(claims.values()))
    known = {f"known_{name}": F(path) for name, path in _KNOWN.items()}
    return Sheet.objects.filter(own, public=public, voided=None).annotate(**known).defer(*_COUNTED)


_HELD = Select(_held, public=str, **campaigns.CLAIM)
_HELD_BY_ONE_OF = Select(_held, public=str, **campaigns.CLAIMS)
_AROUND = Select(
    lambda pk: (
        Sheet.objects.filter(pk=pk)
        .select_related(
            "assignment__paper",
            "assignment__lesson",
            "participant__enrolment__campaign__unit",
            "participant__enrolment__unit",
            "participant__link",
        )
        .defer("answers", "receipts", "assignment__paper__content", "assignment__lesson__sections")
    ),
    pk=int,
)


def has_ended(campaign: Campaign) -> bool:
    """Whether nothing more is taken for this campaign: its last day and the time of grace are over."""
    return clock.now() >= end_of(campaign) + grace()


def is_over(sitting: Sitting) -> bool:
    """Whether nothing more is taken on this sheet: its end and the time of grace are over, by the server's clock."""
    return clock.now() >= sitting.ends + grace()


@dataclass(frozen=True, slots=True)
class Posted:
    """What a whole form says against what stands: ``changed`` by the question's place, and what it must not undo."""

    changed: dict[int, str]
    overtaken: list[int]


def posted(sitting: Sitting, post: Post, known: int | None) -> Posted:
    """What a form with all of the sheet's questions changes, sent by a page that knew the saves up to ``known``.

    Nothing chosen is an answer where several may be chosen; of circles it can only be an old page. Where a newer save
    stands, an older page's answer is ``overtaken``; the same answer again changes nothing. None: the page knows all.
    Raises ValueError for an answer that can not be.
    """
    content = sitting.content
    stands = numbered_answers(sitting.sheet.answers, len(content.questions))
    found = Posted({}, [])
    for place in sitting.arrangement.order:
        asked, (letters, number) = content.questions[place - 1], stands[place - 1]
        given = given_of(asked, place, post)
        if given == letters or not (given or asked.may_be_cleared):
            continue
        if known is None or known >= number:
            found.changed[place] = given
        elif given:
            found.overtaken.append(place)
    return found


def assignments_of(campaign_id: int) -> list[Assignment]:
    """What a campaign gives to read and answer, in the order in which it was assigned."""
    return _ASSIGNED.all(campaign=campaign_id)


class Given(NamedTuple):
    """Something that a campaign gives to read and answer, as a list of tasks names it."""

    assignment_id: int
    lesson_id: int | None
    lesson_title: str | None
    paper_id: int | None
    version: int | None
    edition: int | None
    paper_title: str | None


class Stands(NamedTuple):
    """How far a participant's last sheet of an assignment is."""

    lesson_read: datetime | None
    handed_in: datetime | None
    answers: str


def given_to(participant: Participant) -> list[tuple[Given, Stands | None]]:
    """What a campaign gives, in the order in which it was assigned, each with how far the participant's last sheet is.

    One query.
    """
    width = len(Given._fields)
    rows = _GIVEN.all(campaign=participant.enrolment.campaign_id, participant=participant.pk)
    # of several sheets the last one stays
    found = {row[0]: (Given(*row[:width]), Stands(*row[width:-1]) if row[-1] else None) for row in rows}
    return list(found.values())


def has_passed(participant: Participant, assignment_id: int) -> bool:
    """Whether what a participant's tries at an assignment come to passes, by the paper's rule."""
    tries = _TRIED.all(participant=participant.pk, assignment=assignment_id)
    if not tries:
        return False
    found = outcome([(marks or 0, bool(passed)) for marks, passed, _c, _p in tries], tries[0][2], tries[0][3])
    return found is not None and found.is_passed


def final_of(sitting: Sitting) -> Outcome | None:
    """What all tries of a sitting's device come to, as they are stored; None before one is handed in."""
    sheet, content = sitting.sheet, sitting.content
    if content.is_practice or content.tries == 1:
        return outcome([(sheet.marks or 0, bool(sheet.is_passed))] if sheet.handed_in else [], "last", 0)
    tries = _TRIED.all(participant=sitting.participant.pk, assignment=sitting.assignment.pk)
    return outcome([(marks or 0, bool(passed)) for marks, passed, *_rule in tries], content.counts, content.pass_marks)


def outcome_of(sitting: Sitting, marks: Marks) -> Outcome:
    """What all of the person's tries on this device come to, by the paper's rule; ``marks`` are this sheet's."""
    this, content = (marks.marks, marks.is_passed), sitting.content
    tries = [this]
    if sitting.sheet.attempt > 1:  # the only case that costs a query
        sheets = Sheet.objects.filter(
            participant=sitting.sheet.participant_id,
            assignment=sitting.sheet.assignment_id,
            handed_in__isnull=False,
            voided=None,
        )
        handed_in = sheets.order_by("attempt").values_list("pk", "marks", "is_passed")
        tries = [this if pk == sitting.sheet.pk else (got or 0, bool(passed)) for pk, got, passed in handed_in]
    found = outcome(tries, content.counts, content.pass_marks)
    if found is None:
        raise ValueError(f"{sitting.sheet} is not handed in")
    return found


def tries_left(sitting: Sitting) -> int:
    """How often this paper may be begun again from this device."""
    return max(sitting.content.tries - sitting.sheet.attempt, 0)


_ASSIGNED = Select(
    lambda campaign: (
        Assignment.objects.filter(campaign=campaign)
        .select_related("campaign", "lesson", "paper")
        .defer("paper__content", "lesson__sections")
        .order_by("pk")
    ),
    campaign=int,
)
_GIVEN = Select(
    lambda campaign, participant: (
        Assignment.objects.filter(campaign=campaign)
        .annotate(mine=FilteredRelation("sheets", condition=Q(sheets__participant=participant)))
        .order_by("pk", "mine__attempt")
        .values_list(
            *("pk", "lesson_id", "lesson__title", "paper_id", "paper__version", "paper__edition", "paper__title"),
            *("mine__lesson_read", "mine__handed_in", "mine__answers", "mine__pk"),
        )
    ),
    campaign=int,
    participant=int,
)
_TRIED = Select(
    lambda participant, assignment: (
        Sheet.objects.filter(participant=participant, assignment=assignment, handed_in__isnull=False, voided=None)
        .order_by("attempt")
        .values_list("marks", "is_passed", "assignment__paper__counts", "assignment__paper__pass_marks")
    ),
    participant=int,
    assignment=int,
)
