"""One import: what it would do, how far it is, what it did, and taking it back."""

from collections import Counter
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.jobs.models import Job
from unionhall.modules.membership import actions
from unionhall.modules.membership.forms.imports import LeaversForm
from unionhall.modules.membership.models import RollImport
from unionhall.modules.membership.queries import effects
from unionhall.modules.membership.queries import imports as standing
from unionhall.modules.membership.views.import_tables import (
    by_difference,
    happened,
    odd,
    outcomes,
    rows_of,
    sentence,
    taken_back,
    unit_total,
    writes_of,
)
from unionhall.modules.membership.views.imports import steps
from unionhall.modules.membership.views.members import actor
from unionhall.ui.shell import View

UNITS_SHOWN = 12
PROBLEMS_SHOWN = 10
PER_PAGE = 50
State = RollImport.State
JOBS = {State.UPLOADED: actions.PREVIEW_JOB, State.APPLYING: actions.JOB, State.UNDOING: actions.UNDO_JOB}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, import_id: int) -> HttpResponse:
    """An import as it stands; a post writes it."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    if found.state in JOBS:
        return _working(request, found)
    if found.state in (State.APPLIED, State.UNDONE):
        return _report(request, by, found)
    return _preview(request, by, found)


def _preview(request: HttpRequest, by: Actor, found: RollImport) -> HttpResponse:
    form = LeaversForm(effects.leavers_to_confirm(found), request.POST if request.method == "POST" else None)
    refused: Refused | None = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.start(by, found, confirm_leavers=form.confirmed())
        except Refused as why:  # also when the roll has changed: the preview is anew, its numbers have to be asked anew
            refused = why
            form = LeaversForm(effects.leavers_to_confirm(found))
        else:
            return redirect("membership:import", found.pk)
    seen = effects.effects(by, found)
    context = {
        "roll_import": found,
        "form": form,
        "refused": [reason.text for reason in refused.reasons] if refused else [],
        "effects": seen,
        "steps": steps(),
        "outcomes": outcomes(found, seen.counts),
        "rows": rows_of(seen.counts),
        "writes": writes_of(seen.counts),
        "sentence": sentence(seen.counts),
        "odd": odd(found),
        "notes": standing.mistakes([row for row in seen.warnings if row["row"]])[:PROBLEMS_SHOWN],
        "units": by_difference(seen.per_unit)[:UNITS_SHOWN],
        "total": unit_total(seen.per_unit),
        "mistakes": standing.mistakes(seen.problems)[:PROBLEMS_SHOWN],
        "asked": standing.asked(seen.problems),
        "labels": [(effect, str(actions.field_label(effect.key))) for effect in seen.per_field],
    }
    return render(request, "membership/import_preview.html", context)


def _working(request: HttpRequest, found: RollImport) -> HttpResponse:
    """How far a job is; a file that nothing has been done with goes back to its columns."""
    job = standing.job_of(found, JOBS[State(found.state)])
    if job is None or (found.state == State.UPLOADED and job.state == Job.State.DONE):
        return redirect("membership:import-columns", found.pk)
    titles = {State.UPLOADED: _("正在看影响"), State.APPLYING: _("正在写入"), State.UNDOING: _("正在撤销")}
    context = {
        "roll_import": found,
        "job": job,
        "title": titles[State(found.state)],
        "is_failed": job.state == Job.State.FAILED,
        "steps": steps(),
        "step": 3 if found.state == State.UPLOADED else 4,
    }
    return render(request, "membership/import_working.html", context)


def _report(request: HttpRequest, by: Actor, found: RollImport) -> HttpResponse:
    seen = effects.effects(by, found)
    until = actions.undo_until(found)
    undone = found.report.get("undone") or {}
    is_undone = found.state == State.UNDONE
    context = {
        "roll_import": found,
        "effects": seen,
        "outcomes": taken_back(undone) if is_undone else happened(found, seen.counts),
        "rows": sum(undone.get(name, 0) for name in ("restored", "ended", "kept"))
        if is_undone
        else rows_of(seen.counts),
        "written": standing.written(found),
        "writes": writes_of({"new": 0, "changed": 0, "moved": 0} | standing.written(found)),
        "found": found.report,
        "reasons": standing.reasons(seen.problems, 5),
        "undone": undone,
        "until": until,
        "may_undo": found.state == State.APPLIED and not found.purged and until is not None and clock.now() <= until,
        "waiting": standing.waiting(found) if found.state == State.APPLIED else 0,
    }
    return render(request, "membership/import_report.html", context)


@login_required
@require_POST
def again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Write the rows that were settled after the import had been applied; go on with what was interrupted."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    (actions.go_on if found.state in (State.APPLYING, State.UNDOING) else actions.start_again)(by, found)
    return redirect("membership:import", found.pk)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, import_id: int) -> HttpResponse:
    """What taking an import back would do, and the button."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    if found.state not in (State.APPLIED, State.APPLYING):
        return redirect("membership:import", found.pk)
    refused: list[Any] = []
    if request.method == "POST":
        try:
            actions.start_undo(by, found)
        except Refused as why:
            refused = [reason.text for reason in why.reasons]
        else:
            return redirect("membership:import", found.pk)
    applied = standing.undo_effects(found)
    context = {
        "roll_import": found,
        "applied": applied,
        "total": sum(applied.values()),
        "until": actions.undo_until(found),
        "refused": refused,
    }
    return render(request, "membership/import_undo.html", context)


@login_required
@never_cache
@require_GET
def units(request: HttpRequest, import_id: int) -> HttpResponse:
    """All units of an import, before and after, those that change most first; or those of a name or code."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    text = request.GET.get("q", "").strip()
    seen = [one for one in effects.effects(by, found).per_unit if text in one.unit.name or text == one.unit.code]
    page = Paginator(by_difference(seen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"roll_import": found, "page": page, "total": unit_total(seen), "text": text}
    return render(request, "membership/import_units.html", context)


@login_required
@never_cache
@require_GET
def problems(request: HttpRequest, import_id: int) -> HttpResponse:
    """Everything that keeps rows out, with what to do; of one column, if one likes."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    rows = found.report.get("problem_rows", [])
    column = request.GET.get("column", "")
    counted = Counter(str(row["column"]) for row in rows)
    columns = [View(_("全部"), "?", len(rows), is_here=not column)] + [
        View(name, f"?{urlencode({'column': name})}", n, is_here=column == name) for name, n in counted.most_common()
    ]
    shown = [row for row in rows if row["column"] == column] if column else rows
    context = {
        "roll_import": found,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "columns": columns,
    }
    return render(request, "membership/import_problems.html", context)
