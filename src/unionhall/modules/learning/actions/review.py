"""A question is looked at by a second person before anybody is asked it."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.access import queries as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning.actions.writing import must_write
from unionhall.modules.learning.models import Question
from unionhall.modules.learning.permissions import LearningPermission

State = Question.State
SHORTEST_REASON = 4  # characters


def send_to_review(by: Actor, questions: Sequence[Question]) -> int:
    """Ask for a review of drafts; answers how many went. Raises Denied without the right to write one of them.

    What is not a draft stays as it is.
    """
    for unit in _owners(questions):
        must_write(by, unit, None)
    return _turn(by, questions, (State.DRAFT,), State.REVIEW, "learning.questions_sent")


def approve(by: Actor, questions: Sequence[Question], *, reason: str = "") -> int:
    """Approve questions that wait for a review; answers how many were.

    Nobody approves what they wrote themselves. Where nobody else at the question's own union may review, the union
    above does, or the writer does with a ``reason``, which the journal keeps. Raises Denied without the right to
    review one of them, Refused with the reasons; then nothing is approved.
    """
    for unit in _owners(questions):
        by.must(LearningPermission.QUESTION_REVIEW, at=org_queries.path_of(unit))
    reason = " ".join(reason.split())[:200]
    if reasons := why_not_approve(by, questions, reason):
        raise Refused(*reasons)
    own = any(is_own(by, question) for question in questions)
    return _turn(by, questions, (State.REVIEW,), State.APPROVED, "learning.questions_approved", reason if own else "")


def send_back(by: Actor, question: Question, *, remark: str) -> None:
    """Give a question back to its writer with what is to be mended. Raises Denied, Refused without a remark."""
    by.must(LearningPermission.QUESTION_REVIEW, at=org_queries.path_of(question.unit))
    remark = " ".join(remark.split())
    if not 1 <= len(remark) <= 200:
        raise Refused(Reason("remark", _("写上哪里要改，最多 200 字")))
    if not _turn(by, [question], (State.REVIEW,), State.DRAFT, "learning.question_sent_back", remark):
        raise Refused(_("这道题现在不在等复核"))


def retire(by: Actor, questions: Sequence[Question]) -> int:
    """Take questions out of use: no new paper gets them. Answers how many were. Raises Denied."""
    for unit in _owners(questions):
        must_write(by, unit, None)
    return _turn(
        by, questions, (State.DRAFT, State.REVIEW, State.APPROVED), State.RETIRED, "learning.questions_retired"
    )


def take_up_again(by: Actor, questions: Sequence[Question]) -> int:
    """Make drafts of questions that were out of use. Answers how many. Raises Denied."""
    for unit in _owners(questions):
        must_write(by, unit, None)
    return _turn(by, questions, (State.RETIRED,), State.DRAFT, "learning.questions_taken_up")


def why_not_approve(by: Actor, questions: Sequence[Question], reason: str = "") -> list[Reason]:
    """Why ``by`` can not approve these questions with this reason; empty where they can."""
    own = {question.unit for question in questions if is_own(by, question)}
    for unit in sorted(own, key=lambda unit: unit.pk):
        if others_who_review(by, unit):
            return [Reason("own", _("自己出的题要由别人复核。请本工会的另一位同志来看"))]
        if len(reason) < SHORTEST_REASON:
            return [
                Reason(
                    "reason",
                    _("本工会没有第二个人能复核：可以等上级工会来看，或者写上为什么自己复核，记入日志"),
                )
            ]
    return []


def is_own(by: Actor, question: Question) -> bool:
    """Whether ``by`` wrote the question; a part of the system wrote nothing by hand."""
    return by.person_id is not None and question.writer_id == by.person_id


def others_who_review(by: Actor, unit: Unit) -> bool:
    """Whether somebody else in office at ``unit`` itself may review its questions."""
    may = access.who_may(LearningPermission.QUESTION_REVIEW, at=org_queries.path_of(unit))
    here = Appointment.objects.on(clock.today()).filter(unit=unit, person__in=may.exclude(pk=by.person_id or 0))
    return here.exists()


def _turn(by: Actor, questions: Sequence[Question], since: Sequence[str], to: str, verb: str, remark: str = "") -> int:
    """Bring those of ``questions`` that are in a state of ``since`` into ``to``, parts with their cases."""
    change: dict[str, object] = {"state": to, "remark": remark}
    if to == State.APPROVED:
        change |= {"reviewer_id": by.person_id, "reviewed": clock.now()}
    with transaction.atomic():
        rows = Question.objects.select_for_update(of=("self",)).filter(
            pk__in=[question.pk for question in questions], parent=None, state__in=since
        )
        owners = dict(rows.values_list("pk", "unit_id"))
        Question.objects.filter(pk__in=owners).update(**change)
        Question.objects.filter(parent__in=owners).update(**change)
        for unit_id in sorted(set(owners.values())):
            number = sum(owner == unit_id for owner in owners.values())
            only = next((question for question in questions if len(owners) == 1 and question.pk in owners), None)
            journal.write(by=by, verb=verb, unit_id=unit_id, subject=only, data={"number": number}, reason=remark)
    return len(owners)


def _owners(questions: Sequence[Question]) -> list[Unit]:
    return list({question.unit_id: question.unit for question in questions}.values())
