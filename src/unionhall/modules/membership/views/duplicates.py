"""The desk's pages of people who are on file twice: which there are, two of them side by side, what was merged."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from unionhall.kernel.actor import Actor, Refused
from unionhall.kernel.journal import queries as journal
from unionhall.kernel.org import queries as org_queries
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import merging
from unionhall.kernel.people.declare import holdings
from unionhall.kernel.people.models import Merge
from unionhall.modules.membership.actions import duplicates as actions
from unionhall.modules.membership.actions.tallying import field_label
from unionhall.modules.membership.forms.members import MergeForm, UnmergeForm
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.queries import duplicates as queries
from unionhall.modules.membership.queries.duplicates import File
from unionhall.modules.membership.views.members import PER_PAGE, actor, who_when
from unionhall.ui.shell import View

APART = "apart"  # the button that says: two people


@dataclass(frozen=True, slots=True)
class Row:
    """One line of two files side by side."""

    label: str
    kept: list[str]
    gone: list[str]

    @property
    def is_different(self) -> bool:
        """Whether the two say different things."""
        return self.kept != self.gone


@login_required
@never_cache
@require_GET
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs within my reach that may be one person; those that were merged."""
    by = actor(request)
    found, merged = queries.pairs(by), queries.merges(by)
    is_merged = request.GET.get("view") == "merged"
    listed: Any = merged if is_merged else found
    page = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    url = reverse("membership:duplicates")
    context = {
        "page": page,
        "is_merged": is_merged,
        "rows": [] if is_merged else [(*pair, _differing(*pair)) for pair in page.object_list],
        "views": [
            View(_("可能是同一个人"), url, len(found), not is_merged),
            View(_("合并过的"), f"{url}?view=merged", merged.count(), is_merged),
        ],
    }
    return render(request, "membership/duplicates.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def duplicate(request: HttpRequest, kept_id: int, gone_id: int) -> HttpResponse:
    """Two files side by side, what merging them would do, and the word: one person or two."""
    by = actor(request)
    kept, gone = queries.pair_for(by, kept_id, gone_id)
    may_write = all(_may_write(by, file.unit) for file in (kept, gone))
    form = MergeForm(request.POST if request.method == "POST" and APART not in request.POST else None)
    if request.method == "POST" and APART in request.POST:
        actions.tell_apart(by, kept_id, gone_id)
        messages.success(request, _("记下了：这是两个人，不再提示"))
        return redirect("membership:duplicates")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.merge(by, kept_id, gone_id, reason=form.cleaned_data["reason"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("合成一份了。弄错了，在这里撤销"))
            return redirect("membership:merge", made.pk)
    fills = [field_label(field) for field in merging.fills(kept.person, gone.person)]
    context = {
        "kept": kept,
        "gone": gone,
        "rows": _side_by_side(kept, gone),
        "effects": merging.effects(kept.person, gone.person),
        "fills": _("、").join(fills),
        "reasons": merging.why_not(kept.person, gone.person),
        "differing_document": bool(kept.person.document and gone.person.document),
        "form": form,
        "may_write": may_write,
    }
    return render(request, "membership/duplicate.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, merge_id: int) -> HttpResponse:
    """One merge, and the way back."""
    by = actor(request)
    found = queries.merge_for(by, merge_id)
    form = UnmergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.unmerge(by, merge_id, reason=form.cleaned_data["reason"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("又分成两份了，合并前是怎样现在还是怎样"))
            return redirect("membership:merge", merge_id)
    unit = Unit.objects.get(pk=found.unit_id)
    context = {
        "merge": found,
        "unit": unit,
        "form": form,
        "moved": _moved(found),
        "reasons": merging.why_not_unmerge(found) if found.undone is None else [],
        "may_write": _may_write(by, unit),
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": who_when(line), "text": line.line.reason}
            for line in journal.shown(journal.lines_of(found, by), by)
        ],
    }
    return render(request, "membership/merge.html", context)


def _may_write(by: Actor, unit: Unit) -> bool:
    return by.may(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(unit))


def _differing(one: File, other: File) -> str:
    fields = [field for field in queries.differences(one.person, other.person) if field != "document_kind"]
    return _("、").join(field_label(field) for field in fields)


def _side_by_side(kept: File, gone: File) -> list[Row]:
    """What the two files say, numbers masked; first the person, then whatever is kept about them."""
    one, other = _of_person(kept), _of_person(gone)
    rows = [Row(label, [one[label]], [other[label]]) for label in one]
    for holding in holdings.values():
        if holding.tell is None:
            continue
        mine, theirs = ([told.text for told in holding.tell([file.person.pk])] for file in (kept, gone))
        if mine or theirs:
            rows.append(Row(str(holding.label), mine, theirs))
    return rows


def _of_person(file: File) -> dict[str, str]:
    person = file.person
    document = f"{person.get_document_kind_display()} {person.masked_document}" if person.document else ""
    return {
        _("姓名"): person.name,
        _("单位"): file.unit.name,
        _("手机号"): person.masked_phone,
        _("证件"): document,
        _("性别"): person.get_sex_display() if person.sex else "",
        _("出生日期"): person.born.isoformat() if person.born else "",
        _("建档"): person.created.date().isoformat(),
    }


def _moved(found: Merge) -> list[str]:
    """How many rows went along, by what they are; what is not named by a holding is not told apart."""
    counts = {key: len(ids) for key, ids in found.moved.get("rows", {}).items()}
    filled = [field_label(field) for field in found.moved.get("filled", [])]
    said = [_("转过来 %(n)s 条记录") % {"n": sum(counts.values())}] if counts else []
    return said + ([_("补上了：%(fields)s") % {"fields": _("、").join(filled)}] if filled else [])
