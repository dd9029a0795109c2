"""Writing questions."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.models import LETTERS, MOST_OPTIONS, Question


@dataclass(frozen=True, slots=True)
class Given:
    """A question as an author gives it; ``right`` are the places (from 0) of the right options."""

    kind: str
    text: str
    options: tuple[str, ...]
    right: tuple[int, ...]
    explanation: str = ""
    basis: str = ""


def write_question(by: Actor, *, unit: Unit, given: Given, question: Question | None = None) -> Question:
    """Write a new question of ``unit``, or ``question`` anew. Papers that are fixed keep the question as it was.

    Raises Denied without the right to write there, Refused with every reason why the question can not be answered.
    """
    must_write(by, unit, question)
    question = question or Question(unit=unit, created=clock.now())
    _fill(question, given)
    with transaction.atomic():
        question.save()
        note(by, "learning.questions_written", unit, question, number=1)
    return question


def write_questions(by: Actor, *, unit: Unit, given: Iterable[Given]) -> list[Question]:
    """Write many new questions at once, all or none. Raises as ``write_question``."""
    must_write(by, unit, None)
    now = clock.now()
    written = [_fill(Question(unit=unit, created=now), one) for one in given]
    with transaction.atomic():
        for question in written:
            question.save()
        note(by, "learning.questions_written", unit, None, number=len(written))
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
