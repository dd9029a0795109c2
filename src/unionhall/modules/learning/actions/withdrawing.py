"""Withdrawing a question from a paper that was sat: every sheet is marked anew, facts follow, every unit is told.

Marking anew is a job: sheets are read and marked before a transaction is begun, then written in batches of
``BATCH``, each with its facts and its position in one short transaction. It may die at any moment; a sheet carries
the edition it was marked with, so none is marked twice or left out.
"""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Reason, Refused
from unionhall.kernel.facts import actions as facts
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.journal.queries import subject_of
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.procedures import actions as procedures
from unionhall.modules.learning.actions.comparing import compare
from unionhall.modules.learning.actions.counting import settle
from unionhall.modules.learning.actions.writing import must_write, note, plain
from unionhall.modules.learning.facts import PAPERS, PASSED, fact_rows
from unionhall.modules.learning.models import Correction, Paper, Sheet, due_by
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.procedure import NOTE
from unionhall.modules.learning.queries.arranging import arranged
from unionhall.modules.learning.queries.content import WITHDRAWN_EVERYBODY, WITHDRAWN_OUT, Content, content_of
from unionhall.modules.learning.queries.marking import Marks, mark

JOB = "learning.mark_anew"
BATCH = 200  # sheets
PAUSE = 0.02  # seconds for others to write between two batches
Changed = dict[str, list[int]]  # unit's id → sheets, now passed, now failed; keys as JSON gives them back


def withdraw_question(by: Actor, *, paper: Paper, place: int, rule: str, reason: str) -> Job:
    """Take question ``place`` (from 1) out of a fixed paper; gives the job that marks the sheets anew.

    ``rule``: its marks go to "everybody" who was asked it, or are taken "out" of the full marks and, in proportion,
    of the pass mark. Raises Denied without the right to write at the paper's unit, Refused with the reasons.
    """
    must_write(by, paper.unit, paper)
    reason = plain(reason)[:200]
    with transaction.atomic():
        paper = Paper.objects.select_for_update(of=("self",)).select_related("unit").get(pk=paper.pk)
        if reasons := _why_not(paper, place, rule, reason):
            raise Refused(*reasons)
        paper.withdrawn = [*paper.withdrawn, {"place": place, "rule": rule, "reason": reason}]
        paper.edition = len(paper.withdrawn)
        paper.save(update_fields=["withdrawn", "edition"])
        told = {"title": paper.title, "place": place, "rule": rule}
        note(by, "learning.question_withdrawn", paper.unit, paper, **told)
        return jobs.enqueue(by, JOB, {"paper": paper.pk, "version": paper.version, "edition": paper.edition})


def _why_not(paper: Paper, place: int, rule: str, reason: str) -> list[Reason]:
    reasons = []
    if not paper.is_fixed:
        reasons.append(Reason("", _("这份卷子还没定稿，直接改就行")))
    elif not 1 <= place <= len(paper.content):
        reasons.append(Reason("place", _("卷子里没有这道题")))
    elif any(one["place"] == place for one in paper.withdrawn):
        reasons.append(Reason("place", _("这道题已经作废了")))
    if rule not in (WITHDRAWN_EVERYBODY, WITHDRAWN_OUT):
        reasons.append(Reason("rule", _("选一种：大家都得分，或者不计分")))
    if len(reason) < 4:
        reasons.append(Reason("reason", _("写上为什么作废，至少 4 个字，记入日志")))
    return reasons


def mark_anew(job: Job, by: Actor) -> dict[str, Any]:
    """Mark every handed-in sheet of an edition's paper anew, then tell the units; what the job's page shows."""
    edition = job.payload["edition"]
    content = content_of(job.payload["paper"], job.payload["version"], edition)
    behind = Sheet.objects.filter(
        assignment__paper=content.paper_id, handed_in__isnull=False, edition__lt=edition
    ).order_by("pk")
    place = _place_of(content)
    changed: Changed = job.position.get("changed", {})
    if job.total is None:
        jobs.advance(job, total=behind.count())
    light = behind.only("pk", "unit_id", "answers", "seed", "right", "marks", "is_passed")
    after = job.position.get("after", 0)  # spares looking again at all that is done; ``catch_up`` finds who came late
    while sheets := list(light.filter(pk__gt=after)[:BATCH]):
        after = sheets[-1].pk
        found = [(sheet, mark(content, sheet.answers, sheet.seed)) for sheet in sheets]
        for sheet, marks in found:
            if place in arranged(content, sheet.seed).order:
                cell = changed.setdefault(str(sheet.unit_id), [0, 0, 0])
                cell[0] += 1
                cell[1] += marks.is_passed and not sheet.is_passed
                cell[2] += bool(sheet.is_passed) and not marks.is_passed
        with transaction.atomic():
            _write(by, found, edition)
            if content.counted_tries > 1:
                _settle(by, found)
            jobs.advance(job, done=job.done + len(sheets), position={"after": after, "changed": changed})
        time.sleep(PAUSE)
    _tell(by, content, edition, changed)
    totals = [sum(cell[n] for cell in changed.values()) for n in range(3)]
    return {"sheets": totals[0], "now_passed": totals[1], "now_failed": totals[2], "units": len(changed)}


def _place_of(content: Content) -> int:
    """Which question the content's edition withdrew."""
    withdrawn = Paper.objects.values_list("withdrawn", flat=True).get(pk=content.paper_id)
    return int(withdrawn[content.edition - 1]["place"])


def _write(by: Actor, found: Sequence[tuple[Sheet, Marks]], edition: int) -> None:
    """Put new marks into the rows, few statements for many sheets, and set the facts of those that changed sides."""
    groups: dict[Marks, list[int]] = {}
    turned = []
    for sheet, marks in found:
        groups.setdefault(replace(marks, wrong=()), []).append(sheet.pk)
        if marks.is_passed != sheet.is_passed:
            turned.append(sheet.pk)
    for marks, ids in groups.items():
        of_hundred = 100 * marks.marks // marks.full if marks.full else 0
        changed = Sheet.objects.filter(pk__in=ids)
        changed.update(right=marks.right, marks=marks.marks, is_passed=marks.is_passed, edition=edition)
        changed.filter(counted_on__isnull=False).update(final_passed=marks.is_passed, final_marks=of_hundred)
    counted = Sheet.objects.filter(pk__in=[sheet.pk for sheet, _marks in found], counted_on__isnull=False)
    counted = counted.select_related("assignment__campaign", "participant").defer("answers", "receipts")
    rows = list(counted.select_for_update(of=("self",)))
    sources = [subject_of(sheet) for sheet in rows if sheet.pk in turned]
    facts.withdraw(by, (PAPERS, PASSED), sources)
    facts.record(by, [row for sheet in rows for row in fact_rows(sheet)])
    compare(by, {sheet.participant.person_id for sheet in rows})


def _settle(by: Actor, found: Sequence[tuple[Sheet, Marks]]) -> None:
    """Of several tries another one may count now."""
    keys = [sheet.pk for sheet, _marks in found]
    people = Sheet.objects.filter(pk__in=keys, participant__person__isnull=False).values_list("participant__person_id")
    settle(by, {person_id for (person_id,) in people}, moves_presence=False)


def _tell(by: Actor, content: Content, edition: int, changed: Changed) -> None:
    """Put it before the chair of each unit whose sheets were asked the question; again changes nothing."""
    told = set(Correction.objects.filter(paper=content.paper_id, edition=edition).values_list("unit_id", flat=True))
    due = due_by(clock.today())
    standing = Unit.objects.filter(pk__in=[int(unit_id) for unit_id in changed]).in_bulk()
    new = [
        Correction(
            paper_id=content.paper_id,
            edition=edition,
            unit=standing[int(unit_id)],
            sheets=sheets,
            now_passed=up,
            now_failed=down,
            due=due,
        )
        for unit_id, (sheets, up, down) in sorted(changed.items(), key=lambda item: int(item[0]))
        if int(unit_id) not in told
    ]
    if new:
        procedures.begin_many(Actor.system("learning"), new)


def catch_up(by: Actor) -> int:
    """Ask for marking anew where a sheet was handed in by an older edition meanwhile; for the ticker."""
    asked = 0
    for paper in Paper.objects.filter(edition__gt=0).defer("content"):
        behind = Sheet.objects.filter(assignment__paper=paper, handed_in__isnull=False, edition__lt=paper.edition)
        waiting = Job.objects.filter(kind=JOB, state__in=(Job.State.QUEUED, Job.State.RUNNING))
        if behind.exists() and not waiting.filter(payload__paper=paper.pk).exists():
            jobs.enqueue(by, JOB, {"paper": paper.pk, "version": paper.version, "edition": paper.edition})
            asked += 1
    return asked


def note_correction(by: Actor, correction: Correction) -> None:
    """The chair has looked. Raises Denied without the right to the unit's results."""
    by.must(LearningPermission.RESULTS_READ, at=org_queries.path_of(correction.unit))
    procedures.take(by, correction, NOTE)
