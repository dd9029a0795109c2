"""Merging and splitting: what is planned, what it does to people, rights, work and figures, then the button."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from unionhall.desk import shell
from unionhall.desk.regroup import queries
from unionhall.desk.regroup.forms import NEW, MergeForm, PartForm, SplitForm
from unionhall.kernel.access.regrouping import held_at_sources, why_not_carried
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import merging
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.actions import NewUnit
from unionhall.kernel.org.models import Unit
from unionhall.kernel.org.permissions import OrgPermission
from unionhall.kernel.org.plans import Merger, Split, SplitOff
from unionhall.modules.membership.queries import parting

MOST_PARTS = 5


@shell.signed_in
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, code: str) -> HttpResponse:
    """Let the unit go over into another one, or with others into a new one."""
    by = shell.actor(request)
    unit = org.unit_for(by, code, OrgPermission.UNIT_MERGE)
    data = request.POST or (request.GET if "how" in request.GET else None)
    form = MergeForm(data)
    context: dict[str, Any] = {"unit": unit, "form": form, "targets": queries.targets(by, unit)}
    if data is not None and form.is_valid() and (plan := _merger(by, unit, form, data)) is not None:
        try:
            if request.method == "POST":
                return redirect("desk:unit", merging.merge(by, plan).code)
        except Refused as refused:
            shell.show(form, refused)
        seen = merging.preview(by, plan)
        context |= _shown(seen, data) | {"offices": _offices(seen, plan.carried)}
    return render(request, "desk/unit-merge.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, code: str) -> HttpResponse:
    """Split new unions off the unit, with chosen groups, members and units below.

    Names may be typed, so nothing of it is ever in an address: the preview is a post, too; ``do`` is the button's.
    """
    by = shell.actor(request)
    unit = org.unit_for(by, code, OrgPermission.UNIT_MERGE)
    data = request.POST or None
    number = min(MOST_PARTS, _number(data) + ("more" in (data or {})))
    form, parts = SplitForm(data), _part_forms(by, unit, number, data)
    context: dict[str, Any] = {"unit": unit, "form": form, "parts": parts, "number": number, "most": MOST_PARTS}
    is_asked = data is not None and "more" not in data
    if is_asked and all([form.is_valid(), *(part.is_valid() for part in parts)]):
        plan = _split(by, unit, form, parts)
        if plan is not None and data is not None:
            try:
                if "do" in data:
                    merging.split(by, plan)
                    return redirect("desk:unit", unit.code)
            except Refused as refused:
                shell.show(form, refused)
            context |= _shown(merging.preview(by, plan), data)
    return render(request, "desk/unit-split.html", context)


def _merger(by: Actor, unit: Unit, form: MergeForm, data: QueryDict) -> Merger | None:
    """The plan as typed; None where a code names nothing, which the form says then."""
    given = form.cleaned_data
    carried = frozenset(int(pk) for pk in data.getlist("carried") if pk.isdecimal())
    if given["how"] != NEW:
        into = _named(by, form, "into", given["into"])
        return Merger((unit,), into, given["on"], given["reason"], carried) if into else None
    others = [_named(by, form, "others", code) for code in form.codes()]
    if not all(others):
        return None
    above = org.superiors(unit)
    new = NewUnit(given["name"].strip(), unit.kind, above[-1] if above else None)
    sources = (unit, *(other for other in others if other is not None))
    return Merger(sources, new, given["on"], given["reason"], carried)


def _named(by: Actor, form: MergeForm, field: str, code: str) -> Unit | None:
    try:
        return org.unit_for(by, code.strip(), OrgPermission.UNIT_MERGE)
    except Denied:
        form.add_error(field, _("没找到代码是“%(code)s”的单位，或者它不归这里管") % {"code": code.strip()})
        return None


def _number(data: QueryDict | None) -> int:
    text = data.get("n", "1") if data is not None else "1"
    return int(text) if text.isdecimal() and 0 < int(text) <= MOST_PARTS else 1


def _part_forms(by: Actor, unit: Unit, number: int, data: QueryDict | None) -> list[PartForm]:
    groups = parting.group_sizes(by, unit)
    children = [(child.code, f"{child.name}（{child.code}）") for child in org.children(by, unit)]
    forms = []
    for n in range(number):
        prefix = f"part{n}"
        is_typed = data is not None and f"{prefix}-name" in data
        forms.append(PartForm(data if is_typed else None, prefix=prefix, groups=groups, children=children))
    return forms


def _split(by: Actor, unit: Unit, form: SplitForm, parts: Sequence[PartForm]) -> Split | None:
    """The plan as typed; None where a line names nobody, which its form says then."""
    above = org.superiors(unit)
    children = {child.code: child for child in org.children(by, unit)}
    planned = []
    for part in parts:
        given = part.cleaned_data
        chosen = parting.choose(by, unit, given.get("groups") or [], (given.get("people") or "").splitlines())
        if chosen.unknown:
            lines = _("、").join(str(number) for number in chosen.unknown)
            part.add_error("people", _("第 %(lines)s 行在名册上没对上，姓名和后四位再看一遍") % {"lines": lines})
        below = tuple(children[code] for code in given.get("children") or [] if code in children)
        new = NewUnit(given["name"].strip(), unit.kind, above[-1] if above else None)
        planned.append(SplitOff(new, below, chosen.person_ids))
    if any(part.errors for part in parts):
        return None
    return Split(unit, tuple(planned), form.cleaned_data["on"], form.cleaned_data["reason"])


def _shown(seen: merging.Preview, data: QueryDict) -> dict[str, Any]:
    """The preview as the page lists it, with everything that was typed, for the button."""
    sections = [
        (section.label, list(effects)) for section, effects in groupby(seen.effects, key=lambda effect: effect.section)
    ]
    kept = [(name, value) for name in data if name not in _NOT_KEPT for value in data.getlist(name)]
    return {"seen": seen, "sections": sections, "kept": kept}


_NOT_KEPT = {"csrfmiddlewaretoken", "carried", "more", "do"}


def _offices(seen: merging.Preview, carried: frozenset[int]) -> list[dict[str, Any]]:
    """Who is in office at what ends, and whether they could be at the successor."""
    target = seen.regrouping.goings[0].target
    return [
        {
            "appointment": each,
            "office": queries.office_label(each),
            "why_not": why_not_carried(each, target),
            "is_carried": each.pk in carried,
        }
        for each in held_at_sources(seen.regrouping)
    ]
