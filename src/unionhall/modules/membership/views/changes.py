"""The desk's pages on which one member is added, put right, kept, ended or sent on; effects stand before the button."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from unionhall.kernel import clock
from unionhall.kernel.actor import Actor, Denied, Refused
from unionhall.kernel.law import queries as law
from unionhall.kernel.org import queries as org_queries
from unionhall.modules.membership import actions, queries
from unionhall.modules.membership.actions.members import ask_for
from unionhall.modules.membership.forms.members import AddForm, EditForm, KeepForm, LeaveForm, ResumeForm, SendForm
from unionhall.modules.membership.models import Membership
from unionhall.modules.membership.permissions import MembershipPermission
from unionhall.modules.membership.procedure import TRANSFER_DAYS
from unionhall.modules.membership.views.members import actor

ASK = "ask"  # the button by which the old union is asked


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Put one person on the roll; somebody who belongs elsewhere is asked for without being typed again."""
    by = actor(request)
    unit = org_queries.unit_for(by, code, MembershipPermission.ROLL_WRITE)
    form = AddForm(request.POST or None, initial={"since": clock.today()})
    is_elsewhere = False
    if request.method == "POST" and form.is_valid():
        new = form.new_member()
        known = queries.known_person(new.person) if ASK in request.POST else None
        try:
            if known is not None:
                return redirect("membership:transfer", ask_for(by, unit, new).pk)
            added = actions.add_member(by, unit, new)
        except Refused as refused:
            is_elsewhere = any(reason.code == "elsewhere" for reason in refused.reasons)
            if not is_elsewhere:
                _show(form, refused)
        else:
            messages.success(request, _("%(name)s登记好了") % {"name": added.person.name})
            return redirect("membership:member", added.person_id)
    context = {"form": form, "unit": unit, "is_elsewhere": is_elsewhere, "days": TRANSFER_DAYS}
    return render(request, "membership/add.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: int) -> HttpResponse:
    """Put right what is known of a member; numbers are typed anew and never shown."""
    by = actor(request)
    membership = _writable(by, person_id)
    form = EditForm(request.POST or None, membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            edited = actions.edit_member(by, membership, form.changes())
        except Refused as refused:
            _show(form, refused)
        else:
            labels = [str(form.fields[key].label) for key in edited.fields if key in form.fields]
            said = _("改了：%(fields)s") % {"fields": _("、").join(labels)} if labels else _("没有改动")
            messages.success(request, said)
            return redirect("membership:member", person_id)
    return render(request, "membership/edit.html", {"form": form, "membership": membership})


@dataclass(frozen=True, slots=True)
class _Change:
    """One kind of change: how its page speaks, what it does, and what comes of it."""

    title: str | Promise
    button: str | Promise
    form: type[forms.Form]
    do: Callable[[Actor, Membership, dict[str, Any]], object]
    effects: Callable[[Membership], list[str]]
    done: str | Promise


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, person_id: int) -> HttpResponse:
    """A membership ends."""
    return _page(request, person_id, _LEAVE)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def keep(request: HttpRequest, person_id: int) -> HttpResponse:
    """A membership is only kept, as after retirement."""
    return _page(request, person_id, _KEEP)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def resume(request: HttpRequest, person_id: int) -> HttpResponse:
    """A kept membership is a full one again."""
    return _page(request, person_id, _RESUME)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest, person_id: int) -> HttpResponse:
    """A member is sent to another union, which is asked."""
    return _page(request, person_id, _SEND)


def _page(request: HttpRequest, person_id: int, change: _Change) -> HttpResponse:
    by = actor(request)
    membership = _writable(by, person_id)
    form = change.form(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            change.do(by, membership, form.cleaned_data)
        except Refused as refused:
            _show(form, refused)
        else:
            messages.success(request, str(change.done))
            return redirect("membership:member", person_id)
    context = {
        "form": form,
        "membership": membership,
        "title": change.title,
        "button": change.button,
        "effects": change.effects(membership),
    }
    return render(request, "membership/change.html", context)


def _writable(by: Actor, person_id: int) -> Membership:
    """The open membership of somebody whose roll the actor keeps. Raises Denied where there is none to be seen."""
    membership = queries.member_for(by, person_id)
    by.must(MembershipPermission.ROLL_WRITE, at=org_queries.path_of(membership.unit))
    if membership.until is not None:
        raise Denied(MembershipPermission.ROLL_WRITE.value)
    return membership


def _effects_of_leaving(membership: Membership) -> list[str]:
    effects = [
        _("从那天起，名册和选举名册上没有这个人；以前任何一天的名册不变"),
        _("%(unit)s的链接不再认得这个人；交过的答卷和统计数不变") % {"unit": membership.unit.name},
    ]
    held = queries.offices_of(membership.person_id)
    if held:
        effects.append(_("还任着%(offices)s：离会不等于免职，要另外办") % {"offices": _("、").join(held)})
    if queries.open_transfer(membership.person_id):
        effects.append(_("正在办的会籍转移到此为止"))
    return effects


def _effects_of_keeping(membership: Membership) -> list[str]:
    return [
        _("还在%(unit)s的名册上，链接照样认得") % {"unit": membership.unit.name},
        law.Sentence(
            _("从那天起不在选举名册上：保留会籍的人没有选举权、被选举权和表决权。依据%(law)s"),
            law=law.rule("ELE-04", clock.today()).cite(),
        ),
        law.Sentence(_("从那天起不交会费。依据%(law)s"), law=law.rule("MEM-KEEP", clock.today()).cite()),
        _("以后可以恢复"),
    ]


def _effects_of_resuming(membership: Membership) -> list[str]:
    return [_("从那天起又在选举名册上；保留会籍的那段时间照旧记着")]


def _effects_of_sending(membership: Membership) -> list[str]:
    values = {"days": TRANSFER_DAYS, "unit": membership.unit.name}
    return [
        _("对方工会有 %(days)s 天答复，这个天数是本会规定的") % values,
        _("对方同意的那天，会籍从%(unit)s转过去，同一天起是对方的会员") % values,
        _("对方不同意，或者到期没答复，会籍留在%(unit)s") % values,
        law.Sentence(_("会籍随劳动关系走。依据%(law)s"), law=law.rule("MEM-03", clock.today()).cite()),
    ]


def _show(form: forms.Form, refused: Refused) -> None:
    for reason in refused.reasons:
        form.add_error(None, str(reason.text))


_LEAVE = _Change(
    title=gettext_lazy("办理离会"),
    button=pgettext_lazy("act", "离会"),
    form=LeaveForm,
    do=lambda by, held, said: actions.leave(by, held, on=said["on"], reason=said["reason"], cause=said["cause"]),
    effects=_effects_of_leaving,
    done=gettext_lazy("办好了，这个人已经离会"),
)
_KEEP = _Change(
    title=gettext_lazy("保留会籍"),
    button=gettext_lazy("保留会籍"),
    form=KeepForm,
    do=lambda by, held, said: actions.keep(by, held, on=said["on"], reason=said["reason"], cause=said["cause"]),
    effects=_effects_of_keeping,
    done=gettext_lazy("办好了，会籍保留"),
)
_RESUME = _Change(
    title=gettext_lazy("恢复会籍"),
    button=gettext_lazy("恢复会籍"),
    form=ResumeForm,
    do=lambda by, held, said: actions.resume(by, held, on=said["on"], reason=said["reason"]),
    effects=_effects_of_resuming,
    done=gettext_lazy("办好了，会籍恢复"),
)
_SEND = _Change(
    title=gettext_lazy("把会籍转走"),
    button=gettext_lazy("请对方工会接收"),
    form=SendForm,
    do=lambda by, held, said: actions.offer(by, held, said["unit"], reason=said["reason"]),
    effects=_effects_of_sending,
    done=gettext_lazy("已请对方工会答复"),
)
