"""What a campaign asks is set: at the launch, or later by a union below for its own part of the tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel import path as paths
from unionhall.kernel.actor import Actor, Denied, Reason, Refused
from unionhall.kernel.facts.declare import measures, split
from unionhall.kernel.facts.models import Asked
from unionhall.kernel.journal import actions as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit, below
from unionhall.modules.campaigns import queries
from unionhall.modules.campaigns.models import Campaign, Task
from unionhall.modules.campaigns.permissions import CampaignPermission

LONGEST_WORDS = 80
MOST_TASKS = 12  # of one campaign: more is not carried out, only reported


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be set: in words, in which measure ("key" or "key/slice"), how much, until when."""

    words: str
    measure: str
    target: str  # Task.Target
    number: int
    due: date


def why_not_task(new: NewTask, since: date, until: date) -> list[Reason]:
    """Why a task can not be set in a campaign of these days; empty if it can."""
    key, part = split(new.measure)
    known = {one.key: one for one in queries.measures_for_tasks()}
    reasons = []
    if not new.words.strip():
        reasons.append(Reason("words", _("写上要做什么，如：每家开一场宣讲")))
    if len(new.words.strip()) > LONGEST_WORDS:
        reasons.append(Reason("words", _("写短些，不超过 80 个字")))
    if key not in known or (part and not known[key].has_slice(part)):
        reasons.append(Reason("measure", _("选一个系统能数的数")))
    elif part and any(one.is_result for one in known[key].slices if one.key == part):
        reasons.append(Reason("measure", _("成绩不作指标，结束以后再比")))
    if new.target not in Task.Target.values:
        reasons.append(Reason("target", _("选一种要求")))
    elif new.target == Task.Target.SHARE and not 1 <= new.number <= 100:
        reasons.append(Reason("number", _("百分之几，写 1 到 100")))
    elif new.target == Task.Target.AT_LEAST and new.number < 1:
        reasons.append(Reason("number", _("至少写 1")))
    elif new.number < 0 or new.number > 1_000_000:
        reasons.append(Reason("number", _("写 0 到 1,000,000 的数")))
    if not since <= new.due <= until:
        reasons.append(Reason("due", _("完成日期要在行动开始和结束之间")))
    return reasons


def set_tasks(by: Actor, campaign: Campaign, unit: Unit, new: Sequence[NewTask]) -> list[Task]:
    """Ask this of all units of the campaign that stand below ``unit``: the campaign's own, or one under it.

    Needs LAUNCH at ``unit``. Raises Denied where the campaign asks nobody below it; Refused with what can not be
    set, with what is asked there already, and once the campaign is over.
    """
    path = org_queries.path_of(unit)
    by.must(CampaignPermission.LAUNCH, at=path)
    asks_there = Asked.objects.filter(below(path), reckoning=campaign.reckoning).exists()
    if not asks_there or not paths.covers(org_queries.path_of(campaign.unit), path):
        raise Denied(CampaignPermission.LAUNCH.value)
    if clock.today() > campaign.until or (campaign.reckoning and campaign.reckoning.closed):
        raise Refused(Reason("over", _("“%(name)s”已经结束，不能再加任务") % {"name": campaign.name}))
    reasons = [reason for one in new for reason in why_not_task(one, campaign.since, campaign.until)]
    there = [task.measure for task in queries.tasks_of(campaign, unit)]
    for one in new:
        if one.measure in there:
            key, _part = split(one.measure)
            label = measures[key].label if key in measures else key
            reasons.append(Reason("twice", _("“%(label)s”已经有一项任务，不要一个数要两遍") % {"label": label}))
        there.append(one.measure)
    if len(there) > MOST_TASKS:
        reasons.append(Reason("many", _("一次行动最多 12 项任务，再多就办不实了")))
    if reasons:
        raise Refused(*reasons)
    rows = [
        Task(
            campaign=campaign,
            unit=unit,
            words=one.words.strip(),
            measure=one.measure,
            target=one.target,
            number=one.number,
            due=one.due,
        )
        for one in new
    ]
    with transaction.atomic():
        Task.objects.bulk_create(rows)
        if rows:
            data = {"name": campaign.name, "tasks": "、".join(row.words for row in rows)}
            journal.write(by=by, verb="campaigns.tasks_set", unit_id=unit.pk, subject=campaign, data=data)
    return rows


def drop_task(by: Actor, task: Task, *, reason: str) -> None:
    """Ask it no longer. Needs LAUNCH at the unit that set it. Raises Refused without a reason and after the end."""
    by.must(CampaignPermission.LAUNCH, at=org_queries.path_of(task.unit))
    if not reason.strip():
        raise Refused(Reason("reason", _("写上为什么不要了，下面的单位看得到")))
    if task.campaign.reckoning and task.campaign.reckoning.closed:
        raise Refused(Reason("over", _("“%(name)s”已经结束，任务不能再改") % {"name": task.campaign.name}))
    with transaction.atomic():
        data = {"name": task.campaign.name, "tasks": task.words}
        journal.write(
            by=by,
            verb="campaigns.task_dropped",
            unit_id=task.unit_id,
            subject=task.campaign,
            reason=reason.strip(),
            data=data,
        )
        task.delete()
