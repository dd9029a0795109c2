"""Fixing a paper with all that it asks, and giving lessons and papers to a campaign."""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning.actions.writing import note
from unionhall.modules.learning.models import Assignment, Lesson, Paper, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.answers import FILL, MATCHING, MULTIPLE
from unionhall.modules.learning.queries.content import FixedQuestion, as_stored
from unionhall.modules.learning.queries.lessons import may_use
from unionhall.modules.learning.queries.marking import EACH
from unionhall.modules.learning.queries.pools import pool

LARGEST_POOL = 200  # questions that one row of the draw table draws from, the newest


def assign(by: Actor, campaign_id: int, lesson: Lesson | None, paper: Paper | None) -> Assignment:
    """Give a lesson, a paper or both to everybody who takes part in a campaign; the paper is fixed by that.

    Raises Denied without the right to write at the campaign's unit or to read what is assigned, Refused for nothing
    at all, for a campaign that is over, and for a paper that is sat only after learning where there is no lesson.
    Assigning the same again changes nothing.
    """
    campaign = campaigns.campaign_by_id(campaign_id)
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(campaign.unit))
    if paper is not None:
        by.must(LearningPermission.PAPER_READ, at=org_queries.path_of(paper.unit))
    if lesson is not None and not may_use(by, lesson):
        raise Denied(LearningPermission.PAPER_READ.value)
    if lesson is None and paper is None:
        raise Refused(_("选一节课或者一份卷子"))
    if clock.today() > campaign.until:
        raise Refused(_("这次活动已经结束，不能再布置"))
    if lesson is None and paper is not None and paper.learn_first:
        raise Refused(_("这份卷子要先学再答，布置时把课一起选上"))
    with transaction.atomic():
        if paper is not None:
            paper = fix(by, paper)
        assignment, is_new = Assignment.objects.get_or_create(
            campaign_id=campaign_id, lesson=lesson, paper=paper, defaults={"created": clock.now()}
        )
        if is_new:
            titles = _("、").join(item.title for item in (lesson, paper) if item is not None)
            note(by, "learning.assigned", campaign.unit, assignment, title=titles)
    return assignment


def fix(by: Actor, paper: Paper) -> Paper:
    """Fix a paper, questions and pools and all, inside the caller's transaction.

    Raises Refused for one without a question, with questions that nobody has reviewed, and where a pool has become
    too small.
    """
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.is_fixed:
        return paper
    paper.content = [as_stored(question) for question in questions_of(paper)]
    if not paper.content:
        raise Refused(_("这份卷子还没有题"))
    paper.fixed_at = clock.now()
    paper.save(update_fields=["content", "fixed_at"])
    note(by, "learning.paper_fixed", paper.unit, paper, title=paper.title, version=paper.version)
    return paper


def questions_of(paper: Paper) -> list[FixedQuestion]:
    """What a paper asks, as it would be fixed now: its own questions, then the pool of each row of the draw table.

    Raises Refused as ``fix``.
    """
    places = list(paper.places.select_related("question__picture").prefetch_related("question__parts__picture"))
    unready = sum(1 for place in places if place.question.state != Question.State.APPROVED)
    if unready:
        raise Refused(
            ngettext(
                "有 %(n)d 道题还没复核，或者停用了。复核过的题才能用",
                "有 %(n)d 道题还没复核，或者停用了。复核过的题才能用",
                unready,
            )
            % {"n": unready}
        )
    found = [one for place in places for one in _expanded(paper, place.question, place.marks)]
    taken = [place.question_id for place in places]
    for row, draw in enumerate(paper.draws, start=1):
        drawn_from = list(pool(paper.unit, draw, taken).select_related("picture")[:LARGEST_POOL])
        if len(drawn_from) < draw["number"]:
            told = {"row": row, "want": draw["number"], "have": len(drawn_from)}
            raise Refused(_("抽题表第 %(row)d 行要抽 %(want)d 道，题库里只有 %(have)d 道") % told)
        found += [_fixed(paper, question, draw["marks"], draw=row) for question in reversed(drawn_from)]
    return found


def _expanded(paper: Paper, asked: Question, marks: int) -> Iterator[FixedQuestion]:
    """A question; a case as its sub-questions, each worth ``marks``."""
    if asked.kind != Question.Kind.CASE:
        yield _fixed(paper, asked, marks)
        return
    for part in sorted(asked.parts.all(), key=lambda part: part.position):
        yield _fixed(paper, part, marks, stem=asked.text, case=asked.pk)


def _fixed(paper: Paper, asked: Question, marks: int, *, stem: str = "", case: int = 0, draw: int = 0) -> FixedQuestion:
    by_parts = EACH if paper.marks_parts and asked.kind in (FILL, MATCHING) else ""
    return FixedQuestion(
        kind=asked.kind,
        text=asked.text,
        options=tuple(asked.options),
        right=asked.right,
        marks=marks,
        explanation=asked.explanation,
        basis=asked.basis,
        lefts=tuple(asked.lefts),
        accepts=tuple(tuple(accepted) for accepted in asked.accepts),
        stem=stem,
        picture=asked.picture.url if asked.picture else "",
        partial=paper.partial_multiple if asked.kind == MULTIPLE else by_parts,
        question_id=asked.pk,
        rule=asked.rule,
        case=case,
        draw=draw,
    )


def asked_each(questions: Sequence[Question]) -> dict[int, int]:
    """How many questions each of ``questions`` is on a sheet: a case as many as it has parts. One query."""
    cases = [question.pk for question in questions if question.kind == Question.Kind.CASE]
    parts = Question.objects.filter(parent__in=cases).values_list("parent_id", flat=True) if cases else []
    found = {question.pk: 0 if question.pk in cases else 1 for question in questions}
    for case in parts:
        if case is not None:
            found[case] += 1
    return found
