"""Offices of a unit: who holds them, hand-over, appointment, invitation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unionhall.desk import shell
from unionhall.desk.people import actions
from unionhall.desk.people.forms import AppointForm, HolderForm
from unionhall.kernel import clock
from unionhall.kernel.access import actions as access_actions
from unionhall.kernel.access import declare
from unionhall.kernel.access import queries as access
from unionhall.kernel.access.models import Appointment
from unionhall.kernel.access.permissions import AccessPermission
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.org import queries as org
from unionhall.kernel.org.models import Unit
from unionhall.kernel.people import factors
from unionhall.kernel.people.models import Account, Factor
from unionhall.kernel.people.permissions import PeoplePermission


@shell.signed_in
@require_GET
def offices(request: HttpRequest) -> HttpResponse:
    """Who holds which office at a unit (``unit``, else the one I act for), and which offices stand empty."""
    by = shell.actor(request)
    unit = org.unit_for(by, request.GET.get("unit") or shell.own_unit(request).code, AccessPermission.OFFICE_READ)
    held = list(access.offices_at(by, unit))
    path = org.path_of(unit)
    may_invite = by.may(PeoplePermission.ACCOUNTS, at=path)
    states = dict(
        Account.objects.filter(person__in=[each.person_id for each in held]).values_list("person_id", "state")
    )
    secured = set(
        Factor.objects.filter(account__person__in=list(states)).values_list("account__person_id", flat=True)
    ) - {by.person_id}
    rows = [
        {
            "appointment": each,
            "office": access.office_label(each.office),
            "is_past_term": each.term_ends is not None and each.term_ends < clock.today(),
            "account": Account.State(states[each.person_id]).label if each.person_id in states else _("没有账号"),
            "may_invite": may_invite and states.get(each.person_id) != Account.State.ACTIVE,
            "may_hand_over": _may_fill(by, each.office, path) and not declare.offices[each.office].is_by_procedure,
            "may_reset": each.person_id in secured and _may_fill(by, each.office, path),
        }
        for each in held
    ]
    context = {"unit": unit, "rows": rows, "may_appoint": bool(_open_offices(by, unit, path))}
    return render(request, "desk/offices.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The present holder's office goes to somebody named by name and telephone."""
    by = shell.actor(request)
    appointment = _appointment(by, pk, AccessPermission.APPOINT)
    form = HolderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            return _slip(request, actions.hand_over(by, appointment, **form.cleaned_data))
        except Refused as refused:
            shell.show(form, refused)
    context = {"appointment": appointment, "office": access.office_label(appointment.office), "form": form}
    return render(request, "desk/hand-over.html", context)


@shell.signed_in
@require_http_methods(["GET", "POST"])
def appoint(request: HttpRequest, code: str) -> HttpResponse:
    """Appoint somebody at a unit."""
    by = shell.actor(request)
    unit = org.unit_for(by, code, AccessPermission.APPOINT)
    form = AppointForm(request.POST or None, offices=_open_offices(by, unit, org.path_of(unit)))
    if request.method == "POST" and form.is_valid():
        try:
            return _slip(request, actions.appoint(by, unit, **form.cleaned_data))
        except Refused as refused:
            shell.show(form, refused)
    return render(request, "desk/appoint.html", {"unit": unit, "form": form})


@shell.signed_in
@require_http_methods(["GET", "POST"])
def reset_second(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the two-step sign-in from an officer below who has lost telephone and recovery codes."""
    by = shell.actor(request)
    appointment = _appointment(by, pk, PeoplePermission.ACCOUNTS)
    path = org.path_of(appointment.unit)
    account = Account.objects.filter(person=appointment.person_id, factors__isnull=False).first()
    if account is None or account.pk == by.account_id or not _may_fill(by, appointment.office, path):
        raise Denied(PeoplePermission.ACCOUNTS.value)
    if request.method == "POST":
        factors.reset(by, account, at=path)
        messages.success(
            request, _("%(name)s的两步验证取消了，下次用密码登录后可以重新设。") % {"name": appointment.person.name}
        )
        return redirect(f"{reverse('desk:offices')}?unit={appointment.unit.code}")
    context = {"appointment": appointment, "office": access.office_label(appointment.office)}
    return render(request, "desk/second-reset.html", context)


@shell.signed_in
@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """A new activation slip for somebody in office."""
    by = shell.actor(request)
    return _slip(request, actions.invite(by, _appointment(by, pk, PeoplePermission.ACCOUNTS)))


@shell.signed_in
@require_POST
def invite_member(request: HttpRequest, person_id: int) -> HttpResponse:
    """A slip for a member, by which they can sign in and see their own data."""
    return _slip(request, actions.invite_member(shell.actor(request), person_id))


def _appointment(by: Actor, pk: int, permission: Any) -> Appointment:
    found = get_object_or_404(Appointment.objects.on(clock.today()).select_related("unit", "person"), pk=pk)
    by.must(permission, at=org.path_of(found.unit))
    return found


def _may_fill(by: Actor, office: str, path: str) -> bool:
    known = declare.offices.get(office)
    return (
        known is not None
        and by.may(AccessPermission.APPOINT, at=path)
        and by.may(PeoplePermission.ACCOUNTS, at=path)
        and access_actions.may_hand_out(by, known, path)
    )


def _open_offices(by: Actor, unit: Unit, path: str) -> list[tuple[str, str]]:
    """The offices of this kind of unit that this actor may fill."""
    return [
        (office.key, str(office.label))
        for office in declare.offices.values()
        if unit.kind in office.held_at and not office.is_by_procedure and _may_fill(by, office.key, path)
    ]


def _slip(request: HttpRequest, slip: actions.Slip) -> HttpResponse:
    """The printable slip, in the very answer: its code is kept nowhere and can not be shown again."""
    context = {
        "slip": slip,
        "office": access.office_label(slip.office) if slip.office else "",
        "address": request.build_absolute_uri(reverse("desk:activate")),
    }
    return render(request, "desk/slip.html", context)
