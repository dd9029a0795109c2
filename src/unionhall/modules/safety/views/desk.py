"""The ledger of hazards at the desk: a page, a workbook, a printed form; and the poster that asks for reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.modules.safety import queries
from unionhall.modules.safety.forms.ledger import LedgerForm, PosterForm
from unionhall.modules.safety.notices.reporting import poster as poster_of
from unionhall.modules.safety.notices.reporting import text_for_group
from unionhall.modules.safety.permissions import SafetyPermission
from unionhall.modules.safety.queries import ledger as ledgers
from unionhall.modules.safety.queries.paging import Row, page
from unionhall.ui import exports
from unionhall.ui.shell import View
from unionhall.ui.templatetags.ui import icon
from unionhall.ui.words import day

MOST = 20_000  # rows in a file


@login_required
@never_cache
@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    """The hazards that I may see, narrowed, the newest first."""
    by = _actor(request)
    form, asked = _asked(request, by)
    rows = page(by, asked)
    shown = rows[: ledgers.PER_PAGE]
    query = request.GET.copy()
    query.pop("after", None)
    older = ""
    if len(rows) > len(shown):
        last = shown[-1]
        on = last.due if asked.view == "overdue" and last.due else last.found_on
        query["after"] = f"{on.isoformat()}.{last.pk}"
        older = query.urlencode()
        query.pop("after")
    labels = {"open": _("没办完的"), "overdue": _("超期没改"), "closed": _("已销号"), "all": _("全部")}
    context = {
        "rows": _rows(shown),
        "older": older,
        "is_first": asked.after is None,
        "query": query.urlencode(),
        "form": form,
        "views": [View(label, f"?view={key}", is_here=asked.view == key) for key, label in labels.items()],
        "view": asked.view,
        "reset_url": "?" if any(request.GET.get(name) for name in ("kind", "grade", "unit", "since", "until")) else "",
        "may_sign": by.holds_any(SafetyPermission.SIGN),
        "may_poster": by.holds_any(SafetyPermission.HANDLE),
    }
    return render(request, "safety/ledger.html", context)


@login_required
@never_cache
@require_GET
def file(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, with the customary columns."""
    by = _actor(request)
    _form, asked = _asked(request, by)
    found = ledgers.entries(by, ledgers.ledger(by, asked)[:MOST])
    name = _("隐患台账 %(day)s") % {"day": clock.today().isoformat()}
    return exports.as_file("xlsx", name, ledgers.head(), ledgers.lines(found))


@login_required
@never_cache
@require_GET
def printed(request: HttpRequest) -> HttpResponse:
    """The same as a form to print and sign, at most 500 lines."""
    by = _actor(request)
    _form, asked = _asked(request, by)
    context = {
        "unit": _own_unit(by),
        "head": ledgers.head(),
        "entries": ledgers.entries(by, ledgers.ledger(by, asked)[:500]),
        "sentences": (7, 11, 14),  # columns that take the room
        "days": (1, 2, 10, 16),  # and those that do not break
        "today": clock.today(),
        "query": request.GET.urlencode(),
    }
    return render(request, "safety/printed.html", context)


@login_required
@require_GET
def poster(request: HttpRequest) -> HttpResponse:
    """What hangs at a place: the code by which anybody reports a hazard there, and the text for the group."""
    by = _actor(request)
    unit = _own_unit(by)
    form = PosterForm(request.GET or None)
    at = form.cleaned_data["at"] if form.is_bound and form.is_valid() else ""
    context = {"unit": unit, "form": form, "at": at}
    try:
        context |= {"poster": poster_of(unit, at), "text": text_for_group(unit)}
    except Refused as refused:
        context["refused"] = refused.reasons
    return render(request, "safety/poster.html", context)


def _rows(shown: Sequence[Row]) -> SafeString:
    """The rows of the table; drawn here, since fifty of them cost a template more than all the rest of the page."""
    days: dict[date, str] = {}
    raised = format_html(' <span class="tag">{}</span>', _("没人受理，转上来的"))
    late = format_html(' <span class="clock clock-overdue">{}{}</span>', icon("alert-circle"), _("超期"))

    def said(on: date | None) -> str:
        if on is None:
            return "—"
        return days.get(on) or days.setdefault(on, day(on))

    return format_html_join(
        "",
        '<tr><th scope="row"><a href="{}">{}</a>{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}{}</td>'
        "<td>{}</td></tr>",
        (
            (
                one.url,
                one.place,
                raised if one.is_raised else "",
                one.site,
                one.kind,
                format_html("<b>{}</b>", one.grade) if one.is_major else one.grade,
                said(one.found_on),
                said(one.due),
                late if one.is_late else "",
                one.state,
            )
            for one in shown
        ),
    )


def _actor(request: HttpRequest) -> Actor:
    by: Actor = request.actor  # type: ignore[attr-defined]  # set by the lanes' middleware
    queries.must_see(by)
    return by


def _asked(request: HttpRequest, by: Actor) -> tuple[LedgerForm, ledgers.Asked]:
    form = LedgerForm(request.GET)
    form.is_valid()
    said = getattr(form, "cleaned_data", {})
    view = said.get("view") or "open"
    return form, ledgers.Asked(
        view=view if view in ledgers.VIEWS else "open",
        kind=said.get("kind") or "",
        grade=said.get("grade") or "",
        unit=_unit(by, said.get("unit") or ""),
        since=said.get("since"),
        until=said.get("until"),
        after=_after(request.GET.get("after", "")),
    )


def _unit(by: Actor, code: str) -> Unit | None:
    """The unit of this code, where ``by`` may read hazards; Denied where they may not, as if there were none."""
    return org_queries.unit_for(by, code.strip(), SafetyPermission.READ) if code.strip() else None


def _after(text: str) -> tuple[date, int] | None:
    day, _dot, pk = text.partition(".")
    try:
        return (date.fromisoformat(day), int(pk)) if pk.isascii() and len(pk) < 17 else None
    except ValueError:
        return None


def _own_unit(by: Actor) -> Unit:
    if not by.seats:
        raise Denied(SafetyPermission.READ.value)
    return Unit.objects.get(pk=by.seats[0].unit_id)
