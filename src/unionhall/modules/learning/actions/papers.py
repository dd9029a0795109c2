"""Writing lessons, questions and papers, and giving them to a campaign."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns import api as campaigns
from unionhall.modules.learning.models import LETTERS, MOST_OPTIONS, Assignment, Lesson, Paper, PaperQuestion, Question
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries.content import FixedQuestion, as_stored

MOST_QUESTIONS = 200


@dataclass(frozen=True, slots=True)
class Given:
    """A question as an author gives it; ``right`` are the places (from 0) of the right options."""

    kind: str
    text: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: str = ""
    basis: str = ""


def plain(text: str) -> str:
    """``text`` without control characters, line ends as "\\n", outer blanks gone. It is always shown escaped."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(char for char in text if char == "\n" or category(char) not in ("Cc", "Cs")).strip()


def write_lesson(
    by: Actor, *, unit: Unit, title: str, sections: Sequence[tuple[str, str]], lesson: Lesson | None = None
) -> Lesson:
    """Write a new lesson of ``unit``, or ``lesson`` anew; a section is its title and its text in paragraphs.

    Raises Denied without the right to write there, Refused for a lesson that says nothing.
    """
    _must_write(by, unit, lesson)
    kept = [_section(heading, text) for heading, text in sections if plain(heading) or plain(text)]
    if not plain(title):
        raise Refused(_("写上课的标题"))
    if not any(section["paragraphs"] for section in kept):
        raise Refused(_("这课还没有内容，至少写一段"))
    lesson = lesson or Lesson(unit=unit, created=clock.now(), version=0)
    lesson.title, lesson.sections = plain(title), kept
    lesson.version += 1
    with transaction.atomic():
        lesson.save()
        _note(by, "learning.lesson_written", unit, lesson, title=lesson.title)
    return lesson


def _section(heading: str, text: str) -> dict[str, object]:
    paragraphs = [part.strip() for part in plain(text).split("\n") if part.strip()]
    return {"kind": "text", "title": plain(heading), "paragraphs": paragraphs}


def write_question(by: Actor, *, unit: Unit, given: Given, question: Question | None = None) -> Question:
    """Write a new question of ``unit``, or ``question`` anew. Papers that are fixed keep the question as it was.

    Raises Denied without the right to write there, Refused with every reason why the question can not be answered.
    """
    _must_write(by, unit, question)
    question = question or Question(unit=unit, created=clock.now())
    _fill(question, given)
    with transaction.atomic():
        question.save()
        _note(by, "learning.questions_written", unit, question, number=1)
    return question


def write_questions(by: Actor, *, unit: Unit, given: Iterable[Given]) -> list[Question]:
    """Write many new questions at once, all or none. Raises as ``write_question``."""
    _must_write(by, unit, None)
    now = clock.now()
    written = [_fill(Question(unit=unit, created=now), one) for one in given]
    with transaction.atomic():
        for question in written:
            question.save()
        _note(by, "learning.questions_written", unit, None, number=len(written))
    return written


def why_unanswerable(given: Given) -> list[str]:
    """Why a question can not be asked like this; empty where it can."""
    options = [plain(option) for option in given.options]
    reasons = []
    if not plain(given.text):
        reasons.append(_("写上题目"))
    if given.kind == Question.Kind.TRUE_FALSE and len(options) != 2:
        reasons.append(_("判断题只有“对”和“不对”两个选项"))
    if not 2 <= len(options) <= MOST_OPTIONS:
        reasons.append(_("选项要有 2 到 %(most)d 个") % {"most": MOST_OPTIONS})
    if any(not option for option in options):
        reasons.append(_("有一个选项是空的，写上或者去掉"))
    if len(set(options)) != len(options):
        reasons.append(_("有两个选项一样，改掉一个"))
    if not given.right or any(not 0 <= place < len(options) for place in given.right):
        reasons.append(_("选出正确答案"))
    elif len(set(given.right)) > 1 and given.kind != Question.Kind.MULTIPLE:
        reasons.append(_("这种题只能有一个正确答案；有几个的，改成多选题"))
    elif len(set(given.right)) < 2 and given.kind == Question.Kind.MULTIPLE:
        reasons.append(_("多选题至少有两个正确答案；只有一个的，改成单选题"))
    return reasons


def _fill(question: Question, given: Given) -> Question:
    if given.kind not in Question.Kind.values:
        raise Refused(_("选一种题型"))
    if reasons := why_unanswerable(given):
        raise Refused(*reasons)
    question.kind = given.kind
    question.text = plain(given.text)
    question.options = [plain(option) for option in given.options]
    question.right = "".join(LETTERS[place] for place in sorted(set(given.right)))
    question.explanation = plain(given.explanation)
    question.basis = plain(given.basis)
    return question


def write_paper(
    by: Actor,
    *,
    unit: Unit,
    title: str,
    questions: Sequence[tuple[Question, int]],
    pass_marks: int,
    tries: int = 1,
    shows_answers: bool = True,
    paper: Paper | None = None,
) -> Paper:
    """Write a new paper of ``unit``, or ``paper`` anew: questions in order, each with its marks.

    Raises Denied without the right to write there or to read a question, Refused where the paper is fixed already or
    nobody could pass it.
    """
    _must_write(by, unit, paper)
    for owner in {question.unit for question, _marks in questions}:
        by.must(LearningPermission.PAPER_READ, at=org_queries.path_of(owner))
    if reasons := _why_unsittable(title, questions, pass_marks, tries):
        raise Refused(*reasons)
    with transaction.atomic():
        paper = _unfixed(paper) if paper else Paper(unit=unit, created=clock.now())
        paper.title, paper.pass_marks, paper.tries, paper.shows_answers = plain(title), pass_marks, tries, shows_answers
        paper.save()
        paper.places.all().delete()
        PaperQuestion.objects.bulk_create(
            PaperQuestion(paper=paper, question=question, position=position, marks=marks)
            for position, (question, marks) in enumerate(questions, start=1)
        )
        _note(by, "learning.paper_written", unit, paper, title=paper.title, number=len(questions))
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
    _must_write(by, paper.unit, paper)
    if not paper.is_fixed:
        return paper
    with transaction.atomic():
        revised = Paper.objects.create(
            unit=paper.unit,
            title=paper.title,
            pass_marks=paper.pass_marks,
            tries=paper.tries,
            minutes=paper.minutes,
            shows_answers=paper.shows_answers,
            version=paper.version + 1,
            previous=paper,
            created=clock.now(),
        )
        PaperQuestion.objects.bulk_create(
            PaperQuestion(paper=revised, question_id=place.question_id, position=place.position, marks=place.marks)
            for place in paper.places.all()
        )
        _note(by, "learning.paper_revised", paper.unit, revised, title=paper.title, version=revised.version)
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
            _note(by, "learning.assigned", campaign.unit, assignment, title=titles)
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
    _note(by, "learning.paper_fixed", paper.unit, paper, title=paper.title, version=paper.version)
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


def _must_write(by: Actor, unit: Unit, item: Lesson | Question | Paper | None) -> None:
    by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(unit))
    if item is not None and item.unit_id != unit.pk:
        by.must(LearningPermission.PAPER_WRITE, at=org_queries.path_of(item.unit))


def _note(by: Actor, verb: str, unit: Unit, subject: object, **told: object) -> None:
    journal.write(by=by, verb=verb, unit_id=unit.pk, subject=subject, data=told)  # type: ignore[arg-type]
