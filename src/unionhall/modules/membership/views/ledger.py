"""The rows of an import: what each does, and saying who those are that nobody but a person can tell."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership import actions
from unionhall.modules.membership.forms.imports import WhoForm
from unionhall.modules.membership.models import RollImport, RollRow
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import effects, import_rows
from unionhall.modules.membership.queries import imports as standing
from unionhall.modules.membership.queries.import_rows import Wanted
from unionhall.modules.membership.views.members import actor
from unionhall.ui.shell import View

PER_PAGE = 50
LONGEST_TEXT = 60


@login_required
@never_cache
@require_GET
def rows(request: HttpRequest, import_id: int) -> HttpResponse:
    """The rows of an import: of one outcome, one unit, one field that changes; those with something wrong; one row."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    wanted = _wanted(request)
    narrowed = import_rows.rows_of(by, found, wanted)
    page = Paginator(narrowed.values_list("pk"), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "roll_import": found,
        "page": page,
        "rows": _shown(by, import_rows.page_of(narrowed, page.start_index() - 1 if page.object_list else 0, PER_PAGE)),
        "views": _views(found, wanted),
        "wanted": wanted,
        "field": str(actions.field_label(wanted.field)) if wanted.field else "",
        "is_over": found.state in ("applied", "undone"),
        "may_settle": found.state in ("staged", "applied") and not found.purged,
    }
    return render(request, "membership/import_rows.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    said = request.GET
    outcome = said.get("outcome", "")
    return Wanted(
        outcome=outcome if outcome in RollRow.Outcome.values else "",
        unit=standing.unit_of_code(said.get("unit", "")),
        field=said.get("field", ""),
        text=said.get("q", "")[:LONGEST_TEXT],
        is_wrong=bool(said.get("wrong")),
    )


def _views(found: RollImport, wanted: Wanted) -> list[View]:
    counts = import_rows.counts_of(found, wanted.unit)
    kept = {"unit": wanted.unit.code} if wanted.unit else {}
    wrong = counts["conflicts"] + counts["problems"]

    def view(label: str, count: int | None, *, is_here: bool, **said: str) -> View:
        return View(label, f"?{urlencode({**said, **kept})}", count, is_here=is_here)

    return [
        view(_("全部"), None, is_here=not wanted.outcome and not wanted.is_wrong),
        view(_("有问题的"), wrong, is_here=wanted.is_wrong, wrong="1"),
        *(
            view(str(outcome.label), counts[name], is_here=wanted.outcome == outcome, outcome=str(outcome.value))
            for outcome, name in import_rows.COUNTED.items()
            if counts[name] or wanted.outcome == outcome
        ),
    ]


def _shown(by: Actor, ledger: list[RollRow]) -> list[dict[str, Any]]:
    """Rows as they may be shown: what the file itself says, and of the roll only what the reader may see."""
    places = org_queries.paths_of({row.unit_id for row in ledger if row.unit_id})
    readable = {
        unit_id: by.may(MembershipPermission.NAMES_READ, at=path) for unit_id, path in places.items()
    }  # names stay below: who imports for others sees those of the file
    shown = []
    for row in ledger:
        sees = readable.get(row.unit_id or 0, False)
        values = effects.values_of(row)
        name = values.get("name") or ""
        if not name and row.person:  # a row that changes nothing says the name that is on file
            is_in_file = row.outcome == RollRow.Outcome.UNCHANGED
            name = row.person.name if sees or is_in_file else standing.mask_name(row.person.name)
        changes = [
            (str(actions.field_label(key)), standing.mask_name(old) if key == "name" and old and not sees else old, new)
            for key, old, new in effects.changes_of(row)
            if key != "document_kind"
        ]
        shown.append({"row": row, "name": name, "values": values, "changes": changes})
    return shown


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, import_id: int, row_id: int) -> HttpResponse:
    """One row that may be several people: who is it? Afterwards, the next one."""
    by = actor(request)
    found = effects.import_for(by, import_id)
    queue = effects.conflicts(by, found)
    row = queue.filter(pk=row_id).first()
    if row is None:
        raise Http404
    row.roll_import = found
    values = effects.values_of(row)
    people = actions.may_be(row)
    belonging = standing.belonging(by, people)
    form = WhoForm(people, values.get("name", ""), belonging, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(by, row, form.person())
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            after = effects.conflicts(by, found).filter(place__gt=row.place).first()
            if after is not None:
                return redirect("membership:import-settle", found.pk, after.pk)
            return redirect("membership:import", found.pk)
    after = queue.filter(place__gt=row.place).first()
    context = {"roll_import": found, "row": row, "values": values, "form": form, "after": after, "left": queue.count()}
    return render(request, "membership/import_settle.html", context)
