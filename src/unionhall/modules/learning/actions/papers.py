"""Putting papers together."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.fixing import asked_each
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import Paper, PaperQuestion, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.pools import Draw, enough_for, overlap, stock, usable

MOST_QUESTIONS, MOST_DRAWS, MOST_TRIES, LONGEST = 200, 20, 20, 600  # the last in minutes


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
    draws: Sequence[Draw] = (),
    paper: Paper | None = None,
) -> Paper:
    """Write a new paper of ``unit``, or ``paper`` anew: questions in order, each with its marks, and what is drawn.

    Of a case the marks are those of each sub-question. Raises Denied without the right to write there or to use a
    question, Refused where the paper is fixed already, nobody could pass it, or the bank has too few questions; a
    reason's code is the form's field.
    """
    must_write(by, unit, paper)
    _must_use(by, unit, [question for question, _marks in questions])
    rules = rules or Rules()
    if reasons := [
        *_why_unsittable(title, questions, pass_marks, tries, draws),
        *_why_rules_can_not_be(rules),
        *_why_not_drawn(unit, questions, draws),
    ]:
        raise Refused(*reasons)
    with transaction.atomic():
        paper = _unfixed(paper) if paper else Paper(unit=unit, created=clock.now())
        paper.unit, paper.title, paper.pass_marks, paper.tries = unit, plain(title), pass_marks, tries
        paper.draws = [dict(draw) for draw in draws]
        for name, value in asdict(rules).items():
            setattr(paper, name, value)
        paper.save()
        paper.places.all().delete()
        PaperQuestion.objects.bulk_create(
            PaperQuestion(paper=paper, question=question, position=position, marks=marks)
            for position, (question, marks) in enumerate(questions, start=1)
        )
        note(by, "learning.paper_written", unit, paper, title=paper.title, number=size_of(questions, draws))
    return paper


def _must_use(by: Actor, unit: Unit, questions: Sequence[Question]) -> None:
    """A question may be used where its unit's papers may be read, and where a unit above shares it."""
    foreign = [
        question
        for question in questions
        if not by.may(LearningPermission.PAPER_READ, at=org_queries.path_of(question.unit))
    ]
    shared = (
        set(usable(unit).filter(pk__in=[one.pk for one in foreign]).values_list("pk", flat=True)) if foreign else ()
    )
    for question in foreign:
        if question.pk not in shared:
            by.must(LearningPermission.PAPER_READ, at=org_queries.path_of(question.unit))


def size_of(questions: Sequence[tuple[Question, int]], draws: Sequence[Draw]) -> int:
    """How many questions one worker is asked."""
    each = asked_each([question for question, _marks in questions])
    return sum(each.values()) + sum(draw["number"] for draw in draws)


def full_marks_of(questions: Sequence[tuple[Question, int]], draws: Sequence[Draw]) -> int:
    """What a sheet without a mistake gets."""
    each = asked_each([question for question, _marks in questions])
    own = sum(marks * each[question.pk] for question, marks in questions)
    return own + sum(draw["number"] * draw["marks"] for draw in draws)


def _why_unsittable(
    title: str, questions: Sequence[tuple[Question, int]], pass_marks: int, tries: int, draws: Sequence[Draw]
) -> list[Reason]:
    reasons = []
    if not plain(title):
        reasons.append(Reason("title", _("写上卷子的名称")))
    if not 1 <= size_of(questions, draws) <= MOST_QUESTIONS:
        reasons.append(Reason("", _("一份卷子要有 1 到 %(most)d 道题") % {"most": MOST_QUESTIONS}))
    if len({question.pk for question, _marks in questions}) != len(questions):
        reasons.append(Reason("", _("有一道题放了两次")))
    if any(not 1 <= marks <= 100 for marks in [*(m for _q, m in questions), *(draw["marks"] for draw in draws)]):
        reasons.append(Reason("", _("每道题的分数是 1 到 100 分")))
    full = full_marks_of(questions, draws)
    if not 1 <= pass_marks <= max(full, 1):
        reasons.append(Reason("pass_marks", _("合格分要在 1 分和满分 %(full)d 分之间") % {"full": full}))
    if not 1 <= tries <= MOST_TRIES:
        reasons.append(Reason("tries", _("可以答 1 到 %(most)d 次") % {"most": MOST_TRIES}))
    return reasons


def _why_rules_can_not_be(rules: Rules) -> list[Reason]:
    reasons = []
    if rules.minutes is not None and not 1 <= rules.minutes <= LONGEST:
        reasons.append(Reason("minutes", _("限时写 1 到 %(most)d 分钟，不限时就空着") % {"most": LONGEST}))
    if rules.opens is not None and rules.closes is not None and rules.opens >= rules.closes:
        reasons.append(Reason("closes", _("截止要在开始之后")))
    named = {
        "counts": Paper.Counts.values,
        "answers_shown": Paper.Shown.values,
        "partial_multiple": Paper.Partial.values,
    }
    reasons += [
        Reason(name, _("从列出的几种里选一种")) for name, known in named.items() if getattr(rules, name) not in known
    ]
    return reasons


def _why_not_drawn(unit: Unit, questions: Sequence[tuple[Question, int]], draws: Sequence[Draw]) -> list[Reason]:
    """Whether the draw table can be drawn: its rows apart from each other, and the bank with enough for each."""
    if not draws:
        return []
    reasons = []
    if len(draws) > MOST_DRAWS:
        reasons.append(Reason("draws", _("抽题表最多 %(most)d 行") % {"most": MOST_DRAWS}))
    at_hand = stock(unit, [question.pk for question, _marks in questions])
    for row, draw in enumerate(draws, start=1):
        code, have = f"draw_number_{row - 1}", enough_for(at_hand, draw)
        if draw["number"] < 1:
            reasons.append(Reason(code, _("抽题表第 %(row)d 行写上抽几道") % {"row": row}))
        elif have < draw["number"]:
            told = {"row": row, "have": have, "want": draw["number"]}
            sentence = _("抽题表第 %(row)d 行要抽 %(want)d 道，题库里能用的只有 %(have)d 道")
            reasons.append(Reason(code, sentence % told))
        for before, earlier in enumerate(draws[: row - 1], start=1):
            if overlap(earlier, draw):
                told = {"row": row, "before": before}
                sentence = _("抽题表第 %(row)d 行和第 %(before)d 行会抽到同样的题，把类别或难度分开")
                reasons.append(Reason(f"draw_topic_{row - 1}", sentence % told))
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


def _unfixed(paper: Paper) -> Paper:
    """The paper, locked. Raises Refused where it is fixed."""
    paper = Paper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    if paper.is_fixed:
        raise Refused(_("这份卷子已经布置下去，不能再改。可以另起一版"))
    return paper
