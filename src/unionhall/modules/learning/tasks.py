"""Entry points from outside a page: the clock that hands in what nobody came back for, and the tasks of a campaign."""

from functools import lru_cache
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from unionhall.kernel.actor import Actor
from unionhall.kernel.jobs import actions as job_actions
from unionhall.kernel.jobs import declare as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.org.models import Unit
from unionhall.modules.campaigns.api import Campaign, Help, Participant, TaskKind, TaskState, TaskStatus, task_kind
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.certificates import remind_certificates
from unionhall.modules.learning.actions.counting import settle_left
from unionhall.modules.learning.actions.withdrawing import JOB
from unionhall.modules.learning.queries import afterwards
from unionhall.modules.learning.queries.extra_time import has_time_limit
from unionhall.modules.learning.queries.sitting import Given, Stands

LESSON, PAPER = "lesson", "paper"
Both = tuple[Given, Stands | None]  # what a campaign gives, and how far the participant's last sheet is
REPORT_JOB = "learning.report"


def statuses(participant: Participant) -> dict[str, TaskStatus | None]:
    """How far a participant is with the campaign's lesson and with its paper; one query as long as neither is done."""
    given = queries.given_to(participant)
    return {LESSON: _lesson(participant, given), PAPER: _paper(participant, given)}


def lesson_status(participant: Participant) -> TaskStatus | None:
    """How far a participant is with the campaign's lesson; None where it has none."""
    return _lesson(participant, queries.given_to(participant))


def paper_status(participant: Participant) -> TaskStatus | None:
    """How far a participant is with the campaign's paper; None where it has none."""
    return _paper(participant, queries.given_to(participant))


def _todo(all_given: list[Both], kind: str) -> Both | None:
    """The first thing of this kind that the participant has not done, else the last one."""
    found = [both for both in all_given if getattr(both[0], f"{kind}_id")]
    undone = (both for both in found if both[1] is None or not _is_done(both[1], kind))
    return next(undone, found[-1] if found else None)


def _is_done(sheet: Stands, kind: str) -> bool:
    return bool(sheet.lesson_read if kind == LESSON else sheet.handed_in)


def _lesson(participant: Participant, all_given: list[Both]) -> TaskStatus | None:
    todo = _todo(all_given, LESSON)
    if todo is None:
        return None
    given, sheet = todo
    url, title = _url(given.assignment_id, LESSON), given.lesson_title or ""
    if sheet is not None and sheet.lesson_read:
        return TaskStatus(title, TaskState.DONE, note=_("读完了"), step=_("再看一遍"), url=url)
    if queries.has_ended(participant.enrolment.campaign):
        return TaskStatus(title, TaskState.CLOSED, note=_("活动已经结束"), url=url)
    return TaskStatus(title, TaskState.OPEN, note=_("先看课，再答卷"), step=_("去看"), url=url)


def _paper(participant: Participant, all_given: list[Both]) -> TaskStatus | None:
    todo = _todo(all_given, PAPER)
    if todo is None or todo[0].paper_id is None:
        return None
    given, sheet = todo
    url, title = _url(given.assignment_id, PAPER), given.paper_title or ""
    content = queries.content_of(todo[0].paper_id, given.version or 0, given.edition or 0)
    number = content.size
    if sheet is not None and sheet.handed_in:
        note = _("合格") if queries.has_passed(participant, given.assignment_id) else _("交了，还没合格")
        return TaskStatus(title, TaskState.DONE, note=note, step=_("看成绩"), url=url)
    if queries.has_ended(participant.enrolment.campaign):
        return TaskStatus(title, TaskState.CLOSED, note=_("活动已经结束"), url=url)
    answered = (
        sum(1 for answer in queries.split_answers(sheet.answers, len(content.questions)) if answer) if sheet else 0
    )
    if not answered:
        return TaskStatus(
            title,
            TaskState.OPEN,
            note=ngettext("%(n)d 道题", "%(n)d 道题", number) % {"n": number},
            step=_("去答"),
            url=url,
        )
    note = _("答了 %(done)d 题，还有 %(left)d 题") % {"done": answered, "left": number - answered}
    return TaskStatus(title, TaskState.BEGUN, note=note, step=_("接着答"), url=url)


@lru_cache(maxsize=512)
def _url(assignment_id: int, kind: str) -> str:
    return reverse("learning:open", args=[assignment_id, kind])


def record_url(participant: Participant) -> str:
    """Where an officer sees the participant's sheets."""
    return reverse("learning:sheets", args=[participant.pk])


def more_time(campaign: Campaign, unit: Unit) -> Help | None:
    """Where a chair gives a member more time before they begin; None where no paper has a time limit."""
    if not has_time_limit(campaign):
        return None
    url = reverse("learning:extra_time", args=[campaign.pk, unit.code])
    return Help(_("多给答卷时间"), _("看字慢、写字不便的，答卷以前就给好。"), url)


def lesson_summary(campaign: Campaign) -> str:
    """What is to be read, for the chair."""
    titles = [one.lesson.title for one in queries.assignments_of(campaign.pk) if one.lesson]
    return _("、").join(_("《%(title)s》") % {"title": title} for title in titles)


def paper_summary(campaign: Campaign) -> str:
    """What is to be answered, for the chair."""
    lines = []
    for assignment in queries.assignments_of(campaign.pk):
        if assignment.paper is None:
            continue
        content = queries.content_for(assignment.paper)
        told = {
            "title": content.title,
            "n": content.size,
            "marks": content.pass_marks,
            "full": content.full_marks,
        }
        lines.append(_("《%(title)s》%(n)d 道题，满分 %(full)d 分，%(marks)d 分合格") % told)
    return _("；").join(lines)


def run_report(job: Job, by: Actor) -> dict[str, Any]:
    """Count how the questions of a paper did, for a page that would take too long; begun again, it counts again.

    Raises Denied where the reader has lost the right since.
    """
    paper = queries.paper_for(by, job.payload["paper"])
    unit = Unit.objects.filter(pk=job.payload["unit"]).first() if job.payload["unit"] else None
    rows = afterwards.by_unit(by, paper)
    if not afterwards.may_see(rows, unit):
        return {"sheets": 0, "questions": [], "gains": []}
    return afterwards.report(paper, unit, lambda read: job_actions.advance(job, done=read))


def register() -> None:
    """Declare the kinds of tasks and the clock's chore; called once, when the app is ready."""
    task_kind(TaskKind(LESSON, gettext_lazy("看课"), 10, lesson_status, lesson_summary, together=statuses))
    task_kind(TaskKind(PAPER, gettext_lazy("答卷"), 20, paper_status, paper_summary, record_url, more_time, statuses))
    jobs.every("learning.hand_in_ended", 1, actions.hand_in_ended)
    jobs.every("learning.remind_certificates", 60, remind_certificates)
    jobs.every("learning.catch_up", 30, actions.catch_up)
    jobs.every("learning.settle_left", 24 * 60, settle_left)
    jobs.register(REPORT_JOB, gettext_lazy("数每道题答得怎样"), run_report)
    jobs.register(JOB, gettext_lazy("有题作废，重新算分"), actions.mark_anew)
