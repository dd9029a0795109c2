"""Putting papers together, and giving lessons and papers to a campaign."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import Assignment, Lesson, Paper, PaperQuestion, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.content import FixedQuestion, as_stored

MOST_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Rules:
    """How a paper is sat and marked; every field is the ``Paper``'s of the same name."""

    minutes: int | None = None
    counts: str = "best"
    answers_shown: str = "at_once"
    opens: datetime | None = None
    closes: datetime | None = None
    mixes_questions: bool = False
    mixes_options: bool = False
    partial_multiple: str = ""
    marks_parts: bool = False
    is_practice: bool = False
    learn_first: bool = False

    @classmethod
    def of(cls, paper: Paper) -> "Rules":
        """The rules of a paper that stands."""
        return cls(**{field.name: getattr(paper, field.name) for field in fields(cls)})


def write_paper(
    by: Actor,
    *,
    unit: Unit,
    title: str,
    questions: Sequence[tuple[Question, int]],
    pass_marks: int,
    tries: int = 1,
    rules: Rules | None = None,
    paper: Paper | None = None,
) -> Paper:
    """Write a new paper of ``unit``, or ``paper`` anew: questions in order, each with its marks.

    Raises Denied without the right to write there or to read a question, Refused where the paper is fixed already or
    nobody could pass it.
    """
    must_write(by, unit, paper)
    for owner in {question.unit for question, _marks in questions}:
        by.must(LearningPermission.PAPER_READ, at=org_queries.path_of(owner))
    if reasons := _why_unsittable(title, questions, pass_marks, tries):
        raise Refused(*reasons)
    with transaction.atomic():
        paper = _unfixed(paper) if paper else Paper(unit=unit, created=clock.now())
        paper.title, paper.pass_marks, paper.tries = plain(title), pass_marks, tries
        for name, value in asdict(rules or Rules()).items():
            setattr(paper, name, value)
        paper.save()
        paper.places.all().delete()
        PaperQuestion.objects.bulk_create(
            PaperQuestion(paper=paper, question=question, position=position, marks=marks)
            for position, (question, marks) in enumerate(questions, start=1)
        )
        note(by, "learning.paper_written", unit, paper, title=paper.title, number=len(questions))
    return paper


def _why_unsittable(title: str, questions: Sequence[tuple[Question, int]], pass_marks: int, tries: int) -> list[str]:
    reasons = []
    if not plain(title):
        reasons.append(_("写上卷子的名称"))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        reasons.append(_("一份卷子要有 1 到 %(most)d 道题") % {"most": MOST_QUESTIONS})
    if len({question.pk for question, _marks in questions}) != len(questions):
        reasons.append(_("有一道题放了两次"))
    if any(not 1 <= marks <= 100 for _question, marks in questions):
        reasons.append(_("每道题的分数是 1 到 100 分"))
    full = sum(marks for _question, marks in questions)
    if not 1 <= pass_marks <= max(full, 1):
        reasons.append(_("合格分要在 1 分和满分 %(full)d 分之间") % {"full": full})
    if not 1 <= tries <= 20:
        reasons.append(_("可以答 1 到 20 次"))
    return reasons


def revise_paper(by: Actor, *, paper: Paper) -> Paper:
    """A new version of a fixed paper to be changed; the old one stays with those who sat it. Raises Denied."""
    must_write(by, paper.unit, paper)
    if not paper.is_fixed:
        return paper
    with transaction.atomic():
        revised = Paper.objects.create(
            unit=paper.unit,
            title=paper.title,
            pass_marks=paper.pass_marks,
            tries=paper.tries,
            draws=paper.draws,
            **asdict(Rules.of(paper)),
            version=paper.version + 1,
            previous=paper,
            created=clock.now(),
        )
        PaperQuestion.objects.bulk_create(
            PaperQuestion(paper=revised, question_id=place.question_id, position=place.position, marks=place.marks)
            for place in paper.places.all()
        )
        note(by, "learning.paper_revised", paper.unit, revised, title=paper.title, version=revised.version)
    return revised


def assign(by: Actor, campaign_id: int, lesson: Lesson | None, paper: Paper | None) -> Assignment:
    """Give a lesson, a paper or both to everybody who takes part in a campaign; the paper is fixed by that.

    Raises Denied without the right to write at the campaign's unit or to read what is assigned, Refused for nothing
    at all and for a campaign that is over. Assigning the same again changes nothing.
    """
    campaign = campaigns.campaign_by_id(campaign_id)
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(campaign.unit))
    for item in (lesson, paper):
        if item is not None:
            by.must(LearningPermission.PAPER_READ, at=org_queries.path_of(item.unit))
    if lesson is None and paper is None:
        raise Refused(_("选一节课或者一份卷子"))
    if clock.today() > campaign.until:
        raise Refused(_("这次活动已经结束，不能再布置"))
    with transaction.atomic():
        if paper is not None:
            paper = fix(by, paper)
        assignment, is_new = Assignment.objects.get_or_create(
            campaign_id=campaign_id, lesson=lesson, paper=paper, defaults={"created": clock.now()}
        )
        if is_new:
            titles = "、".join(item.title for item in (lesson, paper) if item is not None)
            note(by, "learning.assigned", campaign.unit, assignment, title=titles)
    return assignment


def fix(by: Actor, paper: Paper) -> Paper:
    """Fix a paper, questions and all, inside the caller's transaction. Raises Refused for one without a question."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.is_fixed:
        return paper
    places = list(paper.places.select_related("question"))
    if not places:
        raise Refused(_("这份卷子还没有题"))
    paper.content = [as_stored(_fixed(place)) for place in places]
    paper.fixed_at = clock.now()
    paper.save(update_fields=["content", "fixed_at"])
    note(by, "learning.paper_fixed", paper.unit, paper, title=paper.title, version=paper.version)
    return paper


def _fixed(place: PaperQuestion) -> FixedQuestion:
    asked = place.question
    return FixedQuestion(
        asked.kind, asked.text, tuple(asked.options), asked.right, place.marks, asked.explanation, asked.basis
    )


def _unfixed(paper: Paper) -> Paper:
    """The paper, locked. Raises Refused where it is fixed."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.is_fixed:
        raise Refused(_("这份卷子已经布置下去，不能再改。可以另起一版"))
    return paper
