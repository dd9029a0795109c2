"""Reading briefings, and taking their steps."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Actor, Denied, Refused, acting
from unionhall.kernel.facts.declare import Kind, measures
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.briefings import actions, notices, queries
from unionhall.modules.briefings.forms import ReasonForm
from unionhall.modules.briefings.models import Briefing
from unionhall.modules.briefings.permissions import BriefingPermission
from unionhall.modules.briefings.procedure import (
    DROP,
    EDITABLE,
    ISSUE,
    ISSUED,
    PUBLISHED,
    SEND,
    SEND_BACK,
    TAKE_BACK,
    WITH_REASON,
    WITHDRAW,
    WITHDRAWN,
)
from unionhall.modules.briefings.queries import citing
from unionhall.modules.briefings.queries.citing import Cited
from unionhall.modules.briefings.queries.document import document, number_text
from unionhall.modules.briefings.views.parts import briefing_state, show, timeline
from unionhall.ui.shell import View

PER_PAGE = 50
_DONE = {
    SEND: gettext_lazy("送去签发了。"),
    TAKE_BACK: gettext_lazy("取回来了，接着改。"),
    DROP: gettext_lazy("这份不发了。"),
    ISSUE: gettext_lazy("印发了，数字从现在起不变。下级在“简报”里看得到，话在下面，复制到群。"),
    SEND_BACK: gettext_lazy("退回去了，起草人在收件箱里看得到。"),
    WITHDRAW: gettext_lazy("撤回了。正文还在，写明已经撤回。"),
}


@login_required
@never_cache
@require_GET
def briefings(request: HttpRequest) -> HttpResponse:
    """Ours, those from above, those from below."""
    by = acting(request)
    if not by.holds_any(BriefingPermission.READ):
        raise Denied(BriefingPermission.READ.value)
    may_draft = by.holds_any(BriefingPermission.DRAFT) or by.holds_any(BriefingPermission.ISSUE)
    lists: dict[str, tuple[str, Any]] = {"above": (_("上级发来的"), queries.from_above(by))}
    if may_draft:
        lists = {"own": (_("本级的"), queries.own(by)), **lists}
    if (below := queries.from_below(by)).exists():
        lists["below"] = (_("下级印发的"), below)
    chosen = request.GET.get("view", "")
    if chosen not in lists:
        chosen = "own" if "own" in lists and lists["own"][1].exists() else "above"
    page = Paginator(lists[chosen][1], PER_PAGE).get_page(request.GET.get("page"))
    unread = set(queries.unread(by).values_list("pk", flat=True)) if chosen == "above" else set()
    context = {
        "views": [
            View(label=label, url=f"?view={key}", count=rows.count(), is_here=key == chosen)
            for key, (label, rows) in lists.items()
        ],
        "page": page,
        "rows": [(each, briefing_state(each), _number(each), each.pk in unread) for each in page.object_list],
        "may_draft": by.holds_any(BriefingPermission.DRAFT),
        "is_own": chosen == "own",
    }
    return render(request, "briefings/briefings.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def briefing(request: HttpRequest, briefing_id: int) -> HttpResponse:
    """One briefing as it looks on paper, with its next steps; a step is taken by posting it."""
    by = acting(request)
    found = queries.briefing_for(by, briefing_id)
    step, form = request.POST.get("step", ""), ReasonForm(None)
    if request.method == "POST":
        form = ReasonForm(request.POST) if step in WITH_REASON else form
        try:
            if _take(by, found, step, form, request.POST.get("seen", "")):
                messages.success(request, str(_DONE[step]))
                return redirect("briefings:briefing", briefing_id)
        except Refused as refused:
            if step not in WITH_REASON:
                for reason in refused.reasons:
                    messages.warning(request, str(reason.text))
                return redirect("briefings:briefing", briefing_id)
            show(form, refused)
    else:
        actions.mark_read(by, found)
    return render(request, "briefings/briefing.html", _context(by, found, step, form))


def _take(by: Actor, found: Briefing, step: str, form: ReasonForm, seen: str) -> bool:
    """Take the step; False if its reason is missing. Raises Refused, also for a step that there is not."""
    plain: dict[str, Callable[[Actor, Briefing], Any]] = {
        SEND: actions.send,
        TAKE_BACK: actions.take_back,
        DROP: actions.drop,
    }
    if step == ISSUE:
        actions.issue(by, found, seen=seen)
    elif step in plain:
        plain[step](by, found)
    elif step not in WITH_REASON:
        raise Refused(_("没有这一步"))
    elif not form.is_valid():
        return False
    elif step == WITHDRAW:
        actions.withdraw(by, found, reason=form.cleaned_data["reason"])
    else:
        actions.send_back(by, found, reason=form.cleaned_data["reason"])
    return True


def _context(by: Actor, found: Briefing, step: str, form: ReasonForm) -> dict[str, Any]:
    path = org_queries.path_of(found.unit)
    is_ours = by.may(BriefingPermission.DRAFT, at=path) or by.may(BriefingPermission.ISSUE, at=path)
    paper = document(found)
    context: dict[str, Any] = {
        "briefing": found,
        "state": briefing_state(found),
        "paper": paper,
        "notes": _notes(by, paper.notes, paper.cited, is_frozen=found.state in PUBLISHED),
        "is_ours": is_ours,
        "is_issued": found.state == ISSUED,
        "is_withdrawn": found.state == WITHDRAWN,
        "is_published": found.state in PUBLISHED,
        "form": form,
        "step": step,
        "seen": found.changed.isoformat(),
    }
    if is_ours:
        steps = procedures.steps_for(found, by)
        context |= {
            "may_edit": found.state in EDITABLE and by.may(BriefingPermission.DRAFT, at=path),
            "steps": [(each, reasons, each.key in WITH_REASON) for each, reasons in steps],
            "missing": actions.why_not_ready(found) if found.state not in PUBLISHED else [],
            "taken": timeline(found, by),
            "openings": queries.openings(found) if found.state in PUBLISHED else None,
        }
    if found.state == ISSUED:
        context["text"], context["text_reasons"] = _leaving(found)
    return context


def _leaving(found: Briefing) -> tuple[str, list[Any]]:
    try:
        return notices.text_for_group(found), []
    except Refused as refused:
        return "", refused.reasons


def _notes(
    by: Actor, notes: Iterable[Any], cited: Mapping[str, Cited], *, is_frozen: bool
) -> list[tuple[Any, list[tuple[str, str]]]]:
    """Every note with the pages that open its rows, for those who may read figures there."""
    told = [cited[note.key] for note in notes]
    open_to = citing.may_open(by, told)
    return [
        (note, rows_urls(each, is_frozen=is_frozen) if each.citation.unit_id in open_to else [])
        for note, each in zip(notes, told, strict=True)
    ]


def rows_urls(cited: Cited, *, is_frozen: bool) -> list[tuple[str, str]]:
    """Where the rows of a figure are opened: (what, address); of a ratio the two that it is divided from.

    Of a frozen figure that was live: as they were at the end of the day on which it was frozen.
    """
    one, on = cited.citation, cited.citation.on
    if on is None and is_frozen and cited.rows and cited.rows[0].source != "snapshot":
        on = timezone.localtime(cited.rows[0].as_of).date()
    measure = measures.get(one.measure)
    if measure is None:
        return []
    query = {"unit": one.unit.code}
    if one.reckoning is not None and one.reckoning.key.startswith("campaigns:"):
        query["campaign"] = one.reckoning.key.partition(":")[2]
    if one.month is not None:
        query["month"] = f"{one.month:%Y-%m}"
    if on is not None and one.month is None:
        query["on"] = on.isoformat()
    if measure.kind is Kind.RATIO and measure.over:
        terms = [term.partition("/") for term in measure.over]
        return [
            (str(measures[key].label), _rows_url(key, {**query, **({"slice": part} if part else {})}))
            for key, _slash, part in terms
        ]
    return [(_("明细"), _rows_url(one.measure, {**query, **({"slice": one.slice} if one.slice else {})}))]


def _rows_url(measure: str, query: dict[str, str]) -> str:
    return f"{reverse('desk:figure', args=(measure,))}?{urlencode(query)}"


def _number(each: Briefing) -> str:
    return number_text(each) if each.number else ""
