"""The pages on which somebody sees what is stored about them, and asks to have it put right or erased.

Name and four digits are not enough here: whoever has not signed in is sent to the door.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.people import actions as people_actions
from unionhall.kernel.people.declare import holdings
from unionhall.kernel.people.models import Person
from unionhall.kernel.procedures import queries as procedures
from unionhall.modules.membership import queries as roll
from unionhall.modules.membership.actions import own as actions
from unionhall.modules.membership.forms.own import CorrectForm, EraseForm
from unionhall.modules.membership.models import DataRequest
from unionhall.modules.membership.models.requests import needed_because
from unionhall.modules.membership.procedure import DATA_DAYS, DATA_REQUEST
from unionhall.modules.membership.queries import own as queries
from unionhall.modules.membership.views.members import actor, who_when
from unionhall.ui import exports
from unionhall.ui.words import moment

_SHOWN = ("name", "sex", "born", "document_kind", "document", "phone")


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def data(request: HttpRequest) -> HttpResponse:
    """What is stored about me, masked; a post shows the numbers in full, which is noted."""
    by = actor(request)
    person = queries.person_of(by)
    full = people_actions.reveal_own(by, person) if request.method == "POST" else None
    seen, done = queries.lines(by)
    context = {
        "person": person,
        "full": full,
        "unit": queries.unit_of(person.pk),
        "stored": queries.stored(by),
        "seen": seen,
        "who_saw": [(line, who_when(line)) for line in seen],
        "steps_taken": [
            {"state": "done", "title": line.sentence, "when": moment(line.line.at), "text": line.line.reason}
            for line in done
        ],
        "requests": [_told(each) for each in queries.own_requests(by)],
        "transfer": roll.open_transfer(person.pk),
        "member": roll.open_membership(person.pk),
        "law": _cite("PI-45"),
    }
    return render(request, "membership/my-data.html", context)


@login_required
@never_cache
@require_POST
def copy(request: HttpRequest) -> HttpResponse:
    """Everything that is stored about me as a file, numbers in full; that is noted as well."""
    by = actor(request)
    person = queries.person_of(by)
    full = people_actions.reveal_own(by, person)
    rows = [(label, value) for label, value in _fields(person, full) if value]
    rows += [(str(label), told.text) for label, lines in queries.stored(by) for told in lines]
    seen, done = queries.lines(by)
    rows += [(_("谁看过"), f"{who_when(line)} {line.sentence} {line.line.reason}".strip()) for line in seen]
    rows += [(_("办过什么"), f"{moment(line.line.at)} {line.sentence}") for line in done]
    return exports.as_file("xlsx", _("我的个人信息"), (_("是什么"), _("内容")), rows)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest) -> HttpResponse:
    """Ask to have something put right."""
    by = actor(request)
    person = queries.person_of(by)
    form = CorrectForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask_to_correct(by, form.changes(), why=form.cleaned_data["why"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("交给%(unit)s了，办好了在这里看得到") % {"unit": made.unit.name})
            return redirect("membership:my-data")
    unit = queries.unit_of(person.pk)
    context = {"form": form, "unit": unit, "days": DATA_DAYS, "law": _cite("PI-46")}
    return render(request, "membership/my-correction.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Ask to have my name and numbers erased; what stays and why stands before the button."""
    by = actor(request)
    person = queries.person_of(by)
    against = needed_because(person.pk)
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and against is None:
        try:
            made = actions.ask_to_erase(by, why=form.cleaned_data["why"])
        except Refused as refused:
            for reason in refused.reasons:
                form.add_error(None, str(reason.text))
        else:
            messages.success(request, _("交给%(unit)s了，办好了账号就停用") % {"unit": made.unit.name})
            return redirect("membership:my-data")
    context = {
        "form": form,
        "against": [against] if against else [],
        "kept": [(each.label, each.kept_because) for each in holdings.values() if each.kept_because],
        "unit": queries.unit_of(person.pk),
        "days": DATA_DAYS,
        "law": _cite("PI-47"),
    }
    return render(request, "membership/my-erasure.html", context)


@login_required
@never_cache
@require_GET
def asked(request: HttpRequest, own_id: int) -> HttpResponse:
    """One of my requests: where it stands."""
    by = actor(request)
    found = _own(by, own_id)
    changes, why = actions.asked_for(found)
    context = {**_told(found), "changes": shown_changes(found.person, changes), "why": why, "law": _cite("PI-50")}
    return render(request, "membership/my-request.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, own_id: int) -> HttpResponse:
    """Take one of my requests back."""
    by = actor(request)
    actions.withdraw_request(by, _own(by, own_id))
    messages.success(request, _("撤回了"))
    return redirect("membership:my-data")


def shown_changes(person: Person, changes: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(field, now, as it should be): stored numbers masked, new ones in full, since they are to be checked."""
    known = {key: getattr(person, key) for key in _SHOWN}
    wanted = Person(**{**known, **changes})
    old, new = (_fields(each, {"document": each.document, "phone": each.phone}) for each in (person, wanted))
    rows = zip(_fields(person, None), old, new, strict=True)
    return [(label, masked, then) for (label, masked), (_label, was), (_same, then) in rows if was != then]


def _fields(person: Person, full: dict[str, str] | None) -> list[tuple[str, str]]:
    document = full["document"] if full else person.masked_document
    return [
        (_("姓名"), person.name),
        (_("性别"), person.get_sex_display() if person.sex else ""),
        (_("出生日期"), person.born.isoformat() if person.born else ""),
        (_("证件"), f"{person.get_document_kind_display()} {document}" if document else ""),
        (_("手机号"), full["phone"] if full else person.masked_phone),
    ]


def _own(by: Actor, own_id: int) -> DataRequest:
    found = queries.own_requests(by).filter(pk=own_id).select_related("person").first()
    if found is None:
        raise Denied("data request")
    return found


def _told(found: DataRequest) -> dict[str, object]:
    return {
        "request_": found,
        "state": DATA_REQUEST.state(found.state).label,
        "duty": procedures.duties_of(found).last() if found.is_open else None,
    }


def _cite(rule: str) -> str:
    return law.rule(rule, clock.today()).cite()
