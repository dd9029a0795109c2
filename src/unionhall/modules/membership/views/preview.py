"""One import: what it would do, how far it is, what it did, and taking it back."""

from collections.abc import Iterable
from typing import Any

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
from unionhall.modules.membership.views.imports import steps
from unionhall.modules.membership.views.members import actor
from unionhall.ui.words import thousands

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
        "notes": [row for row in seen.warnings if row["row"]][:PROBLEMS_SHOWN],
        "notes_more": sum(1 for row in seen.warnings if row["row"]) - PROBLEMS_SHOWN,
        "units": by_difference(seen.per_unit)[:UNITS_SHOWN],
        "total": unit_total(seen.per_unit),
        "problems": seen.problems[:PROBLEMS_SHOWN],
        "has_sheets": any(row.get("sheet") for row in seen.problems),
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
    context = {
        "roll_import": found,
        "effects": seen,
        "outcomes": outcomes(found, seen.counts),
        "rows": rows_of(seen.counts),
        "writes": writes_of(seen.counts),
        "begun": found.report.get("found", 0),
        "reasons": standing.reasons(seen.problems, 5),
        "undone": found.report.get("undone") or {},
        "until": until,
        "may_undo": found.state == State.APPLIED and not found.purged and until is not None and clock.now() <= until,
        "waiting": standing.waiting(found) if found.state == State.APPLIED else 0,
    }
    return render(request, "membership/import_report.html", context)


@login_required
@require_POST
def again(request: HttpRequest, import_id: int) -> HttpResponse:
    """Write the rows that were settled after the import had been applied."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    actions.start_again(by, found)
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
    """All units of an import, before and after, those that change most first."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    seen = effects.effects(by, found).per_unit
    page = Paginator(by_difference(seen), PER_PAGE).get_page(request.GET.get("page"))
    context = {"roll_import": found, "page": page, "total": unit_total(seen)}
    return render(request, "membership/import_units.html", context)


@login_required
@never_cache
@require_GET
def problems(request: HttpRequest, import_id: int) -> HttpResponse:
    """Everything that keeps rows out, with what to do."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    rows = found.report.get("problem_rows", [])
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    context = {"roll_import": found, "page": page, "has_sheets": any(row.get("sheet") for row in rows)}
    return render(request, "membership/import_problems.html", context)


def outcomes(found: RollImport, counts: dict[str, int]) -> list[dict[str, Any]]:
    """The table of effects: what, why, how many, which share of the file, and the way to the rows."""
    reasons = "、".join(what for what, _n in standing.reasons(found.report.get("problem_rows", [])))
    known = (
        ("changed", "changed", _("更新"), _("名册里有，内容变了"), _("看 %(n)s 行"), ""),
        ("new", "new", _("新增"), _("名册里没有这个人"), _("看 %(n)s 行"), ""),
        ("moved", "moved", _("转入"), _("从您管的别的单位转来"), _("看 %(n)s 行"), ""),
        ("leavers", "leaver", _("离会"), _("在册的人，表里没有"), _("看 %(n)s 人"), ""),
        ("unchanged", "unchanged", _("不变"), _("和名册一样"), _("看 %(n)s 行"), ""),
        ("conflicts", "conflict", _("要人认一认"), _("像两个人，机器不敢定"), _("去认 %(n)s 行"), "question"),
        ("problems", "problem", _("导不进"), reasons, _("看 %(n)s 行"), "refused"),
    )
    total = rows_of(counts) + counts["leavers"]
    return [
        {
            "outcome": outcome,
            "label": label,
            "note": note,
            "n": counts[name],
            "share": 100 * counts[name] / total if total else 0,
            "way": way % {"n": thousands(counts[name])},
            "kind": kind,
            "is_people": name == "leavers",
        }
        for name, outcome, label, note, way, kind in known
        if counts[name] or name in ("changed", "new")
    ]


def rows_of(counts: dict[str, int]) -> int:
    """How many rows the file has; those who leave have none."""
    return sum(counts[name] for name in ("new", "changed", "moved", "unchanged", "conflicts", "problems"))


def writes_of(counts: dict[str, int]) -> int:
    """How many rows are written."""
    return counts["new"] + counts["changed"] + counts["moved"]


def sentence(counts: dict[str, int]) -> str:
    """What is written and what is not, in one breath."""
    written = _parts(
        (_("更新 %(n)s 行"), counts["changed"]),
        (_("新增 %(n)s 行"), counts["new"]),
        (_("转入 %(n)s 行"), counts["moved"]),
        (_("%(n)s 人记离会"), counts["leavers"]),
    )
    left = _parts(
        (_("不变的 %(n)s 行不动"), counts["unchanged"]),
        (_("要认的 %(n)s 行留着，回头再认"), counts["conflicts"]),
        (_("导不进的 %(n)s 行不写"), counts["problems"]),
    )
    return "".join(f"{part}。" for part in ("，".join(written), "；".join(left)) if part)


def _parts(*parts: tuple[str, int]) -> list[str]:
    return [text % {"n": thousands(n)} for text, n in parts if n]


def odd(found: RollImport) -> list[dict[str, str]]:
    """What changes so much that one should look twice; with the field, where it is one."""
    labels = {str(actions.field_label(key)): key for key in found.effects.get("fields", {})}
    return [
        {"what": row["value"], "text": row["reason"], "field": labels.get(row["value"], "")}
        for row in found.report.get("warning_rows", [])
        if not row["row"] and row["value"]
    ]


def by_difference(found: Iterable[effects.UnitEffect]) -> list[dict[str, Any]]:
    """Units before and after, those that change most first."""
    rows = [{"effect": one, "difference": signed(one.after - one.before)} for one in found]
    return sorted(rows, key=lambda row: -abs(row["effect"].after - row["effect"].before))


def unit_total(found: list[effects.UnitEffect]) -> dict[str, Any]:
    """All units together."""
    before, after = sum(one.before for one in found), sum(one.after for one in found)
    return {"n": len(found), "before": before, "after": after, "difference": signed(after - before)}


def signed(number: int) -> str:
    """A difference: +27, −3, 0."""
    return f"{'+' if number > 0 else '−' if number < 0 else ''}{thousands(abs(number))}"
