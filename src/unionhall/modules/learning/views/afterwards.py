"""How a paper went, question by question; and withdrawing one that turned out bad."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Denied, Refused
from unionhall.kernel.jobs import actions as jobs
from unionhall.kernel.jobs.models import Job
from unionhall.kernel.jobs.queries import job_for
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.learning import actions, queries
from unionhall.modules.learning.actions.certificates import keep_certificate, revoke_certificate
from unionhall.modules.learning.forms.certificates import SettleForm
from unionhall.modules.learning.models import Correction, Paper
from unionhall.modules.learning.permissions import LearningPermission
from unionhall.modules.learning.queries import afterwards as reports
from unionhall.modules.learning.tasks import REPORT_JOB
from unionhall.modules.learning.views.desk import actor_of
from unionhall.modules.membership.api import MembershipPermission
from unionhall.ui import exports
from unionhall.ui.forms import reason_field

AT_ONCE = 3000  # sheets that are counted while the page is waited for; more in the background


class WithdrawForm(forms.Form):
    """What becomes of the marks, and why."""

    rule = forms.ChoiceField(
        label=gettext_lazy("这道题的分怎么办"),
        choices=(
            ("everybody", gettext_lazy("大家都得分：抽到这道题的人都算答对")),
            ("out", gettext_lazy("不计分：从满分里去掉，合格分按比例减")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("选一种：大家都得分，或者不计分")},
    )
    reason = reason_field(
        gettext_lazy("为什么作废"), gettext_lazy("写上为什么作废"), gettext_lazy("答过的人在成绩页上看得到")
    )


@require_GET
@login_required
def afterwards(request: HttpRequest, paper_id: int) -> HttpResponse:
    """How each question did, by all or by one unit; also as a file. Very many sheets are counted by a job."""
    by = actor_of(request)
    paper = _fixed(request, paper_id)
    rows = reports.by_unit(by, paper)
    unit = next((row.unit for row in rows if row.unit.code == request.GET.get("unit")), None)
    if request.GET.get("unit") and (unit is None or not reports.may_see(rows, unit)):
        raise Denied(LearningPermission.RESULTS_READ.value)
    number = sum(row.sheets for row in rows if unit in (None, row.unit))
    job, told = None, None
    if reports.may_see(rows, unit):
        if number <= AT_ONCE:
            told = reports.report(paper, unit)
        elif (job := _job(request, paper, unit)) is None:
            payload = {"paper": paper.pk, "unit": unit.pk if unit else None}
            asked = jobs.enqueue(by, REPORT_JOB, payload)
            return redirect(f"{request.path}?{_query(unit)}job={asked.pk}")
        elif job.state == Job.State.DONE:
            told = job.result
    if told is not None and request.GET.get("as") in ("xlsx", "csv"):
        return _file(request.GET["as"], paper, told)
    context = {
        "paper": paper,
        "rows": rows,
        "unit": unit,
        "number": number,
        "job": job,
        "told": told,
        "bad": [item for item in told["questions"] if item["findings"]] if told else [],
        "may_write": paper.unit in queries.units_to_write_for(by),
        "here": f"?{_query(unit)}" + (f"job={job.pk}&" if job else ""),
        "corrections": Correction.objects.filter(paper=paper).count() if paper.edition else 0,
    }
    return render(request, "learning/afterwards.html", context)


def _query(unit: Unit | None) -> str:
    return f"unit={unit.code}&" if unit else ""


def _fixed(request: HttpRequest, paper_id: int) -> Paper:
    paper = queries.paper_for(actor_of(request), paper_id)
    if not paper.is_fixed:
        raise Denied(LearningPermission.PAPER_READ.value)
    return paper


def _job(request: HttpRequest, paper: Paper, unit: Unit | None) -> Job | None:
    """The job that counts for this page, where the address names one of this reader's."""
    number = request.GET.get("job", "")
    if not (number.isascii() and number.isdecimal() and len(number) < 18):
        return None
    job = job_for(actor_of(request), int(number))
    fits = job.kind == REPORT_JOB and job.payload == {"paper": paper.pk, "unit": unit.pk if unit else None}
    return job if fits and job.state != Job.State.FAILED else None


def _file(kind: str, paper: Paper, told: dict[str, Any]) -> HttpResponse:
    head = [
        _("题号"),
        _("题目"),
        _("份数"),
        _("答对"),
        _("没答"),
        _("答对率"),
        _("区分度"),
        _("选了什么"),
        _("要看看的"),
    ]
    lines = [
        [
            item["place"],
            item["text"],
            item["n"],
            item["right"],
            item["blank"],
            None if item["share"] is None else round(item["share"], 3),
            None if item["discrimination"] is None else round(item["discrimination"], 2),
            _("；").join(f"{one['label']} {one['n']}" for one in item["chosen"]),
            _("；").join(item["findings"]),
        ]
        for item in told["questions"]
    ]
    return exports.as_file(kind, _("《%(title)s》每道题答得怎样") % {"title": paper.title}, head, lines)


@require_http_methods(["GET", "POST"])
@login_required
def withdraw(request: HttpRequest, paper_id: int, place: int) -> HttpResponse:
    """Withdraw one question: what that does is said before the button."""
    by = actor_of(request)
    paper = queries.paper_for(by, paper_id, LearningPermission.PAPER_WRITE)
    content = queries.content_for(paper) if paper.is_fixed else None
    if content is None or not 1 <= place <= len(content.questions) or content.questions[place - 1].withdrawn:
        raise Denied(LearningPermission.PAPER_WRITE.value)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw_question(by, paper=paper, place=place, **form.cleaned_data)
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(reason.code if reason.code in form.fields else None, str(reason.text))
        else:
            messages.success(request, _("第 %(n)d 题作废了，成绩正在重新算，算完各单位会收到") % {"n": place})
            return redirect("learning:afterwards", paper.pk)
    context = {
        "paper": paper,
        "place": place,
        "question": content.questions[place - 1],
        "form": form,
        "number": reports.first_tries(paper).count(),
    }
    return render(request, "learning/withdraw.html", context, status=422 if form.is_bound and form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def correction(request: HttpRequest, correction_id: int) -> HttpResponse:
    """What a withdrawal changed for one unit; a post says that it was looked at."""
    by = actor_of(request)
    found = Correction.objects.select_related("paper", "unit").filter(pk=correction_id).first()
    if found is None:
        raise Denied(LearningPermission.RESULTS_READ.value)
    by.must(LearningPermission.RESULTS_READ, at=org_queries.path_of(found.unit))
    doubtful = found.in_question()
    form = SettleForm(request.POST if request.method == "POST" and doubtful else None)
    if request.method == "POST" and not doubtful:
        if found.state != "noted":
            actions.note_correction(by, found)
        return redirect(reverse("learning:correction", args=[found.pk]))
    if form.is_bound and form.is_valid():
        picked = [one for one in doubtful if str(one.pk) in request.POST.getlist("pick")]
        act = revoke_certificate if request.POST.get("do") == "revoke" else keep_certificate
        for one in picked:
            act(by, certificate_id=one.pk, reason=form.cleaned_data["reason"])
        told = _("收回了 %(n)d 张证书") if act is revoke_certificate else _("保留了 %(n)d 张证书")
        messages.success(request, told % {"n": len(picked)})
        return redirect(reverse("learning:correction", args=[found.pk]))
    asked = queries.content_for(found.paper).questions[found.place - 1]
    context = {
        "correction": found,
        "question": asked,
        "doubtful": [(one, queries.marks_before(one.sheet, found.paper, found.edition)) for one in doubtful],
        "may_see_names": by.may(MembershipPermission.NAMES_READ, at=org_queries.path_of(found.unit)),
        "form": form,
    }
    return render(request, "learning/correction.html", context, status=422 if form.errors else 200)
