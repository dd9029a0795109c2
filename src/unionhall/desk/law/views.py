"""The rules: a list that is searched and narrowed, one rule with its versions, two sides compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from unionhall.desk import clocks, shell
from unionhall.desk.law.calculating import CALCULATORS
from unionhall.desk.law.forms import CompareForm, FromForm, RulesForm
from unionhall.desk.law.uses import uses_of
from unionhall.kernel import clock
from unionhall.kernel.law import queries
from unionhall.kernel.law.counting import last_day
from unionhall.kernel.law.permissions import LawPermission
from unionhall.kernel.law.queries import Rule, Side
from unionhall.kernel.law.show import bands
from unionhall.ui import exports, words

PER_PAGE = 50


@shell.signed_in
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """All rules, narrowed; also as a table to take away."""
    form = RulesForm(request.GET)
    found = _narrowed(form)
    if request.GET.get("as") in {"xlsx", "csv"}:
        return _file(request.GET["as"], found)
    everything = queries.rules()
    context = _listed(request, form, found) | {
        "count": len({each.id for each in everything}),
        "pending": len({each.id for each in everything if not each.is_verified}),
        "region": queries.layers().get(queries.region(), ""),
        "may_edit": shell.actor(request).holds_any(LawPermission.EDIT),
        "calculators": CALCULATORS.values(),
    }
    return render(request, "desk/law.html", context)


@require_GET
def public(request: HttpRequest) -> HttpResponse:
    """The same rules for whoever asks: words and a subject alone, and the calculators."""
    form = RulesForm(request.GET)
    context = _listed(request, form, [each for each in _narrowed(form) if each.kind != "change"])
    return render(request, "desk/law-public.html", context | {"calculators": CALCULATORS.values()})


def _listed(request: HttpRequest, form: RulesForm, found: list[Rule]) -> dict[str, Any]:
    return {
        "form": form,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "names": queries.layers(),
        "query": shell.query_without(request, "page", "as"),
        "is_narrowed": any(form.data.get(name) for name in form.fields),
        "ahead": {each.stamp for each in found if each.since > clock.today()},
    }


def _narrowed(form: RulesForm) -> list[Rule]:
    form.is_valid()
    asked = form.cleaned_data
    on: date = asked.get("on") or clock.today()
    found = queries.rules(layer=asked.get("layer", ""))
    if asked.get("state") == "ended":
        found = [each for each in found if each.until is not None and each.until <= on]
    elif asked.get("on") or asked.get("state"):
        found = [each for each in found if each.holds(on)]
    else:  # what holds, and what is yet to come
        found = [each for each in found if each.until is None or on < each.until]
    if asked.get("state") in {"yes", "pending"}:
        found = [each for each in found if each.is_verified == (asked["state"] == "yes")]
    for name in ("subject", "kind"):
        if asked.get(name):
            found = [each for each in found if getattr(each, name) == asked[name]]
    terms = asked.get("q", "").lower().split()
    return [each for each in found if all(term in _searched(each) for term in terms)]


def _searched(rule: Rule) -> str:
    parts = (rule.id, rule.fact, rule.bare_cite(), rule.number_text, rule.number_text.replace(" ", ""), rule.note)
    return " ".join(parts).lower()


def _file(kind: str, found: list[Rule]) -> HttpResponse:
    names = queries.layers()
    head = [_("编号"), _("规则"), _("数"), _("依据"), _("哪一层"), _("施行"), _("废止"), _("核实"), _("出处")]
    rows = [
        (
            each.id,
            each.fact,
            "；".join(bands(each)) or each.number_text,
            str(each.cite()),
            names[each.layer],
            each.since.isoformat(),
            each.until.isoformat() if each.until else "",
            _("核实过") if each.is_verified else _("待核实"),
            each.source,
        )
        for each in found
    ]
    return exports.as_file(kind, _("法规"), head, rows)


@require_GET
def rule(request: HttpRequest, law_rule: str) -> HttpResponse:
    """One rule: what it says, its number, its versions on a line of time, where the program goes by it."""
    rule_id = law_rule
    if not queries.is_rule(rule_id):
        raise Http404
    today = clock.today()
    versions = queries.versions(rule_id)
    now = next((each for each in versions if each.holds(today)), versions[-1])
    form = FromForm(request.GET) if now.kind == "deadline" and now.number else None
    context = {
        "rule": now,
        "bands": bands(now),
        "names": queries.layers(),
        "kind": queries.KINDS[now.kind],
        "is_ended": not now.holds(today) and now.since <= today,
        "timeline": [_version(each, today) for each in reversed(versions)],
        "instead": [each for each in queries.in_place_of(rule_id) if each.holds(today)],
        "here": queries.rule(rule_id, today) if now.holds(today) else now,
        "over": [queries.versions(each)[-1] for each in now.over],
        "uses": uses_of(rule_id),
        "form": form,
        "due": _due(now, form) if form else None,
        "calculators": [each for each in CALCULATORS.values() if rule_id in each.rules],
        "frame": frame_of(request),
    }
    return render(request, "desk/law-rule.html", context)


def frame_of(request: HttpRequest) -> str:
    """Around a public page: the desk for those who have an office, a plain one for others."""
    return "ui/desk.html" if shell.actor(request).seats else "ui/plain.html"


def _version(each: Rule, today: date) -> dict[str, str]:
    state = "now" if each.holds(today) else "done" if each.since <= today else "ahead"
    since = {
        "day": words.fullday(each.since),
        "year": _("%(year)s 年") % {"year": each.since.year},
        "no": _("从什么时候起，没有查到"),
    }[each.since_known]
    when = _("%(since)s起") % {"since": since} if each.since_known != "no" else since
    if each.last_day:
        when += _("，到%(until)s止") % {"until": words.fullday(each.last_day)}
    said = f"{each.fact}（{each.number_text}）" if each.number_text else each.fact
    return {"state": state, "title": str(each.cite()), "when": when, "text": said}


def _due(rule: Rule, form: FromForm) -> dict[str, Any] | None:
    if not form.is_valid() or not form.cleaned_data["begun"]:
        return None
    begun: date = form.cleaned_data["begun"]
    found = last_day(rule, begun)
    return {"begun": begun, "due": found, "face": clocks.face(found.date, is_provisional=found.is_provisional)}


@shell.signed_in
@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two regions, or two days, side by side; what differs is marked."""
    form = CompareForm(request.GET or None, initial={"b": queries.region() or "beijing"})
    asked: dict[str, Any] = (
        form.cleaned_data if form.is_bound and form.is_valid() else {"b": queries.region() or "beijing"}
    )
    today = clock.today()
    left = Side(asked.get("a", ""), asked.get("a_on") or today)
    right = Side(asked.get("b", ""), asked.get("b_on") or today)
    pairs = queries.compare(left, right)
    shown = pairs if asked.get("everything") else [pair for pair in pairs if pair.differs]
    names = queries.layers()
    context = {
        "form": form,
        "page": Paginator(shown, PER_PAGE).get_page(request.GET.get("page")),
        "heads": [
            f"{names[side.region] if side.region else _('国家')}，{words.fullday(side.on)}" for side in (left, right)
        ],
        "differing": sum(pair.differs for pair in pairs),
        "same": sum(not pair.differs for pair in pairs),
    }
    return render(request, "desk/law-compare.html", context)
